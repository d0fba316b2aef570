"""Minutes of a wall clock, and instants."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rotations.made import utc
from tocsin.rotations.wallclock import WallClock, within_calendar
from tocsin.windows import EARLIEST, LATEST


def minute(text: str) -> int:
    return int((utc(text) - EARLIEST).total_seconds()) // 60


@pytest.mark.parametrize(
    ("clock", "instant"),
    [
        ("2026-03-29T01:59", "2026-03-29T00:59"),
        ("2026-03-29T02:30", "2026-03-29T01:30"),
        ("2026-03-29T03:00", "2026-03-29T01:00"),
        ("2026-10-25T02:30", "2026-10-25T00:30"),
        ("2026-10-25T03:00", "2026-10-25T02:00"),
    ],
)
def test_a_minute_that_is_skipped_comes_when_it_would_have_and_one_that_is_repeated_the_first_time(
    clock: str, instant: str
) -> None:
    assert WallClock("Europe/Berlin").instant(minute(clock)) == utc(instant)


def test_the_clock_shows_a_repeated_minute_twice() -> None:
    berlin = WallClock("Europe/Berlin")
    first, second = utc("2026-10-25T00:30"), utc("2026-10-25T01:30")
    assert berlin.minute(first) == berlin.minute(second) == minute("2026-10-25T02:30")
    assert [berlin.shown(each).isoformat() for each in (first, second)] == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
    ]


def test_seconds_do_not_count() -> None:
    assert WallClock("UTC").minute(datetime(2026, 1, 5, 9, 0, 59, 999999, UTC)) == minute("2026-01-05T09:00")


def test_the_first_day_is_a_monday() -> None:
    assert WallClock("UTC").minute(EARLIEST) == 0
    assert EARLIEST.weekday() == 0


def test_instants_beyond_the_years_that_can_be_reckoned_with_are_moved_inwards() -> None:
    assert within_calendar(datetime.min.replace(tzinfo=UTC)) == EARLIEST
    assert within_calendar(datetime.max.replace(tzinfo=UTC)) == LATEST
    assert within_calendar(datetime.fromisoformat("0001-01-01T00:00+14:00")) == EARLIEST
