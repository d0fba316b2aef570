"""Overrides: others in the place of whoever has a shift."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from tocsin.rotations.stretches import BEGINNING, END, Stretch
from tocsin.rotations.wallclock import within_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime


class Override(NamedTuple):
    """Others in the place of whoever has a shift from `start` until `end` (instants). No members: nobody is on call."""

    members: tuple[str, ...]
    start: datetime
    end: datetime


def holding(overrides: Sequence[Override], at: datetime) -> Override | None:
    """The override that holds at an instant: of those that overlap, the later in the sequence."""
    return next((each for each in reversed(overrides) if each.start <= at < each.end), None)


def stretches(overrides: Sequence[Override]) -> Iterator[Stretch[Override | None]]:
    """All time by the override that holds, None where there is none; `holding` of every instant."""
    parts = _parts(
        [Override(members, within_calendar(start), within_calendar(end)) for members, start, end in overrides]
    )
    for index, together in groupby(parts, key=lambda part: part.value):
        same = list(together)
        yield Stretch(same[0].start, same[-1].end, None if index is None else overrides[index])


def _parts(overrides: Sequence[Override]) -> Iterator[Stretch[int | None]]:
    """The same, cut at every start and end, with the place of the override."""
    edges = sorted({BEGINNING, END, *(edge for override in overrides for edge in override[1:])})
    coming = sorted(range(len(overrides)), key=lambda index: overrides[index].start, reverse=True)
    begun: list[int] = []  # negative, since the latest override is wanted first
    for start, end in pairwise(edges):
        while coming and overrides[coming[-1]].start <= start:
            heappush(begun, -coming.pop())
        while begun and overrides[-begun[0]].end <= start:
            heappop(begun)
        yield Stretch(start, end, -begun[0] if begun else None)
