"""Shifts cut where stretches of time meet."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from rotations.made import utc
from tocsin.rotations import Shift
from tocsin.rotations.stretches import BEGINNING, END, Stretch, cut

MIDNIGHT = utc("2026-01-05T00:00")


def hour(number: int) -> timedelta:
    return timedelta(hours=number)


def pieces(shifts: list[tuple[int, int]], *edges: int) -> list[tuple[int, int, int]]:
    """Hours of the pieces, each with the number of its stretch; stretches meet at the edges."""
    times = [BEGINNING, *(MIDNIGHT + hour(edge) for edge in edges), END]
    stretches = (Stretch(start, end, number) for number, (start, end) in enumerate(pairwise(times)))
    whole = (Shift(("a",), MIDNIGHT + hour(start), MIDNIGHT + hour(end)) for start, end in shifts)
    return [
        ((shift.start - MIDNIGHT) // hour(1), (shift.end - MIDNIGHT) // hour(1), number)
        for shift, number in cut(whole, stretches)
    ]


def test_one_stretch_of_all_time_cuts_nothing() -> None:
    assert pieces([(1, 2), (3, 4)]) == [(1, 2, 0), (3, 4, 0)]


def test_every_stretch_that_overlaps_has_its_piece() -> None:
    assert pieces([(0, 10)], 2, 5) == [(0, 2, 0), (2, 5, 1), (5, 10, 2)]


def test_stretches_before_between_and_behind_shifts_have_none() -> None:
    assert pieces([(4, 6), (10, 12)], 1, 2, 5, 7, 8, 20, 30) == [(4, 5, 2), (5, 6, 3), (10, 12, 5)]


def test_shifts_that_begin_and_end_where_stretches_meet() -> None:
    assert pieces([(0, 2), (2, 4), (4, 5)], 0, 2, 4) == [(0, 2, 1), (2, 4, 2), (4, 5, 3)]
