"""When nobody is on call in any of several rotations."""

from __future__ import annotations

from datetime import UTC, datetime

from rotations.made import rotation, utc
from tocsin.choices import CHOICES, Choices
from tocsin.rotations import Rotation, Span, gaps

DAILY = {"daily": "09:00"}
WEEK = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


def shown(rotations: list[Rotation], start: str, end: str, choices: Choices = CHOICES) -> list[str]:
    found = gaps(rotations, utc(start), utc(end), choices)
    return [f"{gap.start:%m-%dT%H:%M} {gap.end:%m-%dT%H:%M}" for gap in found]


def test_a_rotation_of_all_hours_leaves_none_once_it_runs() -> None:
    made = rotation("2026-01-05T09:00", DAILY)
    assert shown([made], "2026-01-05T09:00", "2027-01-05T00:00") == []
    assert shown([made], "2026-01-05T08:00", "2027-01-05T00:00") == ["01-05T08:00 01-05T09:00"]


def test_gaps_begin_and_end_with_the_span() -> None:
    office = rotation("2026-01-05T09:00", DAILY, cover=WEEK)
    assert shown([office], "2026-01-09T12:00", "2026-01-13T00:00") == [
        "01-09T17:00 01-12T09:00",
        "01-12T17:00 01-13T00:00",
    ]


def test_rotations_fill_each_others_gaps() -> None:
    office = rotation("2026-01-05T09:00", DAILY, cover=WEEK)
    nights = rotation("2026-01-05T09:00", DAILY, cover={day: ["17:00-08:30"] for day in WEEK})
    assert shown([nights, office], "2026-01-05T09:00", "2026-01-07T00:00") == ["01-06T08:30 01-06T09:00"]


def test_gaps_across_clock_changes_that_are_not_on_the_same_day() -> None:
    berlin = rotation("2026-01-05T09:00", DAILY, "Europe/Berlin", cover={"tue": ["00:00-18:00"]})
    new_york = rotation("2026-01-05T09:00", DAILY, "America/New_York", cover={"tue": ["12:00-24:00"]})
    assert shown([berlin, new_york], "2026-03-03T00:00", "2026-03-04T00:00") == []
    assert shown([berlin, new_york], "2026-11-03T00:00", "2026-11-04T00:00") == []
    assert shown([berlin, new_york], "2026-10-27T00:00", "2026-10-28T00:00") == []
    later = rotation("2026-01-05T09:00", DAILY, "America/New_York", cover={"tue": ["13:00-24:00"]})
    assert shown([berlin, later], "2026-10-27T00:00", "2026-10-28T00:00") == []
    assert shown([berlin, later], "2026-11-03T00:00", "2026-11-04T00:00") == ["11-03T17:00 11-03T18:00"]


def test_nobody_put_in_by_an_override_is_a_gap() -> None:
    nobody = [{"contacts": [], "from": "2026-01-05T10:00", "until": "2026-01-05T20:00"}]
    made = rotation("2026-01-05T09:00", DAILY, overrides=nobody)
    assert shown([made], "2026-01-05T09:00", "2026-01-06T00:00") == ["01-05T10:00 01-05T20:00"]


def test_choices_are_those_of_shifts() -> None:
    made = rotation("2026-01-05T08:00", DAILY)
    choices = Choices(before_first_hand_off="nobody")
    assert shown([made], "2026-01-05T08:00", "2026-01-06T00:00", choices) == ["01-05T08:00 01-05T09:00"]


def test_without_rotations_there_is_nothing_but_a_gap_in_utc() -> None:
    start, end = datetime.fromisoformat("2026-01-05T09:00+01:00"), utc("2026-01-05T09:00")
    (gap,) = gaps([], start, end)
    assert gap == Span(start, end)
    assert gap.start.tzinfo is UTC
    assert gaps([], end, start) == []
