from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from emulating import running
from tocsin.emulator import Choices, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulating import Emulator


@pytest.fixture
def limited() -> Iterator[Emulator]:
    """With room for one more contact than there are."""
    with running(state=State(choices=Choices(quota=5, rotations_in_schedule=2))) as emulator:
        yield emulator


def create(emulator: Emulator, alias: str = "carol", **changes: Any) -> str:
    given = {"Alias": alias, "Type": "PERSONAL", "Plan": {"Stages": []}, **changes}
    return str(emulator.client().create_contact(**given)["ContactArn"])


def test_create_and_get(emulator: Emulator) -> None:
    arn = create(emulator, DisplayName="Carol Łuk")
    assert arn == emulator.arn("carol")
    answer = emulator.client().get_contact(ContactId=arn)
    del answer["ResponseMetadata"]
    assert answer == {
        "ContactArn": arn,
        "Alias": "carol",
        "DisplayName": "Carol Łuk",
        "Type": "PERSONAL",
        "Plan": {"Stages": []},
    }


def test_a_taken_alias_conflicts_whatever_the_type(emulator: Emulator) -> None:
    client = emulator.client()
    with pytest.raises(client.exceptions.ConflictException) as caught:
        create(emulator, "akuam", Type="ESCALATION")
    assert caught.value.response["ResourceId"] == emulator.arn("akuam")
    assert caught.value.response["ResourceType"] == "CONTACT"


def test_create_again_with_the_same_token_is_the_same_contact(emulator: Emulator) -> None:
    assert create(emulator, IdempotencyToken="one") == create(emulator, IdempotencyToken="one")


def test_a_quota_by_choice(limited: Emulator) -> None:
    client = limited.client()
    create(limited)
    with pytest.raises(client.exceptions.ServiceQuotaExceededException) as caught:
        create(limited, "dave")
    assert caught.value.response["QuotaCode"] == "contacts"


def test_a_schedule_has_room_for_so_many_rotations_by_choice(limited: Emulator) -> None:
    client, schedule = limited.client(), limited.arn("payments-oncall")
    rotations = client.get_contact(ContactId=schedule)["Plan"]["RotationIds"]
    client.update_contact(ContactId=schedule, Plan={"RotationIds": rotations * 2})
    for call in (
        lambda plan: client.update_contact(ContactId=schedule, Plan=plan),
        lambda plan: create(limited, Type="ONCALL_SCHEDULE", Plan=plan),
    ):
        with pytest.raises(client.exceptions.ServiceQuotaExceededException) as caught:
            call({"RotationIds": rotations * 3})
        assert caught.value.response["QuotaCode"] == "rotations-of-a-schedule"


def test_update_changes_only_what_is_given_and_replaces_the_plan_whole(emulator: Emulator) -> None:
    client, akuam = emulator.client(), emulator.arn("akuam")
    plan = client.get_contact(ContactId=akuam)["Plan"]
    client.update_contact(ContactId=akuam, DisplayName="Akua")
    assert client.get_contact(ContactId=akuam)["Plan"] == plan
    client.update_contact(ContactId=akuam, Plan={"Stages": plan["Stages"][:1]})
    answer = client.get_contact(ContactId=akuam)
    assert answer["DisplayName"] == "Akua"
    assert answer["Plan"] == {"Stages": plan["Stages"][:1]}


def test_delete_takes_the_channels_and_leaves_the_hole_in_plans(emulator: Emulator) -> None:
    client = emulator.client()
    carol = create(emulator)
    channel = client.create_contact_channel(
        ContactId=carol, Name="mail", Type="EMAIL", DeliveryAddress={"SimpleAddress": "carol@example.com"}
    )["ContactChannelArn"]
    target = {"ContactTargetInfo": {"ContactId": carol, "IsEssential": True}}
    plan = {"Stages": [{"DurationInMinutes": 5, "Targets": [target]}]}
    escalation = create(emulator, "escalation", Type="ESCALATION", Plan=plan)
    client.delete_contact(ContactId=carol)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_contact_channel(ContactChannelId=channel)
    assert client.get_contact(ContactId=escalation)["Plan"] == plan
    client.start_engagement(ContactId=escalation, Sender="s", Subject="s", Content="c")
    assert [message["content"] for message in emulator.inbox() if message["engagement"]] == []


def test_a_member_of_a_rotation_cannot_be_deleted(emulator: Emulator) -> None:
    client = emulator.client()
    with pytest.raises(client.exceptions.ConflictException) as caught:
        client.delete_contact(ContactId=emulator.arn("akuam"))
    (entity,) = caught.value.response["DependentEntities"]
    schedule = client.get_contact(ContactId=emulator.arn("payments-oncall"))
    assert entity["DependentResourceIds"] == schedule["Plan"]["RotationIds"]


@pytest.mark.parametrize("operation", ["get_contact", "update_contact", "delete_contact"])
def test_an_unknown_contact_is_not_found(emulator: Emulator, operation: str) -> None:
    client = emulator.client()
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        getattr(client, operation)(ContactId=emulator.arn("nobody"))


def test_list_by_prefix_and_type(emulator: Emulator) -> None:
    client = emulator.client()

    def aliases(**given: Any) -> list[str]:
        return [contact["Alias"] for contact in client.list_contacts(**given)["Contacts"]]

    assert aliases() == ["akuam", "bob", "payments-oncall", "example_escalation"]
    assert aliases(AliasPrefix="ak") == ["akuam"]
    assert aliases(AliasPrefix="_") == []
    assert aliases(Type="PERSONAL") == ["akuam", "bob"]
    assert aliases(Type="ESCALATION", AliasPrefix="ak") == []


def test_list_pages(emulator: Emulator) -> None:
    pages = emulator.client().get_paginator("list_contacts").paginate(Type="PERSONAL", PaginationConfig={"PageSize": 1})
    assert [[contact["Alias"] for contact in page["Contacts"]] for page in pages] == [["akuam"], ["bob"]]
