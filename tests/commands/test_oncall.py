"""`tocsin oncall` as a user runs it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]  # has no types

import sets
from commands.driver import tocsin

if TYPE_CHECKING:
    from pathlib import Path

SPRING, AUTUMN = "2026-03-28T12:00+01:00", "2026-10-24T12:00+02:00"
ROTA = """
version: 1
rotations:
  weekly:
    contacts: [akuam, bob]
    start: 2026-01-05T09:00
    time_zone: Europe/Berlin
    repeat: {weekly: [{day: mon, at: "09:00"}]}
    overrides: [{contacts: [akuam], from: 2026-03-29T01:30, until: 2026-03-29T04:30, reason: bob flies}]
  nights:
    contacts: [bob, platform]
    start: 2026-01-05T21:00
    time_zone: America/New_York
    repeat: {daily: "21:00"}
    cover: {sat: ["21:00-06:00"], sun: ["21:00-06:00"]}
schedules:
  payments: {name: Payments on call, rotations: [weekly]}
  helpdesk: {rotations: [nights]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sets.write(tmp_path, {"rota.yaml": ROTA})


def answer(folder: Path, *arguments: str) -> dict[str, Any]:
    ran = tocsin("-C", str(folder), "oncall", *arguments, "-o", "json")
    assert (ran.code, ran.err) == (0, "")
    result: dict[str, Any] = json.loads(ran.out)
    return result


def test_json_has_the_shifts_and_gaps_of_each_schedule(folder: Path) -> None:
    result = answer(folder, "--at", SPRING, "--for", "2d")

    assert list(result)[:4] == ["schema_version", "from", "to", "schedules"]
    assert (result["schema_version"], result["asked"]) == ("1", None)
    assert (result["from"], result["to"]) == ("2026-03-28T12:00:00+01:00", "2026-03-30T12:00:00+01:00")
    payments, helpdesk = result["schedules"]
    assert [list(payments)[:3], list(payments["shifts"][0])[:5]] == [
        ["name", "shifts", "gaps"],
        ["rotation", "contacts", "start", "end", "override"],
    ]
    assert payments["shifts"][1] == {
        "rotation": "weekly",
        "contacts": ["akuam"],
        "start": "2026-03-29T01:30:00+01:00",
        "end": "2026-03-29T04:30:00+02:00",
        "override": True,
        "replaced": ["bob"],
    }
    assert [shift["override"] for shift in payments["shifts"]] == [False, True, False, False]
    assert helpdesk["gaps"] == [
        {"start": "2026-03-28T07:00:00-04:00", "end": "2026-03-28T21:00:00-04:00"},
        {"start": "2026-03-29T06:00:00-04:00", "end": "2026-03-29T21:00:00-04:00"},
        {"start": "2026-03-30T06:00:00-04:00", "end": "2026-03-30T07:00:00-04:00"},
    ]


def test_json_says_who_is_on_call_now_and_next(folder: Path) -> None:
    payments, helpdesk = answer(folder, "--at", SPRING, "--for", "1h")["schedules"]

    assert [(each["rotation"], each["shift"]["contacts"], each["next"]["contacts"]) for each in payments["now"]] == [
        ("weekly", ["bob"], ["akuam"])
    ]
    assert [(each["shift"], each["next"]["start"]) for each in helpdesk["now"]] == [(None, "2026-03-28T21:00:00-04:00")]


def test_a_person_has_no_gaps(folder: Path) -> None:
    result = answer(folder, "platform", "--at", SPRING)

    assert result["asked"] == {"kind": "person", "name": "platform"}
    assert [(each["name"], each["gaps"]) for each in result["schedules"]] == [("helpdesk", [])]
    assert all("platform" in shift["contacts"] for shift in result["schedules"][0]["shifts"])


def test_the_quality_of_each_schedule(folder: Path) -> None:
    payments, helpdesk = answer(folder, "--at", SPRING, "--for", "7d", "--quality")["schedules"]

    assert list(payments)[-1] == "quality"
    assert (payments["quality"]["gaps"], helpdesk["quality"]["gaps"]) == (0, 3)
    assert helpdesk["quality"]["gap_hours"] == 7 * 24 - 18
    people = {each.pop("contact"): each for each in payments["quality"]["people"]}
    assert sum(each["hours"] for each in people.values()) == 7 * 24
    assert people["bob"] == {
        "hours": 42.0,  # Saturday noon to Monday 09:00, clocks forward, less two hours of akuam's
        "share": 0.25,
        "night_hours": 13.0,
        "weekend_hours": 33.0,
        "shifts": 2,
        "hand_offs": 1,
        "longest_hours": 28.5,
    }


@pytest.mark.parametrize("at", [SPRING, AUTUMN])
def test_the_calendar_has_the_instants_of_the_json(folder: Path, at: str) -> None:
    file = folder / "oncall.ics"
    result = answer(folder, "--at", at, "--ical", str(file))
    text = file.read_bytes()

    wanted = sorted(
        (datetime.fromisoformat(each["start"]), datetime.fromisoformat(each["end"]), who(each), schedule["name"])
        for schedule in result["schedules"]
        for each in (*schedule["shifts"], *schedule["gaps"])
    )
    foreign: list[Any] = vobject.readOne(text.decode()).vevent_list
    own: list[Any] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert len(wanted) > 8
    assert [(start, end, f"{who} on call ({name})") for start, end, who, name in wanted] == sorted(
        (each.dtstart.value, each.dtend.value, each.summary.value) for each in foreign
    )
    assert sorted((each.dtstart.value, each.dtend.value) for each in foreign) == sorted(
        (each["DTSTART"].dt.astimezone(UTC), each["DTEND"].dt.astimezone(UTC)) for each in own
    )
    assert len({each.uid.value for each in foreign}) == len(foreign)
    assert text.count(b"\n") == text.count(b"\r\n")


def who(each: dict[str, Any]) -> str:
    return ", ".join(each["contacts"]) if "contacts" in each else "NOBODY"


def test_the_calendar_can_go_to_standard_output(folder: Path) -> None:
    alone = tocsin("-C", str(folder), "oncall", "payments", "--at", SPRING, "--ical", "-")
    both = tocsin("-C", str(folder), "oncall", "payments", "--at", SPRING, "--ical", "-", "-o", f"json={folder}/a.json")
    clash = tocsin("-C", str(folder), "oncall", "payments", "--at", SPRING, "--ical", "-", "-o", "json")

    assert alone.out.startswith("BEGIN:VCALENDAR\n")  # read as text: CRLF came out
    assert alone.out == both.out
    assert json.loads((folder / "a.json").read_text())["schedules"][0]["name"] == "payments"
    assert (clash.code, clash.out) == (2, "")
    assert "both want standard output" in clash.err


def test_a_calendar_that_cannot_be_written_is_said_and_nothing_is_left(folder: Path) -> None:
    ran = tocsin("-C", str(folder), "oncall", "--at", SPRING, "--ical", str(folder / "nowhere" / "a.ics"))

    assert (ran.code, ran.out) == (2, "")
    assert "a.ics: cannot write: No such file or directory" in ran.err
    assert sorted(each.name for each in folder.iterdir()) == ["policies"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("paymens",), "no schedule, rotation or person is called `paymens`; did you mean `payments`?"),
        (("zzz",), "no schedule, rotation or person is called `zzz`\n"),
        (("example_escalation",), "`example_escalation` is an escalation; expected a schedule, a rotation or a person"),
        (("--for", "fortnight"), "`fortnight` is not a length of time such as 30s, 5m, 1h30m or 14d"),
        (("--for", "731d"), "`731d`: expected more than 0s and at most 730d"),
        (("--for", "0m"), "`0m`: expected more than 0s and at most 730d"),
        (("--at", "9999-12-31T23:59Z"), "expected a year from 1900 to 9899"),
        (("--at", "0001-01-01T00:00+14:00"), "expected a year from 1900 to 9899"),
    ],
)
def test_what_cannot_be_answered_is_said(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    ran = tocsin("-C", str(folder), "oncall", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_policies_with_errors_are_not_answered_from(tmp_path: Path) -> None:
    folder = sets.write(tmp_path, {"rota.yaml": ROTA.replace("rotations: [nights]", "rotations: [nigths]")})

    ran = tocsin("-C", str(folder), "oncall")

    assert (ran.code, ran.out) == (2, "")
    assert "nigths" in ran.err
    assert "the policies are not valid (1 error)" in ran.err


def test_no_rotations_at_all_is_no_error(tmp_path: Path) -> None:
    folder = sets.write(tmp_path, {})

    assert tocsin("-C", str(folder), "oncall").out == "There is no schedule, so nobody is on call.\n"
    assert (
        tocsin("-C", str(folder), "oncall", "akuam").out == "akuam (Akua Mansa) is in no schedule, so never on call.\n"
    )
    assert answer(folder)["schedules"] == []


def test_a_rotation_in_no_schedule_is_said(tmp_path: Path) -> None:
    folder = sets.write(tmp_path, {"rota.yaml": ROTA.replace("  helpdesk: {rotations: [nights]}\n", "")})
    note = "rotation `nights` is in no schedule"

    assert note in tocsin("-C", str(folder), "oncall").err
    assert note in tocsin("-C", str(folder), "oncall", "platform").err
    assert tocsin("-C", str(folder), "oncall", "-q").err == ""
    assert tocsin("-C", str(folder), "oncall", "akuam").err == ""
    assert answer(folder, "nights")["asked"] == {"kind": "rotation", "name": "nights"}


def test_a_name_with_two_meanings_is_the_schedule(tmp_path: Path) -> None:
    folder = sets.write(tmp_path, {"rota.yaml": ROTA.replace("  payments:", "  weekly:")})

    ran = tocsin("-C", str(folder), "oncall", "weekly", "-o", "json")

    assert json.loads(ran.out)["asked"] == {"kind": "schedule", "name": "weekly"}
    assert "`weekly` is also a rotation; this is the schedule" in ran.err


def test_without_a_time_it_is_about_now(folder: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)

    result = answer(folder, "--for", "1h")

    assert before <= datetime.fromisoformat(result["from"]) <= datetime.now(UTC)
