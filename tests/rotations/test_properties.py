"""What holds of all rotations, around clock changes above all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotations import walked
from rotations.made import CHOICES, rotations
from tocsin.choices import Choices
from tocsin.rotations import HandOff, Rotation, Shift, Unit, gaps

pytestmark = pytest.mark.slow
"""Many processes, or many examples."""

MINUTE = timedelta(minutes=1)
AROUND = st.tuples(st.integers(-12000, 12000), st.integers(1, 30000)).map(
    lambda pair: (pair[0] * MINUTE, (pair[0] + pair[1]) * MINUTE)
)
"""A span of up to three weeks, by its distances from an instant."""


def plain(shift: Shift) -> walked.Row:
    return shift.members, shift.start.timestamp(), shift.end.timestamp(), shift.replaced


@given(rotations(), AROUND, CHOICES)
@settings(deadline=None)
def test_shifts_are_those_of_the_slow_walk(
    made: tuple[Rotation, datetime], around: tuple[timedelta, timedelta], choices: Choices
) -> None:
    rotation, near = made
    start, end = near + around[0], near + around[1]
    expected = walked.shifts(rotation, start, end, choices)
    assert [plain(shift) for shift in rotation.shifts(start, end, choices)] == expected


@given(rotations(), AROUND, CHOICES)
@settings(deadline=None)
def test_shifts_are_in_order_and_do_not_overlap(
    made: tuple[Rotation, datetime], around: tuple[timedelta, timedelta], choices: Choices
) -> None:
    rotation, near = made
    shifts = [plain(shift) for shift in rotation.shifts(near + around[0], near + around[1], choices)]
    assert all(start < end for _, start, end, _ in shifts)
    assert all(one[2] <= other[1] for one, other in pairwise(shifts))


@given(rotations(), AROUND, CHOICES)
@settings(deadline=None)
def test_without_cover_shifts_leave_nothing_out(
    made: tuple[Rotation, datetime], around: tuple[timedelta, timedelta], choices: Choices
) -> None:
    rotation, near = made
    rotation = Rotation(*(getattr(rotation, name) for name in Rotation.__slots__[:-2]))
    start, end = near + around[0], near + around[1]
    shifts = [plain(shift) for shift in rotation.shifts(start, end, choices)]
    assert all(one[2] == other[1] for one, other in pairwise(shifts))
    if choices.before_first_hand_off == "on_call" and shifts:
        assert shifts[0][1] <= max(start, rotation.start).timestamp()
    assert not shifts or shifts[-1][2] >= end.timestamp()


@given(rotations(), AROUND, CHOICES)
@settings(deadline=None)
def test_on_call_are_the_people_of_the_shift(
    made: tuple[Rotation, datetime], around: tuple[timedelta, timedelta], choices: Choices
) -> None:
    rotation, near = made
    start, end = near + around[0], near + around[1]
    shifts = [plain(shift) for shift in rotation.shifts(start, end, choices)]
    edges = {edge for _, begun, over, _ in shifts for edge in (begun, over, over - 1)}
    for at in sorted({start.timestamp(), *edges} - {end.timestamp()}):
        if start.timestamp() <= at < end.timestamp():
            people = [members for members, begun, over, _ in shifts if begun <= at < over]
            assert rotation.on_call(datetime.fromtimestamp(at, UTC), choices) == (people[0] if people else ())


@given(rotations(), AROUND, CHOICES, st.floats(0, 1))
@settings(deadline=None)
def test_a_span_in_two_has_the_same_shifts(
    made: tuple[Rotation, datetime], around: tuple[timedelta, timedelta], choices: Choices, part: float
) -> None:
    rotation, near = made
    start, end = near + around[0], near + around[1]
    middle = start + (end - start) * part
    whole = [plain(shift) for shift in rotation.shifts(start, end, choices)]
    halves = [plain(shift) for span in ((start, middle), (middle, end)) for shift in rotation.shifts(*span, choices)]
    assert list(dict.fromkeys(halves)) == whole


@given(st.lists(rotations(), max_size=3), AROUND, CHOICES)
@settings(deadline=None)
def test_gaps_are_what_shifts_leave_open(
    made: list[tuple[Rotation, datetime]], around: tuple[timedelta, timedelta], choices: Choices
) -> None:
    near = made[0][1] if made else datetime(2026, 3, 29, 1, tzinfo=UTC)
    start, end = near + around[0], near + around[1]
    found = gaps([rotation for rotation, _ in made], start, end, choices)
    shifts = [plain(shift) for rotation, _ in made for shift in rotation.shifts(start, end, choices)]
    edges = {start.timestamp(), *(edge for _, begun, over, _ in shifts for edge in (begun, over))}
    for at in edges | {edge.timestamp() for gap in found for edge in gap}:
        if start.timestamp() <= at < end.timestamp():
            anybody = any(begun <= at < over for members, begun, over, _ in shifts if members)
            assert any(gap.start.timestamp() <= at < gap.end.timestamp() for gap in found) != anybody
    assert all(start <= gap.start < gap.end <= end for gap in found)
    assert all(one.end < other.start for one, other in pairwise(found))


@pytest.mark.parametrize("choices", [Choices(), Choices(short_month="skip", several_on_call="next_person")])
@pytest.mark.parametrize(
    ("unit", "hand_offs", "every"),
    [
        ("daily", (HandOff(0, 540),), 1),
        ("daily", (HandOff(0, 150), HandOff(0, 1260)), 100),
        ("weekly", (HandOff(0, 540), HandOff(4, 1020)), 3),
        ("monthly", (HandOff(1, 540),), 1),
        ("monthly", (HandOff(29, 120), HandOff(31, 540), HandOff(30, 1020)), 1),
        ("monthly", (HandOff(29, 540), HandOff(30, 600)), 7),
        ("monthly", (HandOff(29, 540),), 12),
    ],
)
def test_the_year_2090_is_reached_as_by_walking(
    unit: Unit, hand_offs: tuple[HandOff, ...], every: int, choices: Choices
) -> None:
    begin = datetime(2016, 2, 29, 0, 0, tzinfo=UTC)
    rotation = Rotation("old", ("a", "b", "c", "d", "e"), begin, "Europe/Berlin", unit, hand_offs, every, 2)
    start, end = datetime(2090, 3, 20, tzinfo=UTC), datetime(2090, 6, 20, tzinfo=UTC)
    expected = walked.shifts(rotation, start, end, choices)
    assert [plain(shift) for shift in rotation.shifts(start, end, choices)] == expected
