from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from emulating import SetClock, running
from tocsin.emulator import Choices, State

if TYPE_CHECKING:
    from emulating import Emulator

UNKNOWN = "arn:aws:ssm-contacts:us-east-2:111122223333:contact-channel/akuam/fc7405c4-46b2-48b7-87b2-93e2f225b90d"


def create(emulator: Emulator, **changes: Any) -> str:
    given = {
        "ContactId": emulator.arn("bob"),
        "Name": "phone",
        "Type": "SMS",
        "DeliveryAddress": {"SimpleAddress": "+12065550102"},
        **changes,
    }
    return str(emulator.client().create_contact_channel(**given)["ContactChannelArn"])


def code_of(emulator: Emulator) -> str:
    return str(emulator.inbox()[-1]["content"]).strip(".").rpartition(" ")[2]


def status(emulator: Emulator, channel: str) -> str:
    return str(emulator.client().get_contact_channel(ContactChannelId=channel)["ActivationStatus"])


def test_create_and_get(emulator: Emulator) -> None:
    arn = create(emulator)
    assert arn.startswith("arn:aws:ssm-contacts:us-east-2:111122223333:contact-channel/bob/")
    answer = emulator.client().get_contact_channel(ContactChannelId=arn)
    del answer["ResponseMetadata"]
    assert answer == {
        "ContactArn": emulator.arn("bob"),
        "ContactChannelArn": arn,
        "Name": "phone",
        "Type": "SMS",
        "DeliveryAddress": {"SimpleAddress": "+12065550102"},
        "ActivationStatus": "NOT_ACTIVATED",
    }


def test_the_code_of_six_digits_from_the_inbox_activates(emulator: Emulator) -> None:
    channel, client = create(emulator), emulator.client()
    (message,) = emulator.inbox()
    assert (message["contact"], message["channel"], message["type"]) == ("bob", "phone", "sms")
    assert (message["address"], message["engagement"]) == ("+12065550102", None)
    code = code_of(emulator)
    assert len(code) == 6
    assert code.isdecimal()
    for _ in range(2):  # a retried call is harmless
        client.activate_contact_channel(ContactChannelId=channel, ActivationCode=code)
    assert status(emulator, channel) == "ACTIVATED"


def test_a_wrong_code_does_not_activate(emulator: Emulator) -> None:
    channel, client = create(emulator), emulator.client()
    wrong = f"{(int(code_of(emulator)) + 1) % 10**6:06}"
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.activate_contact_channel(ContactChannelId=channel, ActivationCode=wrong)
    assert [field["Name"] for field in caught.value.response["Fields"]] == ["ActivationCode"]
    assert status(emulator, channel) == "NOT_ACTIVATED"


def test_a_deferred_channel_has_no_code_until_one_is_sent_and_the_newest_is_good(emulator: Emulator) -> None:
    channel, client = create(emulator, DeferActivation=True), emulator.client()
    assert emulator.inbox() == []
    client.send_activation_code(ContactChannelId=channel)
    old = code_of(emulator)
    while code_of(emulator) == old:  # one in a million
        client.send_activation_code(ContactChannelId=channel)
    with pytest.raises(client.exceptions.ValidationException):
        client.activate_contact_channel(ContactChannelId=channel, ActivationCode=old)
    client.activate_contact_channel(ContactChannelId=channel, ActivationCode=code_of(emulator))


def test_a_deactivated_channel_is_not_engaged_and_needs_a_new_code(emulator: Emulator) -> None:
    client = emulator.client()
    (channel,) = client.list_contact_channels(ContactId=emulator.arn("bob"))["ContactChannels"]
    arn = channel["ContactChannelArn"]
    client.send_activation_code(ContactChannelId=arn)
    client.deactivate_contact_channel(ContactChannelId=arn)
    client.start_engagement(ContactId=emulator.arn("bob"), Sender="s", Subject="s", Content="c")
    assert [message for message in emulator.inbox() if message["engagement"]] == []
    with pytest.raises(client.exceptions.ValidationException):
        client.activate_contact_channel(ContactChannelId=arn, ActivationCode=code_of(emulator))


def test_a_deleted_channel_is_passed_over(emulator: Emulator) -> None:
    client = emulator.client()
    for channel in client.list_contact_channels(ContactId=emulator.arn("akuam"))["ContactChannels"]:
        if channel["Type"] == "SMS":
            client.delete_contact_channel(ContactChannelId=channel["ContactChannelArn"])
    client.start_engagement(ContactId=emulator.arn("akuam"), Sender="s", Subject="s", Content="c")
    assert [message["channel"] for message in emulator.inbox()] == ["mail"]


def test_update_renames_in_place_and_a_new_address_deactivates(emulator: Emulator) -> None:
    client = emulator.client()
    (channel,) = client.list_contact_channels(ContactId=emulator.arn("bob"))["ContactChannels"]
    arn = channel["ContactChannelArn"]
    client.update_contact_channel(ContactChannelId=arn, Name="home")
    assert status(emulator, arn) == "ACTIVATED"
    client.update_contact_channel(ContactChannelId=arn, DeliveryAddress={"SimpleAddress": "+12065550109"})
    (updated,) = client.list_contact_channels(ContactId=emulator.arn("bob"))["ContactChannels"]
    assert updated == {
        **channel,
        "Name": "home",
        "DeliveryAddress": {"SimpleAddress": "+12065550109"},
        "ActivationStatus": "NOT_ACTIVATED",
    }


def test_a_new_address_keeps_the_channel_active_by_choice() -> None:
    with running(state=State(choices=Choices(address_change_deactivates=False))) as emulator:
        client = emulator.client()
        (channel,) = client.list_contact_channels(ContactId=emulator.arn("bob"))["ContactChannels"]
        arn = channel["ContactChannelArn"]
        client.update_contact_channel(ContactChannelId=arn, DeliveryAddress={"SimpleAddress": "+12065550109"})
        assert status(emulator, arn) == "ACTIVATED"


@pytest.mark.parametrize(
    ("kind", "address"),
    [("SMS", "2065550100"), ("SMS", "a@example.com"), ("VOICE", "+1206555O100"), ("EMAIL", "+12065550100")],
)
def test_an_address_of_another_form_is_refused(emulator: Emulator, kind: str, address: str) -> None:
    client = emulator.client()
    with pytest.raises(client.exceptions.ValidationException) as caught:
        create(emulator, Type=kind, DeliveryAddress={"SimpleAddress": address})
    assert [field["Name"] for field in caught.value.response["Fields"]] == ["DeliveryAddress.SimpleAddress"]


@pytest.mark.parametrize(
    ("choice", "second", "conflicts"),
    [
        ("address", {"Name": "other"}, True),
        ("address", {"DeliveryAddress": {"SimpleAddress": "+12065550103"}}, False),
        ("address", {"Name": "other", "Type": "VOICE"}, False),
        ("name", {"Name": "other"}, False),
        ("name", {"DeliveryAddress": {"SimpleAddress": "+12065550103"}}, True),
        ("never", {}, False),
    ],
)
def test_repeated_channels_conflict_by_choice(choice: Any, second: dict[str, Any], conflicts: bool) -> None:
    with running(state=State(choices=Choices(channel_conflict=choice))) as emulator:
        first, client = create(emulator), emulator.client()
        if not conflicts:
            assert create(emulator, **second) != first
            return
        with pytest.raises(client.exceptions.ConflictException) as caught:
            create(emulator, **second)
        assert caught.value.response["ResourceId"] == first


def test_create_again_with_the_same_token_is_the_same_channel(emulator: Emulator) -> None:
    assert create(emulator, IdempotencyToken="one") == create(emulator, IdempotencyToken="one")
    assert len(emulator.inbox()) == 1


@pytest.mark.parametrize("code", ["ValidationException", "ResourceNotFoundException"])
def test_a_channel_of_nobody_is_refused_by_choice(code: Any) -> None:
    with running(state=State(choices=Choices(channel_without_contact=code))) as emulator:
        client = emulator.client()
        with pytest.raises(client.exceptions.from_code(code)):
            create(emulator, ContactId=emulator.arn("nobody"))


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("get_contact_channel", {}),
        ("update_contact_channel", {"Name": "x"}),
        ("delete_contact_channel", {}),
        ("activate_contact_channel", {"ActivationCode": "123456"}),
        ("deactivate_contact_channel", {}),
        ("send_activation_code", {}),
    ],
)
def test_an_unknown_channel_is_not_found(emulator: Emulator, operation: str, more: dict[str, str]) -> None:
    client = emulator.client()
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        getattr(client, operation)(ContactChannelId=UNKNOWN, **more)
    assert caught.value.response["ResourceType"] == "CONTACT_CHANNEL"


def test_list_pages_and_knows_its_contact(emulator: Emulator) -> None:
    client = emulator.client()
    paginator = client.get_paginator("list_contact_channels")
    pages = paginator.paginate(ContactId=emulator.arn("akuam"), PaginationConfig={"PageSize": 2})
    names = [[channel["Name"] for channel in page["ContactChannels"]] for page in pages]
    assert names == [["mail", "phone"], ["call"]]
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.list_contact_channels(ContactId=emulator.arn("nobody"))


def test_a_code_gets_too_old_by_choice() -> None:
    clock = SetClock()
    with running(state=State(clock=clock, choices=Choices(code_lifetime=600))) as emulator:
        channel, client = create(emulator), emulator.client()
        clock.sleep(600)
        with pytest.raises(client.exceptions.ValidationException):
            client.activate_contact_channel(ContactChannelId=channel, ActivationCode=code_of(emulator))
        client.send_activation_code(ContactChannelId=channel)
        clock.sleep(599)
        client.activate_contact_channel(ContactChannelId=channel, ActivationCode=code_of(emulator))
