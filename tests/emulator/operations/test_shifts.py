"""Worked by hand: 2026-01-01 is a Thursday; Akua and Bob take turns at nine, UTC, each day from that one on."""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest

from emulator.rotating import DAILY, NOW, WEEKLY, create_rotation, fields
from emulator.rotating import rotation as body

if TYPE_CHECKING:
    from emulating import Emulator

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = NOW + 9 * HOUR
THE_END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def regular(member: str, start: datetime, end: datetime) -> dict[str, Any]:
    return {"ContactIds": [member], "StartTime": start, "EndTime": end, "Type": "REGULAR"}


def overridden(members: list[str], start: datetime, end: datetime, replaced: list[str]) -> dict[str, Any]:
    details = {"OverriddenContactIds": replaced}
    return {"ContactIds": members, "StartTime": start, "EndTime": end, "Type": "OVERRIDDEN", "ShiftDetails": details}


def override(emulator: Emulator, rotation: str, members: list[str], start: datetime, end: datetime) -> None:
    emulator.client().create_rotation_override(RotationId=rotation, NewContactIds=members, StartTime=start, EndTime=end)


def shifts(emulator: Emulator, rotation: str, **span: Any) -> Any:
    return emulator.client().list_rotation_shifts(RotationId=rotation, **span)["RotationShifts"]


@pytest.fixture
def akuam(standing: Emulator) -> str:
    return standing.arn("akuam")


@pytest.fixture
def bob(standing: Emulator) -> str:
    return standing.arn("bob")


def test_whole_shifts_that_overlap_the_span(standing: Emulator, akuam: str, bob: str) -> None:
    rotation = create_rotation(standing)
    expected = [regular(akuam, NINE, NINE + DAY), regular(bob, NINE + DAY, NINE + 2 * DAY)]
    assert shifts(standing, rotation, StartTime=NINE + 3 * HOUR, EndTime=NINE + 2 * DAY) == expected
    assert shifts(standing, rotation, StartTime=NINE + DAY, EndTime=NINE + DAY) == []


def test_the_span_begins_now_unless_said(standing: Emulator, akuam: str) -> None:
    rotation = create_rotation(standing, StartTime=NINE - 7 * DAY)
    assert shifts(standing, rotation, EndTime=NOW + HOUR)[0]["StartTime"] == NINE - DAY
    assert shifts(standing, create_rotation(standing), EndTime=NINE + HOUR) == [regular(akuam, NINE, NINE + DAY)]


def test_hand_offs_follow_the_wall_clock_of_the_time_zone(standing: Emulator, akuam: str, bob: str) -> None:
    """Berlin's clocks go forward on 29 March: a week's shift is an hour short."""
    start = datetime(2026, 3, 23, 8, tzinfo=UTC)
    rotation = create_rotation(standing, TimeZoneId="Europe/Berlin", Recurrence=WEEKLY, StartTime=start)
    end = datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert shifts(standing, rotation, StartTime=start, EndTime=end + HOUR) == [
        regular(akuam, start, end),
        regular(bob, end, end + 7 * DAY),
    ]


def test_overrides_cut_shifts_and_the_later_made_holds(standing: Emulator, akuam: str, bob: str) -> None:
    rotation = create_rotation(standing)
    override(standing, rotation, [bob], NINE + 2 * HOUR, NINE + 5 * HOUR)
    override(standing, rotation, [], NINE + 4 * HOUR, NINE + 6 * HOUR)
    assert shifts(standing, rotation, EndTime=NINE + DAY) == [
        regular(akuam, NINE, NINE + 2 * HOUR),
        overridden([bob], NINE + 2 * HOUR, NINE + 4 * HOUR, [akuam]),
        overridden([], NINE + 4 * HOUR, NINE + 6 * HOUR, [akuam]),
        regular(akuam, NINE + 6 * HOUR, NINE + DAY),
    ]


def test_an_override_deleted_gives_the_shift_back(standing: Emulator, akuam: str, bob: str) -> None:
    client, rotation = standing.client(), create_rotation(standing)
    override(standing, rotation, [bob], NINE, NINE + DAY)
    (made,) = client.list_rotation_overrides(RotationId=rotation, StartTime=NOW, EndTime=NOW + DAY)["RotationOverrides"]
    client.delete_rotation_override(RotationId=rotation, RotationOverrideId=made["RotationOverrideId"])
    assert shifts(standing, rotation, EndTime=NINE + DAY) == [regular(akuam, NINE, NINE + DAY)]


def test_cover_and_several_on_call(standing: Emulator, akuam: str, bob: str) -> None:
    night = {"Start": {"HourOfDay": 22, "MinuteOfHour": 0}, "End": {"HourOfDay": 6, "MinuteOfHour": 0}}
    recurrence = {**WEEKLY, "NumberOfOnCalls": 2, "ShiftCoverages": {"FRI": [night]}}
    rotation = create_rotation(standing, Recurrence=recurrence, StartTime=datetime(2025, 12, 29, 9, tzinfo=UTC))
    (shift,) = shifts(standing, rotation, EndTime=NOW + 4 * DAY)
    friday = NOW + DAY
    assert (shift["StartTime"], shift["EndTime"]) == (friday + 22 * HOUR, friday + 30 * HOUR)
    assert sorted(shift["ContactIds"]) == [akuam, bob]


def test_an_update_holds_for_all_shifts(standing: Emulator, bob: str) -> None:
    rotation = create_rotation(standing)
    standing.client().update_rotation(RotationId=rotation, Recurrence=DAILY, ContactIds=[bob])
    assert {*shifts(standing, rotation, EndTime=NINE + 9 * DAY)[0]["ContactIds"]} == {bob}


def test_pages_hold_the_same_shifts(standing: Emulator, bob: str) -> None:
    client, rotation = standing.client(), create_rotation(standing)
    override(standing, rotation, [bob], NINE + 2 * HOUR, NINE + 5 * HOUR)
    span = {"StartTime": NINE + 3 * HOUR, "EndTime": NINE + 9 * DAY}
    pages = client.get_paginator("list_rotation_shifts").paginate(RotationId=rotation, MaxResults=2, **span)
    found = [page["RotationShifts"] for page in pages]
    assert [len(page) for page in found] == [2, 2, 2, 2, 2]
    assert list(chain.from_iterable(found)) == shifts(standing, rotation, **span)


def test_the_end_of_the_calendar_is_paged_through_as_quickly_as_tomorrow(standing: Emulator) -> None:
    client, rotation = standing.client(), create_rotation(standing)
    began = time.perf_counter()
    first = client.list_rotation_shifts(RotationId=rotation, EndTime=THE_END)
    assert len(first["RotationShifts"]) == 50
    second = client.list_rotation_shifts(RotationId=rotation, EndTime=THE_END, NextToken=first["NextToken"])
    assert second["RotationShifts"][0]["StartTime"] == first["RotationShifts"][-1]["EndTime"]
    years_on = base64.b64encode(b"ListRotationShifts 95617584000000").decode()  # the year 5000
    third = client.list_rotation_shifts(RotationId=rotation, EndTime=THE_END, NextToken=years_on)
    assert third["RotationShifts"][0]["StartTime"] == datetime(5000, 1, 1, 9, tzinfo=UTC)
    late = client.list_rotation_shifts(RotationId=rotation, StartTime=THE_END - 9 * DAY, EndTime=THE_END)
    assert "NextToken" not in late
    client.list_rotation_shifts(RotationId=rotation, StartTime=datetime(1, 1, 1, tzinfo=UTC), EndTime=THE_END)
    assert time.perf_counter() - began < 5


def test_a_span_backwards_in_time_is_refused(standing: Emulator) -> None:
    client, rotation = standing.client(), create_rotation(standing)
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.list_rotation_shifts(RotationId=rotation, EndTime=NOW - HOUR)
    assert fields(caught) == ["EndTime"]


def test_a_span_beyond_the_calendar_is_refused(standing: Emulator) -> None:
    given = {"RotationId": create_rotation(standing), "EndTime": 1e15}  # no SDK has such a date
    status, answer, _ = standing.send("SSMContacts.ListRotationShifts", json.dumps(given).encode())
    assert (status, answer["Fields"][0]["Name"]) == (400, "EndTime")


@pytest.mark.parametrize("token", ["ListRotationOverrides 1", "ListRotationShifts 999999999999999999"])
def test_a_token_that_was_never_given_is_refused(standing: Emulator, token: str) -> None:
    client, rotation = standing.client(), create_rotation(standing)
    forged = base64.b64encode(token.encode()).decode()
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.list_rotation_shifts(RotationId=rotation, EndTime=NINE + DAY, NextToken=forged)
    assert fields(caught) == ["NextToken"]


def test_an_unknown_rotation_is_not_found(standing: Emulator) -> None:
    client = standing.client()
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        client.list_rotation_shifts(RotationId=standing.arn("akuam"), EndTime=NOW)
    assert caught.value.response["ResourceType"] == "ROTATION"


PREVIEW = {"Members": ["Akua", "Bob (he knows)"], "TimeZoneId": "UTC", "Recurrence": DAILY}


def previewed(emulator: Emulator, **changes: Any) -> Any:
    given = {**PREVIEW, "RotationStartTime": NINE, "EndTime": NINE + 2 * DAY, **changes}
    return emulator.client().list_preview_rotation_shifts(**given)["RotationShifts"]


def test_a_preview_of_people_who_need_not_exist(standing: Emulator) -> None:
    assert previewed(standing, StartTime=NINE + HOUR) == [
        regular("Akua", NINE, NINE + DAY),
        regular("Bob (he knows)", NINE + DAY, NINE + 2 * DAY),
    ]


def test_a_preview_begins_now_unless_said(standing: Emulator) -> None:
    given = {**PREVIEW, "EndTime": NINE + HOUR}
    found = standing.client().list_preview_rotation_shifts(**given)["RotationShifts"]
    assert (found[0]["StartTime"], found[-1]["EndTime"]) == (NOW, NINE + DAY)


def test_a_preview_of_overrides(standing: Emulator) -> None:
    carol = {"NewMembers": ["Carol"], "StartTime": NINE + HOUR, "EndTime": NINE + 2 * HOUR}
    nobody = {"StartTime": NINE + DAY, "EndTime": NINE + 2 * DAY}
    assert previewed(standing, Overrides=[carol, nobody]) == [
        regular("Akua", NINE, NINE + HOUR),
        overridden(["Carol"], NINE + HOUR, NINE + 2 * HOUR, ["Akua"]),
        regular("Akua", NINE + 2 * HOUR, NINE + DAY),
        overridden([], NINE + DAY, NINE + 2 * DAY, ["Bob (he knows)"]),
    ]


def test_a_preview_shows_what_the_rotation_will_do(standing: Emulator) -> None:
    rotation = body(standing, TimeZoneId="Australia/Lord_Howe", Recurrence=WEEKLY)
    made = shifts(standing, create_rotation(standing, **rotation), EndTime=NINE + 300 * DAY)
    members = {"Members": rotation["ContactIds"], "TimeZoneId": "Australia/Lord_Howe", "Recurrence": WEEKLY}
    assert previewed(standing, EndTime=NINE + 300 * DAY, **members) == made


def test_a_preview_in_pages(standing: Emulator) -> None:
    given = {**PREVIEW, "RotationStartTime": NINE, "EndTime": NINE + 5 * DAY}
    pages = standing.client().get_paginator("list_preview_rotation_shifts").paginate(**given, MaxResults=2)
    found = [page["RotationShifts"] for page in pages]
    assert [len(page) for page in found] == [2, 2, 1]
    assert list(chain.from_iterable(found)) == previewed(standing, EndTime=NINE + 5 * DAY)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"TimeZoneId": "PST"}, ["TimeZoneId"]),
        ({"Recurrence": {**DAILY, **WEEKLY}}, ["Recurrence"]),
        ({"EndTime": NOW - HOUR}, ["EndTime"]),
        ({"Overrides": [{}]}, ["Overrides.0.StartTime", "Overrides.0.EndTime"]),
        ({"Overrides": [{"StartTime": NINE, "EndTime": NINE}]}, ["Overrides.0.EndTime"]),
    ],
    ids=["time zone", "recurrence", "backwards", "override without times", "override of no time"],
)
def test_a_preview_of_what_cannot_be(standing: Emulator, changes: dict[str, Any], wrong: list[str]) -> None:
    with pytest.raises(standing.client().exceptions.ValidationException) as caught:
        previewed(standing, **changes)
    assert fields(caught) == wrong
