"""Turns from an instant on, counted from the first."""

from __future__ import annotations

from itertools import islice

import pytest

from rotations.made import utc
from tocsin.rotations import HandOff
from tocsin.rotations.turns import Turns, turns


def daily(start: str, *minutes: int, zone: str = "UTC", from_start: bool = True) -> Turns:
    hand_offs = tuple(HandOff(0, minute) for minute in minutes)
    return turns(utc(start), zone, "daily", hand_offs, 1, skip_short_months=False, from_start=from_start)


def numbers(made: Turns, at: str) -> list[tuple[int, str]]:
    return [(turn.number, f"{turn.start:%m-%dT%H:%M}") for turn in islice(made.since(utc(at)), 2)]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-01-01T00:00", [(0, "01-05T09:00"), (1, "01-06T09:00")]),
        ("2026-01-05T09:00", [(0, "01-05T09:00"), (1, "01-06T09:00")]),
        ("2026-01-06T08:59", [(0, "01-05T09:00"), (1, "01-06T09:00")]),
        ("2026-01-06T09:00", [(1, "01-06T09:00"), (2, "01-07T09:00")]),
        ("2126-01-05T09:00", [(36524, "01-05T09:00"), (36525, "01-06T09:00")]),
    ],
)
def test_the_turn_that_holds_the_instant_comes_first(at: str, expected: list[tuple[int, str]]) -> None:
    assert numbers(daily("2026-01-05T09:00", 540), at) == expected


def test_the_time_before_the_first_hand_off_is_a_turn_or_none() -> None:
    assert numbers(daily("2026-01-05T08:00", 540), "2026-01-05T08:00") == [(0, "01-05T08:00"), (1, "01-05T09:00")]
    later = daily("2026-01-05T08:00", 540, from_start=False)
    assert numbers(later, "2026-01-05T08:00") == [(0, "01-05T09:00"), (1, "01-06T09:00")]


def test_a_turn_that_a_clock_change_takes_is_counted() -> None:
    made = daily("2026-03-28T02:30", 150, 195, zone="Europe/Berlin")
    assert numbers(made, "2026-03-29T01:00") == [(0, "03-28T02:30"), (2, "03-29T01:30")]
