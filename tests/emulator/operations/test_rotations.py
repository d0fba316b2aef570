from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from emulating import SetClock, running
from emulator.rotating import DAILY, NINE, NOW, WEEKLY, create_rotation, fields, rotation
from tocsin.emulator import Choices, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulating import Emulator

GONE = "arn:aws:ssm-contacts:us-east-2:111122223333:rotation/00000000-0000-4000-8000-000000000000"


def by_choice(**choices: Any) -> Iterator[Emulator]:
    with running(state=State(clock=SetClock(), choices=Choices(**choices))) as emulator:
        yield emulator


@pytest.fixture
def strict() -> Iterator[Emulator]:
    yield from by_choice(rotation_with_overrides="refuse", quota=2)


@pytest.fixture
def lenient() -> Iterator[Emulator]:
    yield from by_choice(member_of_override="keep")


def override(emulator: Emulator, arn: str, alias: str, hours: int = 10) -> str:
    start = NOW + timedelta(hours=hours)
    answer = emulator.client().create_rotation_override(
        RotationId=arn,
        NewContactIds=[emulator.arn(alias)],
        StartTime=start,
        EndTime=start + timedelta(hours=1),
    )
    return str(answer["RotationOverrideId"])


def test_create_and_get(standing: Emulator) -> None:
    arn = create_rotation(standing, Recurrence=WEEKLY, TimeZoneId="Europe/Berlin")
    assert arn.startswith("arn:aws:ssm-contacts:us-east-2:111122223333:rotation/")
    answer = standing.client().get_rotation(RotationId=arn)
    del answer["ResponseMetadata"]
    assert answer == {
        "RotationArn": arn,
        "Name": "daily",
        "ContactIds": [standing.arn("akuam"), standing.arn("bob")],
        "StartTime": NOW.replace(hour=9),
        "TimeZoneId": "Europe/Berlin",
        "Recurrence": WEEKLY,
    }


def test_it_starts_now_unless_said(standing: Emulator) -> None:
    given = rotation(standing)
    del given["StartTime"]
    arn = standing.client().create_rotation(**given)["RotationArn"]
    assert standing.client().get_rotation(RotationId=arn)["StartTime"] == NOW


def test_the_same_token_is_the_same_rotation_and_none_is_another(standing: Emulator) -> None:
    client = standing.client()
    assert create_rotation(standing, IdempotencyToken="one") == create_rotation(standing, IdempotencyToken="one")
    assert create_rotation(standing) != create_rotation(standing)
    with pytest.raises(client.exceptions.ValidationException, match="IdempotencyToken"):
        client.create_rotation(**rotation(standing, IdempotencyToken="one", Name="other"))


def test_members_exist_and_are_people(standing: Emulator) -> None:
    client = standing.client()
    with pytest.raises(client.exceptions.ResourceNotFoundException) as missing:
        create_rotation(standing, ContactIds=[standing.arn("akuam"), standing.arn("nobody")])
    assert missing.value.response["ResourceId"] == standing.arn("nobody")
    assert missing.value.response["ResourceType"] == "CONTACT"
    with pytest.raises(client.exceptions.ValidationException) as caught:
        create_rotation(standing, ContactIds=[standing.arn("payments-oncall"), standing.arn("bob")])
    assert fields(caught) == ["ContactIds.0"]


MONTHLY = [{"DayOfMonth": 31, "HandOffTime": NINE}]


def cover(**days: Any) -> dict[str, Any]:
    return {"ShiftCoverages": days}


def span(start: int, end: int, minute: int = 0) -> dict[str, Any]:
    return {
        "Start": {"HourOfDay": start, "MinuteOfHour": 0},
        "End": {"HourOfDay": end, "MinuteOfHour": minute},
    }


@pytest.mark.parametrize(
    ("recurrence", "field"),
    [
        ({"DailySettings": []}, "Recurrence"),
        ({"MonthlySettings": MONTHLY}, "Recurrence"),
        (cover(MON=[span(9, 9, 29)]), "Recurrence.ShiftCoverages.MON.0"),
        (cover(MON=[span(9, 17), {"Start": NINE}]), "Recurrence.ShiftCoverages.MON.1"),
        (cover(MON=[], TUE=[]), "Recurrence.ShiftCoverages"),
        ({"RecurrenceMultiplier": 101}, "Recurrence.RecurrenceMultiplier"),
        ({"NumberOfOnCalls": 0}, "Recurrence.NumberOfOnCalls"),
    ],
    ids=["none of the lists", "two lists", "29 minutes", "no end", "no cover", "too rare", "nobody"],
)
def test_a_recurrence_that_cannot_be(standing: Emulator, recurrence: dict[str, Any], field: str) -> None:
    client, arn = standing.client(), create_rotation(standing)
    broken = {**DAILY, **recurrence}
    unchecked = standing.client(parameter_validation=False)
    with pytest.raises(client.exceptions.ClientError) as created:
        unchecked.create_rotation(**rotation(standing, Recurrence=broken))
    with pytest.raises(client.exceptions.ClientError) as updated:
        unchecked.update_rotation(RotationId=arn, Recurrence=broken)
    assert fields(created) == fields(updated) == [field]
    assert client.get_rotation(RotationId=arn)["Recurrence"] == DAILY


@pytest.mark.parametrize(
    "recurrence",
    [
        {"DailySettings": [NINE, {"HourOfDay": 21, "MinuteOfHour": 0}]},
        {"DailySettings": [], "MonthlySettings": MONTHLY},
        cover(MON=[span(9, 9, 30), span(22, 6)], TUE=[], SUN=[span(8, 8)]),
        {"ShiftCoverages": {}},
        {"NumberOfOnCalls": 99},
    ],
    ids=["two a day", "an empty list beside", "half an hour, overnight, a whole day", "always covered", "everybody"],
)
def test_a_recurrence_that_can_be_is_kept_as_it_is(standing: Emulator, recurrence: dict[str, Any]) -> None:
    arn = create_rotation(standing, Recurrence={**DAILY, **recurrence})
    assert standing.client().get_rotation(RotationId=arn)["Recurrence"] == {**DAILY, **recurrence}


@pytest.mark.parametrize("zone", ["PST", "EST", "Berlin", "localtime", "../UTC", "europe/berlin"])
def test_a_time_zone_is_one_of_the_iana_database(standing: Emulator, zone: str) -> None:
    client = standing.client()
    with pytest.raises(client.exceptions.ValidationException) as caught:
        create_rotation(standing, TimeZoneId=zone)
    assert fields(caught) == ["TimeZoneId"]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/Los_Angeles", "PST8PDT"])
def test_time_zones_of_all_kinds(standing: Emulator, zone: str) -> None:
    assert create_rotation(standing, TimeZoneId=zone)


def test_a_start_beyond_the_calendar_is_refused(standing: Emulator) -> None:
    body = json.dumps(rotation(standing, StartTime=1e15)).encode()  # no SDK has such a date
    status, answer, _ = standing.send("SSMContacts.CreateRotation", body)
    assert (status, answer["__type"]) == (400, "ValidationException")
    assert [field["Name"] for field in answer["Fields"]] == ["StartTime"]


def test_update_changes_what_is_given_and_keeps_the_name(standing: Emulator) -> None:
    client, arn = standing.client(), create_rotation(standing)
    client.update_rotation(RotationId=arn, Recurrence=WEEKLY)
    before = client.get_rotation(RotationId=arn)
    assert (before["ContactIds"], before["Recurrence"]) == ([standing.arn("akuam"), standing.arn("bob")], WEEKLY)
    client.update_rotation(
        RotationId=arn,
        Recurrence=DAILY,
        ContactIds=[standing.arn("bob")],
        StartTime=NOW,
        TimeZoneId="Asia/Kolkata",
    )
    answer = client.get_rotation(RotationId=arn)
    assert (answer["Name"], answer["StartTime"], answer["TimeZoneId"]) == ("daily", NOW, "Asia/Kolkata")
    assert (answer["ContactIds"], answer["Recurrence"]) == ([standing.arn("bob")], DAILY)


def test_update_checks_as_create_does(standing: Emulator) -> None:
    client, arn = standing.client(), create_rotation(standing)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.update_rotation(RotationId=arn, Recurrence=DAILY, ContactIds=[standing.arn("nobody")])
    with pytest.raises(client.exceptions.ValidationException):
        client.update_rotation(RotationId=arn, Recurrence=DAILY, TimeZoneId="PST")


def test_who_stands_in_an_override_to_come_cannot_leave(standing: Emulator) -> None:
    client, arn = standing.client(), create_rotation(standing)
    over = override(standing, arn, "bob", hours=-10)
    coming = override(standing, arn, "bob")
    with pytest.raises(client.exceptions.ConflictException) as caught:
        client.update_rotation(RotationId=arn, Recurrence=DAILY, ContactIds=[standing.arn("akuam")])
    assert caught.value.response["DependentEntities"] == [
        {"RelationType": "ROTATION_OVERRIDE", "DependentResourceIds": [coming]}
    ]
    assert caught.value.response["ResourceId"] == arn
    client.update_rotation(RotationId=arn, Recurrence=DAILY, ContactIds=[standing.arn("bob")])
    client.delete_rotation_override(RotationId=arn, RotationOverrideId=coming)
    client.update_rotation(RotationId=arn, Recurrence=DAILY, ContactIds=[standing.arn("akuam")])
    assert client.get_rotation_override(RotationId=arn, RotationOverrideId=over)


def test_or_can_by_choice(lenient: Emulator) -> None:
    client, arn = lenient.client(), create_rotation(lenient)
    coming = override(lenient, arn, "bob")
    client.update_rotation(RotationId=arn, Recurrence=DAILY, ContactIds=[lenient.arn("akuam")])
    kept = client.get_rotation_override(RotationId=arn, RotationOverrideId=coming)
    assert kept["NewContactIds"] == [lenient.arn("bob")]


def test_delete_takes_the_rotation_out_of_every_schedule_with_all_that_is_its_own(standing: Emulator) -> None:
    client = standing.client()
    first, second = create_rotation(standing, Tags=[{"Key": "team", "Value": "payments"}]), create_rotation(standing)
    coming = override(standing, first, "bob")
    schedules = [
        client.create_contact(Alias=alias, Type="ONCALL_SCHEDULE", Plan={"RotationIds": rotations})["ContactArn"]
        for alias, rotations in (("both", [first, second]), ("one", [first]), ("other", [second]))
    ]
    client.delete_rotation(RotationId=first)
    plans = [client.get_contact(ContactId=arn)["Plan"]["RotationIds"] for arn in schedules]
    assert plans == [[second], [], [second]]
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_rotation_override(RotationId=first, RotationOverrideId=coming)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.list_tags_for_resource(ResourceARN=first)
    assert [each["RotationArn"] for each in client.list_rotations(RotationNamePrefix="daily")["Rotations"]] == [second]


def test_nothing_of_a_deleted_rotation_is_kept() -> None:
    state = State(clock=SetClock())
    with running(state=state) as emulator:
        arn = create_rotation(emulator, Tags=[{"Key": "team", "Value": "payments"}])
        override(emulator, arn, "bob")
        emulator.client().delete_rotation(RotationId=arn)
        assert state.rows("SELECT * FROM override") == state.rows("SELECT * FROM tag") == []


def test_a_rotation_with_overrides_to_come_cannot_go_by_choice(strict: Emulator) -> None:
    client, arn = strict.client(), create_rotation(strict)
    override(strict, arn, "bob", hours=-10)
    coming = override(strict, arn, "bob")
    with pytest.raises(client.exceptions.ConflictException) as caught:
        client.delete_rotation(RotationId=arn)
    (entity,) = caught.value.response["DependentEntities"]
    assert entity["DependentResourceIds"] == [coming]
    client.delete_rotation_override(RotationId=arn, RotationOverrideId=coming)
    client.delete_rotation(RotationId=arn)


def test_a_quota_by_choice(strict: Emulator) -> None:
    client = strict.client()
    create_rotation(strict)  # beside the seeded one
    with pytest.raises(client.exceptions.ServiceQuotaExceededException) as caught:
        create_rotation(strict)
    assert caught.value.response["QuotaCode"] == "rotations"


def test_list_by_prefix_in_pages(standing: Emulator) -> None:
    client = standing.client()
    arns = [create_rotation(standing, Name=name) for name in ("Night a", "Night b", "night c")]
    pages = client.get_paginator("list_rotations").paginate(RotationNamePrefix="Night", MaxResults=1)
    found = [page["Rotations"] for page in pages]
    assert [[each["RotationArn"] for each in page] for page in found] == [[arns[0]], [arns[1]]]
    assert found[0][0] == {**rotation(standing, Name="Night a"), "RotationArn": arns[0]}
    assert len(client.list_rotations()["Rotations"]) == 4  # with the seeded one


@pytest.mark.parametrize(
    ("operation", "more"),
    [("get_rotation", {}), ("update_rotation", {"Recurrence": DAILY}), ("delete_rotation", {})],
)
def test_an_unknown_rotation_is_not_found(standing: Emulator, operation: str, more: dict[str, Any]) -> None:
    client = standing.client()
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        getattr(client, operation)(RotationId=GONE, **more)
    assert (caught.value.response["ResourceId"], caught.value.response["ResourceType"]) == (GONE, "ROTATION")
