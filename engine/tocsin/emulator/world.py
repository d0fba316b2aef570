"""The contacts and rotations of a state, as a walk through plans asks for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from tocsin.emulator.resources import find
from tocsin.emulator.rotas import rotation_of
from tocsin.roster import Channel, ChannelTarget, Contact, ContactTarget, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from tocsin.emulator.state import State
    from tocsin.roster import ChannelKind
    from tocsin.rotations import Rotation

Target = ChannelTarget | ContactTarget


class StateWorld:
    """A `tocsin.roster.World` whose keys are ARNs. What it has read it keeps: make one for each transaction.

    A channel that is not activated counts as one that can be engaged: the attempt is made and fails, and its page
    gets an ERROR receipt. A deleted one is not there: its target is passed over.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._contacts: dict[str, Contact | None] = {}
        self._rotations: dict[str, Rotation | None] = {}

    def contact(self, key: str) -> Contact | None:
        """The contact with this ARN."""
        if key not in self._contacts:
            row = find(self._state, "contact", key)
            self._contacts[key] = None if row is None else self._read(row)
        return self._contacts[key]

    def on_call(self, rotation: str, at: datetime) -> tuple[str, ...]:
        """The ARNs of the contacts on call in the rotation with this ARN."""
        if rotation not in self._rotations:
            self._rotations[rotation] = rotation_of(self._state, rotation)
        found = self._rotations[rotation]
        return found.on_call(at, self._state.choices) if found else ()

    def _read(self, row: Mapping[str, Any]) -> Contact:
        plan = json.loads(row["Plan"])
        stages = tuple(_stage(stage) for stage in plan.get("Stages", []))
        title = row["DisplayName"] or row["Alias"]
        channels = dict(self._channels(stages))
        rotations = tuple(plan.get("RotationIds", []))
        return Contact(row["ContactArn"], title, row["Type"], stages, channels, rotations)

    def _channels(self, stages: Iterable[Stage]) -> Iterator[tuple[str, Channel]]:
        """The channels that a plan names, by ARN."""
        named = {target.channel for stage in stages for target in stage.targets if isinstance(target, ChannelTarget)}
        for arn in named:
            row = find(self._state, "channel", arn)
            if row is not None:
                yield arn, Channel(row["Name"], cast("ChannelKind", row["Type"].lower()), row["SimpleAddress"])


def _stage(stage: Mapping[str, Any]) -> Stage:
    return Stage(stage["DurationInMinutes"], tuple(_targets(stage["Targets"])))


def _targets(targets: Iterable[Mapping[str, Any]]) -> Iterator[Target]:
    """The targets that name somebody; a ContactTargetInfo may name nobody."""
    for target in targets:
        if channel := target.get("ChannelTargetInfo"):
            yield ChannelTarget(channel["ContactChannelId"], channel.get("RetryIntervalInMinutes", 0))
        contact = target.get("ContactTargetInfo", {})
        if "ContactId" in contact:
            yield ContactTarget(contact["ContactId"], contact["IsEssential"])
