"""The turns of a rotation: from hand-off to hand-off, as instants."""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from tocsin.rotations.handoffs import HandOffs
from tocsin.rotations.wallclock import LONGEST_CHANGE, wall_clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tocsin.rotations.handoffs import HandOff, Unit
    from tocsin.rotations.wallclock import WallClock


class Turn(NamedTuple):
    """Turn number `number` (from 0), in UTC."""

    number: int
    start: datetime
    end: datetime


class Turns(NamedTuple):
    """All turns from the instant `start` on. A hand-off is never before the one that comes before it.

    With `early` the time from the start to the first hand-off is a turn as well.
    """

    start: datetime
    clock: WallClock
    hand_offs: HandOffs
    early: bool

    def since(self, at: datetime) -> Iterator[Turn]:
        """The turn that holds the instant, or the first one, and all after it; those of no length only count."""
        index = self.hand_offs.before(self.clock.minute(at) - LONGEST_CHANGE)
        start = self.instant(index)
        number = index - self.hand_offs.missing(index)
        if self.early:
            number += 1
            if index == 0 and at < start:
                yield Turn(0, self.start, start)
        for following in count(index + 1):
            minute = self.hand_offs.minute(following)
            if minute is None:
                continue
            end = max(start, self.clock.instant(minute))
            if start < end and at < end:
                yield Turn(number, start, end)
            number, start = number + 1, end

    def instant(self, index: int) -> datetime:
        """When a hand-off is: at its own time, unless a clock change brings one before it to a later time."""
        minute = self.hand_offs.minute(index)
        assert minute is not None
        near = range(self.hand_offs.before(minute - LONGEST_CHANGE), index)
        minutes = [minute, *(each for each in map(self.hand_offs.minute, near) if each is not None)]
        return max(map(self.clock.instant, minutes))


@lru_cache(maxsize=1024)
def turns(  # of values that a rotation is made of, since rotations are made anew more often than they change
    start: datetime,
    time_zone: str,
    unit: Unit,
    hand_offs: tuple[HandOff, ...],
    every: int,
    *,
    skip_short_months: bool,
    from_start: bool,
) -> Turns:
    """The turns of a rotation that starts at an instant in UTC."""
    clock = wall_clock(time_zone)
    numbered = HandOffs.of(start, clock, unit, hand_offs, every, skip=skip_short_months)
    on_grid = Turns(start, clock, numbered, early=False)
    return on_grid._replace(early=from_start and start < on_grid.instant(0))
