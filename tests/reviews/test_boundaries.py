from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.reviews.boundaries import boundaries, clock_changes
from tocsin.windows import Window

MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"])
MINUTES = st.integers(0, 95).map(lambda quarter: quarter * 15)
HOURS = st.tuples(MINUTES, st.integers(1, 95)).map(lambda span: (span[0], span[0] + 15 * span[1]))
WEEKLY = st.builds(
    lambda zone, days, hours: Window("w", zone, days, hours),
    ZONES,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.lists(HOURS, min_size=1, max_size=3).map(tuple),
)
RULED = st.builds(
    lambda zone, rule, hours: Window("w", zone, rule=rule, seconds=hours * 3600),
    ZONES,
    st.sampled_from(["FREQ=DAILY;BYHOUR=2;BYMINUTE=30", "FREQ=WEEKLY;BYDAY=SU;BYHOUR=1", "FREQ=HOURLY;INTERVAL=5"]),
    st.integers(1, 30),
)
STARTS = st.sampled_from(["2026-03-06", "2026-03-27", "2026-04-03", "2026-10-23", "2026-10-30", "2011-12-28"]).map(at)


@settings(max_examples=40)
@given(st.one_of(WEEKLY, RULED), STARTS)
def test_a_window_is_the_same_all_the_way_from_one_boundary_to_the_next(window: Window, start: datetime) -> None:
    found = set(boundaries(window, start, start + timedelta(days=4)))
    for minute in range(0, 4 * 1440, 15):
        instant = start + minute * MINUTE
        assert (window.contains(instant) != window.contains(instant - MINUTE)) == (instant in found)


def test_hours_that_a_clock_repeats_open_and_close_twice() -> None:
    window = Window("w", "Europe/Berlin", hours=((150, 165),))
    found = boundaries(window, at("2026-10-25"), at("2026-10-26"))
    assert found == [at(f"2026-10-25T{hour}") for hour in ("00:30", "00:45", "01:30", "01:45")]


def test_hours_that_a_clock_skips_are_no_boundary() -> None:
    window = Window("w", "Europe/Berlin", hours=((150, 165),))
    assert boundaries(window, at("2026-03-29"), at("2026-03-30")) == []


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        ("Europe/Berlin", ["2026-03-29T01:00", "2026-10-25T01:00"]),
        ("America/New_York", ["2026-03-08T07:00", "2026-11-01T06:00"]),
        ("Australia/Lord_Howe", ["2026-04-04T15:00", "2026-10-03T15:30"]),
        ("Asia/Kolkata", []),
    ],
)
def test_clock_changes_are_found_to_the_second(zone: str, changes: list[str]) -> None:
    assert clock_changes(zone, at("2026-01-01"), at("2027-01-01")) == [at(change) for change in changes]


def test_starts_of_a_rule_are_instants_in_the_span_asked_for() -> None:
    window = Window("w", "Europe/Berlin", rule="FREQ=WEEKLY;BYDAY=SU;BYHOUR=2", seconds=7200)
    found = window.starts(at("2026-03-22T01:00"), at("2026-04-05T00:00"))
    assert found == [at("2026-03-22T01:00"), at("2026-03-29T01:00"), at("2026-04-05T00:00")][:2]


def test_a_window_of_a_rule_that_opened_before_closes() -> None:
    window = Window("w", "UTC", rule="FREQ=DAILY;BYHOUR=22", seconds=4 * 3600)
    assert boundaries(window, at("2026-03-22"), at("2026-03-23")) == [at("2026-03-22T02:00"), at("2026-03-22T22:00")]


def test_a_window_without_a_rule_has_no_starts() -> None:
    assert Window("w", "UTC").starts(at("2026-01-01"), at("2027-01-01")) == []


def test_a_window_that_is_always_open_has_no_boundaries() -> None:
    assert boundaries(Window("w", "Europe/Berlin"), at("2026-03-01"), at("2026-04-30")) == []
