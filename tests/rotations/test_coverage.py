"""Shift coverage: which hours, and of which day."""

from __future__ import annotations

from typing import Any

import pytest

from rotations.made import rotation, rows, utc

MON_9 = {"weekly": [{"day": "mon", "at": "09:00"}]}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def covered(cover: dict[str, list[str]], start: str = "2026-01-05T00:00", end: str = "2026-01-12T00:00") -> list[str]:
    return rows(rotation("2026-01-05T09:00", MON_9, cover=cover), start, end)


def test_a_day_that_is_not_named_has_no_shift() -> None:
    assert covered({"tue": ["09:00-17:00"], "fri": ["08:00-12:00", "13:00-14:00"]}) == [
        "a 01-06T09:00 01-06T17:00",
        "a 01-09T08:00 01-09T12:00",
        "a 01-09T13:00 01-09T14:00",
    ]


def test_a_span_past_midnight_belongs_to_the_day_on_which_it_starts() -> None:
    assert covered({"sat": ["22:00-06:00"]}) == ["a 01-10T22:00 01-11T06:00"]


def test_an_end_at_the_start_is_a_day_later() -> None:
    assert covered({"sat": ["22:00-22:00"]}) == ["a 01-10T22:00 01-11T22:00"]


def test_spans_that_meet_or_overlap_are_one_shift() -> None:
    assert covered({"sat": ["08:00-24:00"], "sun": ["00:00-02:00", "01:00-04:00", "04:00-05:00"]}) == [
        "a 01-10T08:00 01-11T05:00"
    ]


def test_a_hand_off_inside_a_span_cuts_it() -> None:
    assert covered({"mon": ["08:00-12:00"]}, "2026-01-12T00:00", "2026-01-13T00:00") == [
        "a 01-12T08:00 01-12T09:00",
        "b 01-12T09:00 01-12T12:00",
    ]


@pytest.mark.parametrize(
    "cover",
    [
        {day: ["00:00-24:00"] for day in DAYS},
        {day: ["09:00-09:00"] for day in DAYS},
        {day: ["22:00-06:00", "06:00-14:00", "13:00-22:00"] for day in DAYS},
        {day: ["00:00-24:00", "01:00-02:00"] for day in DAYS},
    ],
)
def test_the_whole_week_is_as_no_cover_at_all(cover: dict[str, list[str]]) -> None:
    made = rotation("2026-01-05T09:00", {**MON_9, "every": 20}, cover=cover)
    assert rows(made, "2026-08-30T00:00", "2026-08-31T00:00") == ["b 05-25T09:00 10-12T09:00"]


@pytest.mark.parametrize("missing", [("mon", "00:00-23:59"), ("sun", "00:01-24:00"), ("wed", "00:00-12:00")])
def test_a_week_with_a_hole_is_not_the_whole_week(missing: tuple[str, str]) -> None:
    cover = {day: ["00:00-24:00"] for day in DAYS} | {missing[0]: [missing[1]]}
    assert len(covered(cover, "2026-01-13T00:00", "2026-01-19T00:00")) == (1 if missing[0] == "mon" else 2)


def test_no_hours_at_all_are_no_shifts() -> None:
    assert covered({}) == []
    assert covered({"mon": []}) == []


def test_a_shift_of_weeks_is_whole_where_the_one_hole_in_its_cover_falls_into_a_clock_change() -> None:
    cover: dict[str, Any] = {day: ["00:00-24:00"] for day in DAYS} | {"sun": ["00:00-02:00", "03:00-24:00"]}
    made = rotation("2026-03-01T00:00", {"monthly": [{"day": 1, "at": "00:00"}]}, "Europe/Berlin", cover=cover)
    assert rows(made, "2026-04-05T00:00", "2026-04-05T01:00") == ["b 04-01T00:00 04-05T02:00"]
    assert rows(made, "2026-03-28T00:00", "2026-03-28T01:00") == ["a 03-22T03:00 04-01T00:00"]
    assert rows(made, "2026-03-31T00:00", "2026-03-31T01:00") == ["a 03-22T03:00 04-01T00:00"]


def test_whether_an_hour_is_covered() -> None:
    made = rotation("2026-01-05T09:00", MON_9, cover={"sat": ["22:00-06:00"]})
    inside = [hour for hour in range(18, 36) if made.on_call(utc(f"2026-01-{10 + hour // 24}T{hour % 24:02}:00"))]
    assert inside == list(range(22, 30))
