"""The hand-offs of a rotation in wall-clock minutes, numbered from the first one at or after its start.

Each is reached by arithmetic, however far from the start it is.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import accumulate, count
from math import gcd
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from tocsin.rotations.wallclock import DAY, LONGEST_CHANGE, WEEK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tocsin.rotations.wallclock import WallClock

Unit = Literal["daily", "weekly", "monthly"]

MONTHS_OF_THE_CALENDAR = 400 * 12
"""After so many months the calendar repeats itself."""

_ORIGIN = date(1900, 1, 1)


class HandOff(NamedTuple):
    """A wall-clock time at which shifts change: `minute` of the day; `day` 0 (Monday) to 6, 1 to 31, or 0 if daily."""

    day: int
    minute: int


class Units(Protocol):
    """The days, weeks or months of the calendar, numbered from January 1900 on."""

    def at(self, minute: int) -> int:
        """The unit that holds a minute."""

    def minute(self, unit: int, hand_off: HandOff) -> int | None:
        """When a unit has the hand-off; None if it has no such day."""


class Equal(NamedTuple):
    """Days or weeks: `length` minutes each."""

    length: int

    def at(self, minute: int) -> int:
        """As in Units."""
        return minute // self.length

    def minute(self, unit: int, hand_off: HandOff) -> int:
        """As in Units."""
        return unit * self.length + hand_off.day * DAY + hand_off.minute


class Months(NamedTuple):
    """Months. A day that one does not have is its last day, or with `skip` missing."""

    skip: bool

    def at(self, minute: int) -> int:
        """As in Units."""
        day = date.fromordinal(_ORIGIN.toordinal() + minute // DAY)
        return (day.year - _ORIGIN.year) * 12 + day.month - 1

    def minute(self, unit: int, hand_off: HandOff) -> int | None:
        """As in Units."""
        first, after = _first_day(unit), _first_day(unit + 1)
        if self.skip and first + hand_off.day > after:
            return None
        return min(first + hand_off.day, after) * DAY - DAY + hand_off.minute


@lru_cache(maxsize=MONTHS_OF_THE_CALENDAR)
def _first_day(month: int) -> int:
    return date(_ORIGIN.year + month // 12, month % 12 + 1, 1).toordinal() - _ORIGIN.toordinal()


class Slot(NamedTuple):
    """A hand-off of each turn of the units; those before the first one in a day, week or month come `later` by one."""

    later: int
    hand_off: HandOff


class HandOffs(NamedTuple):
    """All hand-offs from the first one on: those of `slots` in the unit `first`, `every` units on, and so forth."""

    units: Units
    first: int
    every: int
    slots: tuple[Slot, ...]

    def minute(self, index: int) -> int | None:
        """When the clock shows a hand-off; None if its month has no such day. Within a month, days are in order."""
        repeated, slot = divmod(index, len(self.slots))
        later, hand_off = self.slots[slot]
        return self.units.minute(self.first + repeated * self.every + later, hand_off)

    def before(self, minute: int) -> int:
        """The index of a hand-off shortly before the minute, or of the first one."""
        repeated = (self.units.at(minute) - 1 - self.first) // self.every
        index = max(0, repeated) * len(self.slots)
        while self.minute(index) is None:
            index -= 1
        return index

    def missing(self, index: int) -> int:
        """How many hand-offs before this one have no day in their month."""
        if not isinstance(self.units, Months) or not self.units.skip:
            return 0
        repeated, slot = divmod(index, len(self.slots))
        sums = _missing(self.units, self.first % MONTHS_OF_THE_CALENDAR, self.every, self.slots)
        cycles, rest = divmod(repeated, len(sums) - 1)
        return cycles * sums[-1] + sums[rest] + sum(self.minute(each) is None for each in range(index - slot, index))

    @classmethod
    def of(
        cls, start: datetime, clock: WallClock, unit: Unit, hand_offs: Sequence[HandOff], every: int, *, skip: bool
    ) -> HandOffs:
        """Number them; one that is listed twice is one. Source of the rules: tocsin.rotations."""
        calendars: Mapping[Unit, Units] = {"daily": Equal(DAY), "weekly": Equal(WEEK), "monthly": Months(skip)}
        units = calendars[unit]
        entries = sorted(set(hand_offs))
        first, entry = _first(units, entries, clock, start)
        slots = [*(Slot(0, each) for each in entries[entry:]), *(Slot(1, each) for each in entries[:entry])]
        return cls(units, first, every, tuple(slots))


def _first(units: Units, entries: Sequence[HandOff], clock: WallClock, start: datetime) -> tuple[int, int]:
    """Unit and place of the first hand-off at or after the start."""

    def comes(unit: int, entry: HandOff) -> bool:
        minute = units.minute(unit, entry)
        return minute is not None and clock.instant(minute) >= start

    ahead = count(units.at(clock.minute(start) - LONGEST_CHANGE))
    return next((unit, place) for unit in ahead for place, entry in enumerate(entries) if comes(unit, entry))


@lru_cache(maxsize=64)
def _missing(units: Units, first: int, every: int, slots: tuple[Slot, ...]) -> tuple[int, ...]:
    """How many hand-offs are missing before each repetition of the slots, until months repeat themselves."""
    repetitions = MONTHS_OF_THE_CALENDAR // gcd(every, MONTHS_OF_THE_CALENDAR)
    late = [slot for slot in slots if slot.hand_off.day > 28]

    def here(month: int) -> int:
        return sum(units.minute((month + slot.later) % MONTHS_OF_THE_CALENDAR, slot.hand_off) is None for slot in late)

    return tuple(accumulate((here(first + repeated * every) for repeated in range(repetitions)), initial=0))
