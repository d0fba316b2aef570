from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from emulating import SetClock, running
from emulator.rotating import NOW, create_rotation, fields
from tocsin.emulator import Choices, State

if TYPE_CHECKING:
    from emulating import Emulator

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def given(emulator: Emulator, arn: str, start: timedelta, length: timedelta, *aliases: str) -> dict[str, Any]:
    return {
        "RotationId": arn,
        "NewContactIds": [emulator.arn(alias) for alias in aliases],
        "StartTime": NOW + start,
        "EndTime": NOW + start + length,
    }


HOUR = timedelta(hours=1)


def test_create_get_and_delete(standing: Emulator) -> None:
    client, arn = standing.client(), create_rotation(standing)
    override = client.create_rotation_override(**given(standing, arn, 2 * HOUR, HOUR, "bob"))["RotationOverrideId"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", override)
    answer = client.get_rotation_override(RotationId=arn, RotationOverrideId=override)
    del answer["ResponseMetadata"]
    assert answer == {
        "RotationOverrideId": override,
        "RotationArn": arn,
        "NewContactIds": [standing.arn("bob")],
        "StartTime": NOW + 2 * HOUR,
        "EndTime": NOW + 3 * HOUR,
        "CreateTime": NOW,
    }
    client.delete_rotation_override(RotationId=arn, RotationOverrideId=override)
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        client.get_rotation_override(RotationId=arn, RotationOverrideId=override)
    assert caught.value.response["ResourceType"] == "ROTATION_OVERRIDE"


def test_the_same_token_is_the_same_override(standing: Emulator) -> None:
    client = standing.client()
    body = given(standing, create_rotation(standing), HOUR, HOUR, "bob")
    ids = {client.create_rotation_override(**body, IdempotencyToken="t")["RotationOverrideId"] for _ in range(2)}
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("start", "length", "aliases", "wrong"),
    [
        (HOUR, timedelta(minutes=29), ("bob",), ["EndTime"]),
        (HOUR, timedelta(0), ("bob",), ["EndTime"]),
        (HOUR, -HOUR, ("bob",), ["EndTime"]),
        (timedelta(days=185), HOUR, ("bob",), ["StartTime"]),
        (HOUR, HOUR, ("akuam", "carol", "payments-oncall"), ["NewContactIds.1", "NewContactIds.2"]),
    ],
    ids=["29 minutes", "no time", "backwards", "in more than six months", "not of the rotation"],
)
def test_an_override_that_cannot_be(
    standing: Emulator, start: timedelta, length: timedelta, aliases: tuple[str, ...], wrong: list[str]
) -> None:
    client, arn = standing.client(), create_rotation(standing)
    client.create_contact(Alias="carol", Type="PERSONAL", Plan={"Stages": []})
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.create_rotation_override(**given(standing, arn, start, length, *aliases))
    assert fields(caught) == wrong


@pytest.mark.parametrize(
    ("start", "length", "aliases"),
    [
        (HOUR, timedelta(minutes=30), ("bob",)),
        (timedelta(days=184), timedelta(days=30), ("bob", "akuam")),
        (HOUR, HOUR, ()),
        (-9 * HOUR, HOUR, ("bob",)),
    ],
    ids=["half an hour", "in six months", "nobody", "over"],
)
def test_an_override_that_can_be(
    standing: Emulator, start: timedelta, length: timedelta, aliases: tuple[str, ...]
) -> None:
    body = given(standing, create_rotation(standing), start, length, *aliases)
    override = standing.client().create_rotation_override(**body)["RotationOverrideId"]
    kept = standing.client().get_rotation_override(RotationId=body["RotationId"], RotationOverrideId=override)
    assert {name: kept[name] for name in body if name != "RotationId"} == {
        name: value for name, value in body.items() if name != "RotationId"
    }


def test_what_is_over_can_be_overridden_no_more_by_choice() -> None:
    choices = Choices(past_overrides="refuse")
    with running(state=State(clock=SetClock(), choices=choices)) as emulator:
        client, arn = emulator.client(), create_rotation(emulator)
        with pytest.raises(client.exceptions.ValidationException) as caught:
            client.create_rotation_override(**given(emulator, arn, -HOUR, HOUR, "bob"))
        assert fields(caught) == ["EndTime"]
        client.create_rotation_override(**given(emulator, arn, -HOUR, 2 * HOUR, "bob"))


def test_a_quota_by_choice() -> None:
    with running(state=State(clock=SetClock(), choices=Choices(quota=2))) as emulator:
        client, arn = emulator.client(), create_rotation(emulator)
        body = given(emulator, arn, HOUR, HOUR, "bob")
        client.create_rotation_override(**body)
        client.create_rotation_override(**body)
        with pytest.raises(client.exceptions.ServiceQuotaExceededException) as caught:
            client.create_rotation_override(**body)
        assert caught.value.response["QuotaCode"] == "overrides-of-a-rotation"


def test_list_what_overlaps_in_pages(standing: Emulator) -> None:
    client, arn, other = standing.client(), create_rotation(standing), create_rotation(standing)
    client.create_rotation_override(**given(standing, other, 2 * HOUR, HOUR, "bob"))
    late, early, out = (
        client.create_rotation_override(**given(standing, arn, start, HOUR, "bob"))["RotationOverrideId"]
        for start in (3 * HOUR, HOUR, 5 * HOUR)
    )
    span = {"StartTime": NOW + 1.5 * HOUR, "EndTime": NOW + 5 * HOUR}
    pages = client.get_paginator("list_rotation_overrides").paginate(RotationId=arn, MaxResults=1, **span)
    found = [[each["RotationOverrideId"] for each in page["RotationOverrides"]] for page in pages]
    assert found == [[late], [early]]
    touching = client.list_rotation_overrides(RotationId=arn, StartTime=NOW + 6 * HOUR, EndTime=NOW + 9 * HOUR)
    assert touching["RotationOverrides"] == []
    (shown,) = client.list_rotation_overrides(RotationId=arn, StartTime=NOW + 5.9 * HOUR, EndTime=NOW + 9 * HOUR)[
        "RotationOverrides"
    ]
    assert shown == {
        "RotationOverrideId": out,
        "NewContactIds": [standing.arn("bob")],
        "StartTime": NOW + 5 * HOUR,
        "EndTime": NOW + 6 * HOUR,
        "CreateTime": NOW,
    }


def test_a_list_backwards_in_time_is_refused(standing: Emulator) -> None:
    client, arn = standing.client(), create_rotation(standing)
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.list_rotation_overrides(RotationId=arn, StartTime=NOW + HOUR, EndTime=NOW)
    assert fields(caught) == ["EndTime"]


@pytest.mark.parametrize("operation", ["create", "get", "delete", "list"])
def test_an_unknown_rotation_is_not_found(standing: Emulator, operation: str) -> None:
    client, gone = standing.client(), standing.arn("x").replace("contact/x", f"rotation/{UNKNOWN}")
    calls: dict[str, Any] = {
        "create": lambda: client.create_rotation_override(**given(standing, gone, HOUR, HOUR, "bob")),
        "get": lambda: client.get_rotation_override(RotationId=gone, RotationOverrideId=UNKNOWN),
        "delete": lambda: client.delete_rotation_override(RotationId=gone, RotationOverrideId=UNKNOWN),
        "list": lambda: client.list_rotation_overrides(RotationId=gone, StartTime=NOW, EndTime=NOW),
    }
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        calls[operation]()
    assert caught.value.response["ResourceType"] == "ROTATION"


@pytest.mark.parametrize("operation", ["get_rotation_override", "delete_rotation_override"])
def test_an_override_of_another_rotation_is_not_found(standing: Emulator, operation: str) -> None:
    client, arn, other = standing.client(), create_rotation(standing), create_rotation(standing)
    override = client.create_rotation_override(**given(standing, other, HOUR, HOUR, "bob"))["RotationOverrideId"]
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        getattr(client, operation)(RotationId=arn, RotationOverrideId=override)
    assert caught.value.response["ResourceId"] == override
