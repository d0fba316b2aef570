"""Advice on rotations and schedules: what it is given for, and what it is not (the words: tests/bad)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from checks.advising import findings

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def every_day(*hours: str) -> dict[str, list[str]]:
    return {day: list(hours) for day in DAYS}


OFFICE = {day: ["09:00-17:00"] for day in DAYS[:5]}


HOLIDAY = {"from": "2026-12-25T00:00", "until": "2026-12-26T10:00"}


def rotation(*people: str, **more: Any) -> dict[str, Any]:
    weekly = {"weekly": [{"day": "mon", "at": "09:00"}]}
    return {"contacts": list(people or ("akuam", "bob")), "start": "2026-01-05T09:00", "repeat": weekly, **more}


def schedule(*rotations: dict[str, Any], **more: Any) -> str:
    """A file with one schedule, `oncall`, of these rotations. (JSON is YAML.)"""
    named = {f"r{number}": each for number, each in enumerate(rotations)}
    return json.dumps({"version": 1, "rotations": named, "schedules": {"oncall": {"rotations": list(named)}}, **more})


@pytest.mark.parametrize(
    ("rotations", "hours"),
    [
        ([rotation()], None),
        ([rotation(cover=every_day("00:00-24:00"))], None),
        ([rotation(cover=OFFICE)], 52 * (168 - 40)),
        ([rotation(cover=OFFICE), rotation()], None),
        ([rotation(cover=every_day("09:00-21:00")), rotation(cover=every_day("21:00-09:00"))], None),
        ([rotation(cover=every_day("09:00-21:00")), rotation(cover=every_day("21:30-09:00"))], 182),
        ([rotation(), rotation(start="2027-01-04T09:00")], None),
        ([rotation(overrides=[HOLIDAY | {"contacts": ["bob"]}])], None),
        ([rotation(overrides=[HOLIDAY | {"contacts": []}])], 34),
        ([rotation(overrides=[HOLIDAY | {"contacts": []}]), rotation()], None),
    ],
)
def test_toc309_hours_that_no_rotation_covers(rotations: list[dict[str, Any]], hours: int | None) -> None:
    found = findings("TOC309", schedule(*rotations))
    assert [f"({hours:,} h in all)" in each.message for each in found] == [True] if hours else found == []


def test_toc309_only_the_weeks_between_two_clock_changes() -> None:
    europe = rotation(cover=every_day("08:00-20:00"), time_zone="Europe/Berlin")
    america = rotation(cover=every_day("14:00-02:00"), time_zone="America/New_York")
    (found,) = findings("TOC309", schedule(europe, america))
    # An hour of each of these mornings in Berlin: from 9 to 29 March 2026 ...
    assert "from 2026-03-09T07:00+01:00 to 2026-03-09T08:00+01:00" in found.message
    # ... (21), and from 26 October to 1 November (7); 29 March's is the one that the clocks skip.
    assert "26 times more" in found.message


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-01-05T09:00Z", None),
        ("2030-01-01T00:00Z", None),
        ("2026-01-05T08:00Z", "from 2026-01-05T08:00+00:00 to 2026-01-05T09:00+00:00 (1 h in all)"),
        ("2024-01-01T00:00Z", "(8,736 h in all)"),
        ("0001-01-01T00:00Z", "(8,736 h in all)"),
        ("9999-12-31T00:00Z", None),
    ],
)
def test_toc309_from_a_given_instant_on(at: str, told: str | None) -> None:
    found = findings("TOC309", schedule(rotation()), datetime.fromisoformat(at))
    assert [told in each.message for each in found] == [True] if told else found == []


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Denver"])
@pytest.mark.parametrize("start", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_schedules_at_the_ends_of_the_calendar_are_looked_at(start: str, zone: str) -> None:
    file = schedule(rotation(start=start, cover=OFFICE, time_zone=zone), rotation(time_zone=zone, cover=OFFICE))
    for at in (None, datetime(2026, 1, 1, tzinfo=UTC)):
        assert findings("TOC310", file, at) == []


@pytest.mark.parametrize(
    ("pages", "severity"),
    [
        ([], "warning"),
        ([{"name": "a", "page": "oncall"}], "warning"),
        ([{"name": "a", "page": "oncall", "when": "office"}], "note"),
        ([{"name": "a", "page": "wake", "when": "office"}, {"name": "b", "page": "oncall", "when": "office"}], "note"),
        ([{"name": "a", "page": "wake"}, {"name": "b", "page": "oncall", "when": "office"}], "warning"),
        ([{"name": "a", "page": "oncall", "unless": "office"}], "warning"),
    ],
)
def test_toc309_what_is_paged_in_windows_only_is_noted(pages: list[Any], severity: str) -> None:
    more = {
        "policies": pages,
        "windows": {"office": {"days": list(DAYS[:5]), "hours": "09:00-17:00"}},
        "escalations": {"wake": {"stages": [{"page": "oncall", "for": "5m"}]}},
    }
    assert [each.severity for each in findings("TOC309", schedule(rotation(cover=OFFICE), **more))] == [severity]


@pytest.mark.parametrize(
    ("zones", "told"),
    [
        (("Europe/Berlin", "Europe/Paris"), None),
        (("Asia/Kolkata", "Asia/Calcutta"), None),
        (("Europe/Berlin", "America/New_York"), "6h apart, and 5h from 2026-03-08 on"),
        (("Asia/Kolkata", "Asia/Tokyo"), "always 3h30m apart"),
        (("Australia/Sydney", "Australia/Lord_Howe"), "0m apart, and 30m from 2026-04-05 on"),
        (("UTC", "Europe/London"), "0m apart, and 1h from 2026-03-29 on"),
        (("Europe/Berlin", "Europe/Paris", "Europe/London"), "always 1h apart"),
    ],
)
def test_toc310_clocks_that_differ_at_some_time_of_the_year(zones: tuple[str, ...], told: str | None) -> None:
    found = findings("TOC310", schedule(*(rotation(time_zone=zone) for zone in zones)))
    assert [told in each.message for each in found] == [True] if told else found == []


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (rotation("akuam"), 1),
        (rotation("akuam", "akuam"), 1),
        (rotation("akuam", "bob"), 0),
        (rotation("akuam", "bob", on_call=2), 1),
        (rotation("akuam", "bob", "platform", on_call=2), 0),
        (rotation("akuam", cover=OFFICE), 0),
        (rotation("akuam", overrides=[HOLIDAY | {"contacts": []}]), 0),
        (rotation("akuam", cover=every_day("00:00-24:00")), 1),
        (rotation("akuam", cover=every_day("12:00-12:00")), 1),
        (rotation("akuam", cover=every_day("00:00-12:00", "12:00-23:59")), 0),
    ],
)
def test_toc311_as_many_places_as_people(made: dict[str, Any], told: int) -> None:
    assert len(findings("TOC311", schedule(made))) == told
