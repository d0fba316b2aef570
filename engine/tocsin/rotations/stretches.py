"""All time cut into stretches, each with a value: hours covered or not, the override that holds or none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from tocsin.rotations.shift import Shift

if TYPE_CHECKING:
    from collections.abc import Iterator

Value = TypeVar("Value")

BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
"""Of all time: the first stretch begins then, the last one ends then."""


class Stretch(NamedTuple, Generic[Value]):
    """From `start` until `end`, in UTC; there the next one begins."""

    start: datetime
    end: datetime
    value: Value


def cut(shifts: Iterator[Shift], stretches: Iterator[Stretch[Value]]) -> Iterator[tuple[Shift, Value]]:
    """Regular shifts in time order, cut where stretches meet; each piece with the value of its stretch."""
    stretch = next(stretches)
    for shift in shifts:
        members, start, end, _ = shift
        while stretch.end < end:
            if start < stretch.end:
                yield Shift(members, max(start, stretch.start), stretch.end), stretch.value
            stretch = next(stretches)
        yield (shift if stretch.start <= start else Shift(members, stretch.start, end)), stretch.value
