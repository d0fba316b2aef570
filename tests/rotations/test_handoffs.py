"""Numbers of hand-offs, near and far."""

from __future__ import annotations

from calendar import isleap
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tocsin.rotations.handoffs import HandOff, HandOffs
from tocsin.rotations.wallclock import DAY, WallClock
from tocsin.windows import LATEST

if TYPE_CHECKING:
    from tocsin.rotations import Unit

CLOCK = WallClock("UTC")


def numbered(unit: Unit, start: str, *hand_offs: tuple[int, int], every: int = 1, skip: bool = False) -> HandOffs:
    begin = datetime.fromisoformat(start).replace(tzinfo=UTC)
    return HandOffs.of(begin, CLOCK, unit, [HandOff(*each) for each in hand_offs], every, skip=skip)


def shown(hand_offs: HandOffs, index: int) -> str | None:
    minute = hand_offs.minute(index)
    return None if minute is None else f"{CLOCK.instant(minute):%Y-%m-%dT%H:%M}"


def test_the_first_is_at_or_after_the_start() -> None:
    assert shown(numbered("daily", "2026-01-05T09:00", (0, 540)), 0) == "2026-01-05T09:00"
    assert shown(numbered("daily", "2026-01-05T09:00:01", (0, 540)), 0) == "2026-01-06T09:00"
    assert shown(numbered("weekly", "2026-01-06T00:00", (0, 540), (4, 60)), 0) == "2026-01-09T01:00"
    assert shown(numbered("monthly", "2026-01-31T10:00", (31, 540), skip=True), 0) == "2026-03-31T09:00"
    assert shown(numbered("monthly", "2026-01-31T10:00", (31, 540)), 0) == "2026-02-28T09:00"


@pytest.mark.parametrize("every", [1, 2, 7, 12, 100])
@pytest.mark.parametrize(
    ("unit", "hand_offs", "days"),
    [("daily", [(0, 0), (0, 720)], 1), ("weekly", [(1, 0), (5, 720)], 7), ("monthly", [(1, 0), (31, 720)], 31)],
)
def test_the_one_before_a_minute_is_shortly_before_it(
    unit: Unit, hand_offs: list[tuple[int, int]], days: int, every: int
) -> None:
    made = numbered(unit, "2016-02-29T12:00", *hand_offs, every=every)
    for at in range(made.minute(0) or 0, CLOCK.minute(LATEST), 123_456_789):
        found = made.minute(made.before(at))
        assert found is not None
        assert 0 <= at - found <= (every + 2) * days * DAY
    assert made.before(0) == 0


def test_missing_days_are_counted_over_the_cycles_of_the_calendar() -> None:
    february = numbered("monthly", "2000-02-29T00:00", (29, 0), every=12, skip=True)
    for year in (2001, 2004, 2100, 2101, 2400, 2401, 5000, 9899):
        assert february.missing(year - 2000) == sum(not isleap(each) for each in range(2000, year))


def test_what_is_missing_is_counted_inside_a_month_too() -> None:
    late = numbered("monthly", "2026-01-29T00:00", (29, 0), (30, 0), (31, 0), skip=True)
    assert [shown(late, index) is None for index in range(9)] == [False] * 3 + [True] * 3 + [False] * 3
    assert [late.missing(index) for index in range(8)] == [0, 0, 0, 0, 1, 2, 3, 3]


def test_nothing_is_missing_without_skip() -> None:
    late = numbered("monthly", "2026-01-31T00:00", (31, 0))
    assert [shown(late, index) for index in (1, 2, 3)] == ["2026-02-28T00:00", "2026-03-31T00:00", "2026-04-30T00:00"]
    assert late.missing(100) == 0


def test_far_hand_offs_are_reached_at_once() -> None:
    far = numbered("daily", "1900-01-01T00:00", (0, 540), every=100)
    index = far.before((datetime(9899, 1, 1, tzinfo=UTC) - datetime(1900, 1, 1, tzinfo=UTC)) // timedelta(minutes=1))
    assert index > 29_000
    assert (shown(far, index) or "").startswith("9898-")
