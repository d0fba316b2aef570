"""What an ARN stands for: the row of a contact, a channel, a rotation or an engagement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from tocsin.emulator.errors import not_found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.emulator.state import State

Table = Literal["contact", "channel", "rotation", "engagement"]

_SELECT: Mapping[Table, str] = {
    "contact": "SELECT * FROM contact WHERE ContactArn = ?",
    "channel": "SELECT * FROM channel WHERE ContactChannelArn = ?",
    "rotation": "SELECT * FROM rotation WHERE RotationArn = ?",
    "engagement": "SELECT * FROM engagement WHERE EngagementArn = ?",
}
KINDS: Mapping[Table, str] = {
    "contact": "CONTACT",
    "channel": "CONTACT_CHANNEL",
    "rotation": "ROTATION",
    "engagement": "ENGAGEMENT",
}
"""ResourceType in errors."""


def find(state: State, table: Table, arn: str) -> dict[str, Any] | None:
    """The row with this ARN; None if there is none (any more)."""
    return state.row(_SELECT[table], arn)


def existing(state: State, table: Table, arn: str) -> dict[str, Any]:
    """The row with this ARN; ResourceNotFoundException if there is none."""
    found = find(state, table, arn)
    if found is None:
        raise not_found(KINDS[table], arn)
    return found
