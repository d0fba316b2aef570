"""The calls that the resources of Terraform's and Pulumi's provider `aws` make, in their order, sent by boto3.

Neither provider runs here. What each resource calls was read in the provider's source (internal/service/ssmcontacts); a
value that does not come back as it was written would show there as a difference for ever.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from emulating import PEOPLE, Emulator, running, virtual

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY: dict[str, Any] = {**PEOPLE, "contacts": [], "rotations": []}
NINE = {"HourOfDay": 9, "MinuteOfHour": 0}
RECURRENCE: dict[str, Any] = {
    "NumberOfOnCalls": 1,
    "RecurrenceMultiplier": 1,
    "DailySettings": [NINE],
    "ShiftCoverages": {"MON": [{"Start": NINE, "End": {"HourOfDay": 17, "MinuteOfHour": 30}}]},
}


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running(NOBODY, virtual("2026-01-01T00:00:00Z")) as emulator:
        yield emulator


@pytest.fixture
def client(emulator: Emulator) -> Any:
    return emulator.client()


def contact(client: Any, alias: str, kind: str = "PERSONAL", **more: Any) -> str:
    """Create of a contact: always with an empty plan, and an empty name where none is configured."""
    given = {"DisplayName": "", "Plan": {"Stages": []}, **more}
    arn: str = client.create_contact(Alias=alias, Type=kind, **given)["ContactArn"]
    return arn


def tags(client: Any, arn: str) -> dict[str, str]:
    listed = client.list_tags_for_resource(ResourceARN=arn)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in listed}


def test_a_contact_comes_back_as_written_and_goes(client: Any) -> None:
    arn = contact(client, "akuam", Tags=[{"Key": "team", "Value": "payments"}])
    read = client.get_contact(ContactId=arn)
    assert (read["DisplayName"], read["Plan"].get("Stages", [])) == ("", [])
    assert tags(client, arn) == {"team": "payments"}

    client.update_contact(ContactId=arn, DisplayName="Akua Mansa")
    client.untag_resource(ResourceARN=arn, TagKeys=["team"])
    client.tag_resource(ResourceARN=arn, Tags=[{"Key": "tier", "Value": "1"}])
    assert client.get_contact(ContactId=arn)["DisplayName"] == "Akua Mansa"
    assert tags(client, arn) == {"tier": "1"}

    client.delete_contact(ContactId=arn)
    for read_again in (client.get_contact, client.delete_contact):
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            read_again(ContactId=arn)


def test_a_channel_is_made_without_a_code_and_activated_by_a_person(emulator: Emulator, client: Any) -> None:
    address = {"SimpleAddress": "+12065550100"}
    arn = client.create_contact_channel(
        ContactId=contact(client, "akuam"), Name="phone", Type="SMS", DeliveryAddress=address, DeferActivation=True
    )["ContactChannelArn"]
    assert emulator.inbox() == []
    read = client.get_contact_channel(ContactChannelId=arn)
    assert (read["ActivationStatus"], read["DeliveryAddress"]) == ("NOT_ACTIVATED", address)

    client.send_activation_code(ContactChannelId=arn)
    client.activate_contact_channel(ContactChannelId=arn, ActivationCode=emulator.inbox()[-1]["code"])
    client.update_contact_channel(ContactChannelId=arn, Name="new name")
    read = client.get_contact_channel(ContactChannelId=arn)
    assert (read["Name"], read["ActivationStatus"]) == ("new name", "ACTIVATED")

    client.delete_contact_channel(ContactChannelId=arn)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_contact_channel(ContactChannelId=arn)


def test_a_plan_is_an_update_of_its_contact_and_its_end_an_empty_one(client: Any) -> None:
    person, escalation = contact(client, "akuam"), contact(client, "checkout", "ESCALATION")
    target = {"ContactTargetInfo": {"ContactId": person, "IsEssential": True}}
    plan = {"Stages": [{"DurationInMinutes": 5, "Targets": [target]}, {"DurationInMinutes": 1, "Targets": []}]}

    client.update_contact(ContactId=escalation, Plan=plan)
    assert client.get_contact(ContactId=escalation)["Plan"] == plan
    client.update_contact(ContactId=escalation, DisplayName="Checkout")
    assert client.get_contact(ContactId=escalation)["Plan"] == plan, "an update without a plan keeps it"

    client.update_contact(ContactId=escalation, Plan={"Stages": []})
    assert client.get_contact(ContactId=escalation)["Plan"].get("Stages", []) == []


def test_a_rotation_comes_back_as_written_and_moves(client: Any) -> None:
    people = [contact(client, alias) for alias in ("bob", "akuam")]
    start = datetime(2026, 2, 1, 9, tzinfo=UTC)
    arn = client.create_rotation(
        IdempotencyToken="terraform-20260101000000000000000001", Name="payments", ContactIds=people, StartTime=start,
        TimeZoneId="Australia/Sydney", Recurrence=RECURRENCE, Tags=[{"Key": "team", "Value": "payments"}],
    )["RotationArn"]  # fmt: skip
    read = client.get_rotation(RotationId=arn)
    assert (read["ContactIds"], read["StartTime"], read["Recurrence"]) == (people, start, RECURRENCE)
    assert tags(client, arn) == {"team": "payments"}

    moved = {**RECURRENCE, "RecurrenceMultiplier": 2}
    client.update_rotation(
        RotationId=arn, ContactIds=people[::-1], StartTime=start.replace(month=3), TimeZoneId="UTC", Recurrence=moved
    )
    read = client.get_rotation(RotationId=arn)
    assert (read["ContactIds"], read["Recurrence"], read["TimeZoneId"]) == (people[::-1], moved, "UTC")

    client.delete_rotation(RotationId=arn)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_rotation(RotationId=arn)


def test_empty_lists_are_as_good_as_none(client: Any) -> None:
    """SDKs in Go may send a list that is not configured as an empty one."""
    people = [contact(client, "akuam")]
    given = {**RECURRENCE, "WeeklySettings": [], "MonthlySettings": []}

    client.create_rotation(Name="payments", ContactIds=people, TimeZoneId="UTC", Recurrence=given)


def test_a_schedule_is_linked_to_its_rotations_beside_the_provider(client: Any) -> None:
    person, schedule = contact(client, "akuam"), contact(client, "payments", "ONCALL_SCHEDULE")
    rotation = client.create_rotation(Name="payments", ContactIds=[person], TimeZoneId="UTC", Recurrence=RECURRENCE)

    client.update_contact(ContactId=schedule, Plan={"RotationIds": [rotation["RotationArn"]]})

    assert client.get_contact(ContactId=schedule)["Plan"]["RotationIds"] == [rotation["RotationArn"]]
