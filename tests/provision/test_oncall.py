"""On call: rotations, schedules and escalations with the inputs of their resources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provision.made import by_key, planned
from tocsin.provision.configuration import Configuration
from tocsin.provision.oncall import oncall
from tocsin.provision.resource import Reference
from tocsin.provision.tokens import CONTACT, PLAN, ROTATION, SCHEDULE
from tocsin.roster import Contact, Roster
from tocsin.rotations import Rotation
from towns import person

if TYPE_CHECKING:
    from pathlib import Path

FILE = """
version: 1
settings: {account: "111122223333", region: us-east-2, time_zone: Europe/Berlin, fallback: {page: wake}}
contacts:
  akuam: {channels: {mail: {email: akuam@example.com}}, plan: [{notify: mail, for: 5m}]}
  bob: {channels: {mail: {email: bob@example.com}}, plan: [{notify: mail, for: 5m}]}
  vendor: {arn: "arn:aws:ssm-contacts:us-east-2:111122223333:contact/vendor"}
rotations:
  second:
    contacts: [bob, akuam]
    start: 2026-01-05T09:00
    repeat: {weekly: [{day: mon, at: "09:00"}, {day: thu, at: "21:30"}], every: 2}
    on_call: 2
    cover: {mon: ["22:00-06:00"], sun: ["00:00-24:00"]}
  first:
    contacts: [akuam]
    start: 2026-07-01T09:00
    time_zone: America/New_York
    repeat: {monthly: [{day: 31, at: "00:00"}]}
schedules:
  oncall: {name: Somebody on call, rotations: [second, first]}
escalations:
  wake:
    name: Wake somebody
    stages:
      - {page: [akuam, {contact: oncall, essential: false}], for: 0m}
      - {page: [vendor, "arn:aws:ssm-contacts:us-east-2:111122223333:contact/other"], for: 10m}
"""


def test_the_inputs_of_a_weekly_rotation(tmp_path: Path) -> None:
    found = by_key(planned(tmp_path, FILE))

    assert found[f"{ROTATION}::second"].inputs == {
        "name": "second",
        "contactIds": [Reference(f"{CONTACT}::bob"), Reference(f"{CONTACT}::akuam")],
        "startTime": "2026-01-05T08:00:00Z",
        "timeZoneId": "Europe/Berlin",
        "recurrence": {
            "numberOfOnCalls": 2,
            "recurrenceMultiplier": 2,
            "weeklySettings": [
                {"dayOfWeek": "MON", "handOffTime": {"hourOfDay": 9, "minuteOfHour": 0}},
                {"dayOfWeek": "THU", "handOffTime": {"hourOfDay": 21, "minuteOfHour": 30}},
            ],
            "shiftCoverages": [
                {
                    "mapBlockKey": "MON",
                    "coverageTimes": [
                        {"start": {"hourOfDay": 22, "minuteOfHour": 0}, "end": {"hourOfDay": 6, "minuteOfHour": 0}}
                    ],
                },
                {
                    "mapBlockKey": "SUN",
                    "coverageTimes": [
                        {"start": {"hourOfDay": 0, "minuteOfHour": 0}, "end": {"hourOfDay": 0, "minuteOfHour": 0}}
                    ],
                },
            ],
        },
        "tags": {"managed-by": "tocsin"},
    }


def test_the_inputs_of_a_monthly_rotation_abroad(tmp_path: Path) -> None:
    rotation = by_key(planned(tmp_path, FILE))[f"{ROTATION}::first"].inputs

    assert rotation["startTime"] == "2026-07-01T13:00:00Z"
    assert rotation["timeZoneId"] == "America/New_York"
    assert rotation["recurrence"] == {
        "numberOfOnCalls": 1,
        "recurrenceMultiplier": 1,
        "monthlySettings": [{"dayOfMonth": 31, "handOffTime": {"hourOfDay": 0, "minuteOfHour": 0}}],
    }


def test_the_inputs_of_a_schedule(tmp_path: Path) -> None:
    found = by_key(planned(tmp_path, FILE, Configuration(tags={"team": "a"})))

    assert found[f"{SCHEDULE}::oncall"].inputs == {
        "alias": "oncall",
        "displayName": "Somebody on call",
        "type": "ONCALL_SCHEDULE",
        "plan": [{"rotationIds": [Reference(f"{ROTATION}::first"), Reference(f"{ROTATION}::second")]}],
        "tags": [{"key": "managed-by", "value": "tocsin"}, {"key": "team", "value": "a"}],
    }


def test_the_inputs_of_an_escalation(tmp_path: Path) -> None:
    home = "arn:aws:ssm-contacts:us-east-2:111122223333:contact"

    found = by_key(planned(tmp_path, FILE))

    assert found[f"{CONTACT}::wake"].inputs["type"] == "ESCALATION"
    assert found[f"{PLAN}::wake"].inputs == {
        "contactId": Reference(f"{CONTACT}::wake"),
        "stages": [
            {
                "durationInMinutes": 0,
                "targets": [
                    {"contactTargetInfo": {"contactId": Reference(f"{CONTACT}::akuam"), "isEssential": True}},
                    {"contactTargetInfo": {"contactId": Reference(f"{SCHEDULE}::oncall"), "isEssential": False}},
                ],
            },
            {
                "durationInMinutes": 10,
                "targets": [
                    {"contactTargetInfo": {"contactId": f"{home}/vendor", "isEssential": True}},
                    {"contactTargetInfo": {"contactId": f"{home}/other", "isEssential": True}},
                ],
            },
        ],
    }


MEMBERS = ("akuam", "bob", "chen")


def roster(**rotations: dict[str, Any]) -> Roster:
    """People and rotations of theirs, all of them in one schedule."""
    given = {"start": "2026-01-05T09:00", "repeat": {"daily": "09:00"}}
    made = {name: Rotation.of(name, {**given, **value}, "UTC") for name, value in rotations.items()}
    contacts = {name: person(name, (5, "phone")) for name in MEMBERS}
    return Roster({**contacts, "oncall": Contact("oncall", "oncall", "ONCALL_SCHEDULE", rotations=tuple(made))}, made)


def resources(people: Roster) -> dict[str, Any]:
    return {resource.key: resource for resource in oncall(people, Configuration())}


@given(st.permutations(MEMBERS), st.permutations(MEMBERS))
def test_another_order_of_people_changes_that_rotation_alone(first: list[str], second: list[str]) -> None:
    other = {"contacts": list(MEMBERS)}
    before = resources(roster(one={"contacts": first}, other=other))
    after = resources(roster(one={"contacts": second}, other=other))

    changed = {key for key in before if before[key] != after[key]}
    assert changed == ({f"{ROTATION}::one"} if first != second else set())
    assert before.keys() == after.keys()


@given(st.permutations(("one", "two", "three")))
def test_the_order_of_rotations_is_nothing_to_a_schedule(order: list[str]) -> None:
    made = resources(roster(**{name: {"contacts": ["akuam"]} for name in order}))

    assert made[f"{SCHEDULE}::oncall"].inputs["plan"] == [
        {"rotationIds": [Reference(f"{ROTATION}::{name}") for name in ("one", "three", "two")]}
    ]


@pytest.mark.parametrize("start", ["0001-01-01T00:00", "0999-01-01T00:00", "9999-12-31T23:59", "2026-03-29T02:30"])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Europe/Berlin"])
def test_a_start_is_written_as_the_provider_writes_it(start: str, zone: str) -> None:
    made = resources(roster(one={"contacts": ["akuam"], "start": start, "time_zone": zone}))

    assert re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z", made[f"{ROTATION}::one"].inputs["startTime"])
