"""A shift."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class Shift(NamedTuple):
    """People on call from `start` until `end`, in the rotation's time zone.

    `replaced` holds those whose place an override took; None in a regular shift.
    """

    members: tuple[str, ...]
    start: datetime
    end: datetime
    replaced: tuple[str, ...] | None = None
