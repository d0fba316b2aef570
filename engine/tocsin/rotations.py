"""Who is on call when: the shifts of a rotation, in its own time zone.

Hand-offs are wall-clock times (daily, weekly or monthly; several are allowed). Each begins the shift of the next
people in the order of `members`; with `every` above 1 hand-offs happen in every so-many-th day, week or month, counted
from the first one at or after `start`. Shift coverage cuts shifts to the hours covered, overrides put others in place.

Rules: Incident Manager user guide, "Working with on-call schedules"; CreateRotation of the API reference. What they
leave open is a switch in `tocsin.choices`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tocsin.choices import CHOICES, Choices

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

Unit = Literal["daily", "weekly", "monthly"]


class HandOff(NamedTuple):
    """A wall-clock time at which shifts change: `minute` of the day; `day` 0 (Monday) to 6, 1 to 31, or 0 if daily."""

    day: int
    minute: int


class Override(NamedTuple):
    """Others in the place of whoever has a shift from `start` until `end` (instants). No members: nobody is on call."""

    members: tuple[str, ...]
    start: datetime
    end: datetime


class Shift(NamedTuple):
    """People on call from `start` until `end`, in the rotation's time zone.

    `replaced` holds those whose place an override took; None in a regular shift.
    """

    members: tuple[str, ...]
    start: datetime
    end: datetime
    replaced: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Rotation:
    """Turns of `members`, `people` at a time, from the instant `start` on.

    `cover` maps days of the week (0: Monday) to spans in minutes from midnight, an end above 1440 being on the next
    day; None: all hours. Of overrides that overlap the later in the tuple holds.
    """

    name: str
    members: tuple[str, ...]
    start: datetime
    time_zone: str
    unit: Unit
    hand_offs: tuple[HandOff, ...]
    every: int = 1
    people: int = 1
    cover: Mapping[int, tuple[tuple[int, int], ...]] | None = None
    overrides: tuple[Override, ...] = ()

    def shifts(self, start: datetime, end: datetime, choices: Choices = CHOICES) -> Iterator[Shift]:
        """The shifts that overlap the span, whole, in time order."""
        raise NotImplementedError

    def on_call(self, at: datetime, choices: Choices = CHOICES) -> tuple[str, ...]:
        """Who is on call at an instant; empty in a gap."""
        raise NotImplementedError

    @classmethod
    def of(cls, name: str, value: Mapping[str, Any], default_zone: str) -> Rotation:
        """From a rotation of a policy file that has been validated."""
        raise NotImplementedError
