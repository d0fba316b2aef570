"""A rotation and its shifts: the turns of its members within the hours covered, cut by overrides."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from tocsin.choices import CHOICES, Choices
from tocsin.rotations.coverage import Coverage, whole_week
from tocsin.rotations.handoffs import HandOff, Unit
from tocsin.rotations.overrides import Override, holding, stretches
from tocsin.rotations.shift import Shift
from tocsin.rotations.stretches import cut
from tocsin.rotations.turns import turns
from tocsin.rotations.wallclock import wall_clock, within_calendar
from tocsin.windows import WEEKDAYS, clock_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from tocsin.rotations.turns import Turns
    from tocsin.rotations.wallclock import WallClock


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
        """The shifts that overlap the span, whole, in time order; each is made when it is asked for."""
        shown = wall_clock(self.time_zone).shown
        for members, begun, over, replaced in self.shifts_in_utc(start, end, choices):
            yield Shift(members, shown(begun), shown(over), replaced)

    def shifts_in_utc(self, start: datetime, end: datetime, choices: Choices = CHOICES) -> Iterator[Shift]:
        """The same in UTC, where Python compares times as instants."""
        start, end = within_calendar(start), within_calendar(end)
        for regular, override in cut(self._regular(start, end, choices), stretches(self.overrides)):
            shift = _replaced(regular, override, choices)
            if shift and shift.start < end and start < shift.end:
                yield shift

    @property
    def all_hours(self) -> bool:
        """Whether shift coverage leaves no hour of a week out."""
        return self.cover is None or whole_week(self.cover)

    def on_call(self, at: datetime, choices: Choices = CHOICES) -> tuple[str, ...]:
        """Who is on call at an instant; empty in a gap."""
        at = within_calendar(at)
        turn = next(self._turns(choices).since(at))
        if at < turn.start:
            return ()
        covered = self.cover is None or Coverage(self.cover, wall_clock(self.time_zone)).contains(at)
        members = self._members(turn.number, choices) if covered else ()
        shift = _replaced(Shift(members, turn.start, turn.end), holding(self.overrides, at), choices)
        return shift.members if shift else ()

    @classmethod
    def of(cls, name: str, value: Mapping[str, Any], default_zone: str) -> Rotation:
        """From a rotation of a policy file that has been validated."""
        zone = str(value.get("time_zone", default_zone))
        unit, hand_offs = _hand_offs(value["repeat"])
        cover, clock = value.get("cover"), wall_clock(zone)
        return cls(
            name,
            tuple(value["contacts"]),
            clock.read(value["start"]),
            zone,
            unit,
            hand_offs,
            value["repeat"].get("every", 1),
            value.get("on_call", 1),
            None if cover is None else {WEEKDAYS.index(day): tuple(map(clock_span, cover[day])) for day in cover},
            tuple(_override(clock, each) for each in value.get("overrides", ())),
        )

    def _regular(self, start: datetime, end: datetime, choices: Choices) -> Iterator[Shift]:
        """Shifts before overrides, until one begins at `end` or later; without members where nothing is covered."""
        due = takewhile(lambda turn: turn.start < end, self._turns(choices).since(start))
        shifts = (Shift(self._members(turn.number, choices), turn.start, turn.end) for turn in due)
        if self.cover is None:
            return shifts
        coverage = Coverage(self.cover, wall_clock(self.time_zone))
        pieces = cut(shifts, coverage.stretches(max(start, within_calendar(self.start)), end))
        if choices.override_in_gap:
            return (shift if covered else shift._replace(members=()) for shift, covered in pieces)
        return (shift for shift, covered in pieces if covered)

    def _turns(self, choices: Choices) -> Turns:
        return turns(
            within_calendar(self.start),
            self.time_zone,
            self.unit,
            self.hand_offs,
            self.every,
            skip_short_months=choices.short_month == "skip",
            from_start=choices.before_first_hand_off == "on_call",
        )

    def _members(self, turn: int, choices: Choices) -> tuple[str, ...]:
        """Whose turn it is. Somebody who would be on call twice is so once."""
        everybody = len(self.members)
        if self.people >= everybody:
            return tuple(dict.fromkeys(self.members))
        first = turn * (self.people if choices.several_on_call == "next_people" else 1)
        return tuple(dict.fromkeys(self.members[each % everybody] for each in range(first, first + self.people)))


def _hand_offs(repeat: Mapping[str, Any]) -> tuple[Unit, tuple[HandOff, ...]]:
    unit: Unit
    if "daily" in repeat:
        unit, daily = "daily", repeat["daily"]
        times = [(0, at) for at in ([daily] if isinstance(daily, str) else daily)]
    elif "weekly" in repeat:
        unit, times = "weekly", [(WEEKDAYS.index(each["day"]), each["at"]) for each in repeat["weekly"]]
    else:
        unit, times = "monthly", [(each["day"], each["at"]) for each in repeat["monthly"]]
    return unit, tuple(HandOff(day, int(at[:2]) * 60 + int(at[3:])) for day, at in times)


def _override(clock: WallClock, value: Mapping[str, Any]) -> Override:
    start, end = (within_calendar(clock.read(value[key])) for key in ("from", "until"))
    return Override(tuple(value["contacts"]), start, end)


def _replaced(shift: Shift, override: Override | None, choices: Choices) -> Shift | None:
    """A shift with the override that holds in it; None where nobody is on call and nobody has to be replaced."""
    if override is None:
        return shift if shift.members else None
    if shift.members or (override.members and choices.override_in_gap):
        return shift._replace(members=override.members, replaced=shift.members)
    return None
