"""Shift coverage: the hours of the week in which a rotation has anybody on call."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from tocsin.rotations.spans import Span, joined
from tocsin.rotations.stretches import BEGINNING, END, Stretch
from tocsin.rotations.wallclock import DAY, WEEK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from tocsin.rotations.wallclock import WallClock

DAYS_AROUND = 21
"""Hours covered, and hours not covered, follow each other for less than so many days, unless it is for ever."""


class Coverage(NamedTuple):
    """Spans in minutes from midnight, by day of the week (0: Monday), on a clock.

    A span belongs to the day on which it starts; an end above 1440 is on the next day.
    """

    hours: Mapping[int, tuple[tuple[int, int], ...]]
    clock: WallClock

    def contains(self, at: datetime) -> bool:
        """Whether an instant is covered."""
        day = self.clock.minute(at) // DAY
        return any(span.start <= at < span.end for each in range(day - 2, day + 2) for span in self._of(each))

    def stretches(self, since: datetime, until: datetime) -> Iterator[Stretch[bool]]:
        """All time by whether it is covered. Right for whatever overlaps `since` until `until`."""
        if whole_week(self.hours) or not any(self.hours.values()):
            yield Stretch(BEGINNING, END, value=any(self.hours.values()))
            return
        first, last = (self.clock.minute(instant) // DAY for instant in (since, until))
        end = BEGINNING
        for span in joined(self._in_order(range(first - DAYS_AROUND, last + DAYS_AROUND))):
            yield Stretch(end, span.start, value=False)
            yield Stretch(span.start, span.end, value=True)
            end = span.end
        yield Stretch(end, END, value=False)

    def _of(self, day: int) -> Iterator[Span]:
        """What is covered from a day on; nothing of what a clock change swallows."""
        for start, end in self.hours.get(day % 7, ()):
            span = Span(self.clock.instant(day * DAY + start), self.clock.instant(day * DAY + end))
            if span.start < span.end:
                yield span

    def _in_order(self, days: Iterable[int]) -> Iterator[Span]:
        """Spans by their start. It is that of the clock, unless a clock change swallows hours of a day or all of it."""
        two_days, waiting = 2 * max(map(len, self.hours.values()), default=0), list[Span]()
        for day in days:
            for span in self._of(day):
                heappush(waiting, span)
                if len(waiting) > two_days:  # one is from before yesterday: it begins before all that are to come
                    yield heappop(waiting)
        yield from sorted(waiting)


def whole_week(hours: Mapping[int, tuple[tuple[int, int], ...]]) -> bool:
    """Whether spans, as in `Coverage.hours`, leave no minute of a week out."""
    spans = sorted((day * DAY + start, day * DAY + end) for day, each in hours.items() for start, end in each)
    covered = max((end - WEEK for _, end in spans), default=0)
    for start, end in spans:
        if start > max(covered, 0):
            return False
        covered = max(covered, end)
    return covered >= WEEK
