"""One whole life through boto3: people come, are activated, take turns, are paged, answer, and go.

The minutes below are worked out by hand from the plans; nothing here asks tocsin's own timeline.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from botocore.exceptions import ClientError

from emulating import PEOPLE, Emulator, running, virtual
from tocsin.choices import Choices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY: dict[str, Any] = {**PEOPLE, "contacts": [], "rotations": []}
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""A Monday, at the hour of the weekly hand-off."""

SECURE = {"Subject": "Checkout is slow", "Content": "p99 2.4 s, customer 4711"}
PUBLIC = {"PublicSubject": "checkout", "PublicContent": "see the dashboard"}
UNKNOWN = "69e40ce1-8dbb-4d57-8962-5fbe7fc53356"
WEEKLY = {
    "NumberOfOnCalls": 1,
    "RecurrenceMultiplier": 1,
    "WeeklySettings": [{"DayOfWeek": "MON", "HandOffTime": {"HourOfDay": 9, "MinuteOfHour": 0}}],
}


class Town(NamedTuple):
    """Who lives here, by ARN: Akua (SMS and e-mail) and Bob (voice) take turns; Carla (e-mail) is woken last."""

    akuam: str
    bob: str
    carla: str
    rotation: str
    schedule: str
    escalation: str


class Seen(NamedTuple):
    """A message: minutes since the start, and who got it how."""

    minute: float
    contact: str
    type: str


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running(NOBODY, virtual("2026-01-05T09:00:00Z", choices=Choices(page_size=3))) as emulator:
        yield emulator


@pytest.fixture
def client(emulator: Emulator) -> Any:
    return emulator.client()


@pytest.fixture
def town(emulator: Emulator, client: Any) -> Town:
    akuam, (phone, mail) = settle(emulator, client, "akuam", SMS="+12065550100", EMAIL="akuam@example.com")
    bob, (call,) = settle(emulator, client, "bob", VOICE="+12065550101")
    carla, (letters,) = settle(emulator, client, "carla", EMAIL="carla@example.com")
    plans = {
        akuam: [stage(3, channel(phone, 1)), stage(4, channel(mail, 0))],
        bob: [stage(5, channel(call, 2))],
        carla: [stage(5, channel(letters, 0))],
    }
    for contact, stages in plans.items():
        client.update_contact(ContactId=contact, Plan={"Stages": stages})
    rotation = client.create_rotation(
        Name="payments", ContactIds=[akuam, bob], StartTime=START, TimeZoneId="UTC", Recurrence=WEEKLY
    )["RotationArn"]
    schedule = client.create_contact(Alias="payments", Type="ONCALL_SCHEDULE", Plan={"RotationIds": [rotation]})
    stages = [stage(10, contact_target(schedule["ContactArn"])), stage(5, contact_target(carla, essential=False))]
    escalation = client.create_contact(Alias="checkout", Type="ESCALATION", Plan={"Stages": stages})
    return Town(akuam, bob, carla, rotation, schedule["ContactArn"], escalation["ContactArn"])


def settle(emulator: Emulator, client: Any, alias: str, **addresses: str) -> tuple[str, list[str]]:
    """A person with channels, each activated by the code that arrived there; their ARNs."""
    contact = client.create_contact(Alias=alias, Type="PERSONAL", Plan={"Stages": []})["ContactArn"]
    channels = []
    for kind, address in addresses.items():
        made = client.create_contact_channel(
            ContactId=contact, Name=kind.lower(), Type=kind, DeliveryAddress={"SimpleAddress": address}
        )["ContactChannelArn"]
        message = emulator.inbox()[-1]
        assert (message["address"], message["engagement"]) == (address, None)
        client.activate_contact_channel(ContactChannelId=made, ActivationCode=message["code"])
        channels.append(made)
    return contact, channels


def stage(minutes: int, *targets: dict[str, Any]) -> dict[str, Any]:
    return {"DurationInMinutes": minutes, "Targets": list(targets)}


def channel(arn: str, retry: int) -> dict[str, Any]:
    return {"ChannelTargetInfo": {"ContactChannelId": arn, "RetryIntervalInMinutes": retry}}


def contact_target(arn: str, *, essential: bool = True) -> dict[str, Any]:
    return {"ContactTargetInfo": {"ContactId": arn, "IsEssential": essential}}


def engage(client: Any, contact: str, **more: str) -> str:
    arn: str = client.start_engagement(ContactId=contact, Sender="tocsin", **{**SECURE, **PUBLIC, **more})[
        "EngagementArn"
    ]
    return arn


def pages_of(emulator: Emulator, engagement: str) -> list[dict[str, Any]]:
    """The engagement's messages so far, in the order of time."""
    return [message for message in emulator.inbox() if message["engagement"] == engagement]


def seen(emulator: Emulator, engagement: str, since: datetime = START) -> list[Seen]:
    return [
        Seen(
            (datetime.fromisoformat(message["time"]) - since) / timedelta(minutes=1),
            message["contact"],
            message["type"],
        )
        for message in pages_of(emulator, engagement)
    ]


def accept(client: Any, message: dict[str, Any]) -> None:
    client.accept_page(PageId=message["page"], AcceptType="READ", AcceptCode=message["code"])


def refused(call: Callable[..., Any], **given: Any) -> dict[str, Any]:
    """The error that the service answers with; whole."""
    with pytest.raises(ClientError) as caught:
        call(**given)
    answer: dict[str, Any] = caught.value.response
    return answer


def test_unanswered_it_goes_from_retry_to_channel_to_escalation(emulator: Emulator, client: Any, town: Town) -> None:
    arn = engage(client, town.escalation)
    assert seen(emulator, arn) == [(0, "akuam", "sms")]

    emulator.advance("60m")

    assert seen(emulator, arn) == [
        (0, "akuam", "sms"), (1, "akuam", "sms"), (2, "akuam", "sms"), (3, "akuam", "email"), (10, "carla", "email"),
    ]  # fmt: skip
    found = client.describe_engagement(EngagementId=arn)
    assert (found["StartTime"], found["StopTime"]) == (START, START + timedelta(minutes=15))


def test_sms_holds_the_public_text_only(emulator: Emulator, client: Any, town: Town) -> None:
    arn = engage(client, town.escalation)
    emulator.advance("3m")

    texts = {message["type"]: (message["subject"], message["content"]) for message in pages_of(emulator, arn)}

    assert texts == {"sms": tuple(PUBLIC.values()), "email": tuple(SECURE.values())}


def test_the_same_token_twice_is_one_engagement(emulator: Emulator, client: Any, town: Town) -> None:
    first = engage(client, town.escalation, IdempotencyToken="firing-1")
    emulator.advance("30s")
    second = engage(client, town.escalation, IdempotencyToken="firing-1")

    assert first == second
    assert len(pages_of(emulator, first)) == 1
    assert len(client.list_engagements()["Engagements"]) == 1


def test_an_answer_by_code_ends_the_calling_and_leaves_its_receipts(
    emulator: Emulator, client: Any, town: Town
) -> None:
    arn = engage(client, town.escalation)
    emulator.advance("90s")
    message = pages_of(emulator, arn)[-1]

    wrong = "000000" if message["code"] != "000000" else "111111"
    error = refused(client.accept_page, PageId=message["page"], AcceptType="READ", AcceptCode=wrong)
    assert error["Error"]["Code"] == "ValidationException"
    accept(client, message)
    emulator.advance("60m")

    assert seen(emulator, arn) == [(0, "akuam", "sms"), (1, "akuam", "sms")]
    answered = START + timedelta(seconds=90)
    (page,) = client.list_pages_by_engagement(EngagementId=arn)["Pages"]
    assert (page["SentTime"], page["ReadTime"]) == (START + timedelta(minutes=1), answered)
    receipts = list(client.get_paginator("list_page_receipts").paginate(PageId=page["PageArn"]).search("Receipts"))
    assert [(receipt["ReceiptType"], receipt["ReceiptTime"]) for receipt in receipts] == [
        ("DELIVERED", answered), ("READ", answered), ("SENT", START), ("SENT", START + timedelta(minutes=1)),
    ]  # fmt: skip
    assert client.describe_engagement(EngagementId=arn)["StopTime"] == answered


def test_a_page_knows_the_way_on_which_it_came(emulator: Emulator, client: Any, town: Town) -> None:
    arn = engage(client, town.escalation)
    emulator.advance("10m")
    first, *_, last = pages_of(emulator, arn)

    assert client.list_page_resolutions(PageId=first["page"])["PageResolutions"] == [
        {"ContactArn": town.escalation, "Type": "ESCALATION", "StageIndex": 0},
        {"ContactArn": town.schedule, "Type": "ONCALL_SCHEDULE"},
        {"ContactArn": town.akuam, "Type": "PERSONAL"},
    ]
    assert client.list_page_resolutions(PageId=last["page"])["PageResolutions"] == [
        {"ContactArn": town.escalation, "Type": "ESCALATION", "StageIndex": 1},
        {"ContactArn": town.carla, "Type": "PERSONAL"},
    ]


def test_a_week_later_the_next_in_the_rotation_is_woken(emulator: Emulator, client: Any, town: Town) -> None:
    week = START + timedelta(days=7)
    emulator.http("POST", "clock", {"set": week.isoformat()})

    arn = engage(client, town.schedule)
    emulator.advance("5m")

    assert seen(emulator, arn, week) == [(0, "bob", "voice"), (2, "bob", "voice"), (4, "bob", "voice")]
    spoken = client.list_rotation_shifts(RotationId=town.rotation, EndTime=week + timedelta(days=7))["RotationShifts"]
    assert [(shift["ContactIds"], shift["StartTime"]) for shift in spoken] == [([town.bob], week)]


def test_an_override_puts_somebody_else_on_call(emulator: Emulator, client: Any, town: Town) -> None:
    client.create_rotation_override(
        RotationId=town.rotation, NewContactIds=[town.bob], StartTime=START, EndTime=START + timedelta(hours=1)
    )

    arn = engage(client, town.schedule)

    assert seen(emulator, arn) == [(0, "bob", "voice")]


def test_stopped_nobody_further_is_called_and_what_was_sent_can_be_answered(
    emulator: Emulator, client: Any, town: Town
) -> None:
    arn = engage(client, town.escalation)
    emulator.advance("30s")
    client.stop_engagement(EngagementId=arn, Reason="false alarm")
    emulator.advance("60m")

    (message,) = pages_of(emulator, arn)
    assert client.describe_engagement(EngagementId=arn)["StopTime"] == START + timedelta(seconds=30)
    accept(client, message)
    receipts = list(client.get_paginator("list_page_receipts").paginate(PageId=message["page"]).search("Receipts"))
    assert [receipt["ReceiptType"] for receipt in receipts] == ["DELIVERED", "READ", "SENT", "STOP"]


def test_the_answer_of_somebody_who_is_not_essential_stops_no_stage(
    emulator: Emulator, client: Any, town: Town
) -> None:
    stages = [stage(5, contact_target(town.bob, essential=False)), stage(5, contact_target(town.carla))]
    client.update_contact(ContactId=town.escalation, Plan={"Stages": stages})

    arn = engage(client, town.escalation)
    accept(client, pages_of(emulator, arn)[0])
    emulator.advance("60m")

    assert seen(emulator, arn) == [(0, "bob", "voice"), (5, "carla", "email")]


def test_lists_are_walked_page_by_page(emulator: Emulator, client: Any, town: Town) -> None:
    """The emulator answers three at a time here; botocore's paginators must come to the same as one long answer."""
    started = [engage(client, town.carla) for _ in range(7)]

    walked = client.get_paginator("list_engagements").paginate()
    assert [each["EngagementArn"] for each in walked.search("Engagements")] == started
    pages = client.get_paginator("list_pages_by_contact").paginate(ContactId=town.carla)
    assert len(list(pages.search("Pages"))) == 7
    shifts = client.get_paginator("list_rotation_shifts").paginate(
        RotationId=town.rotation, StartTime=START, EndTime=START + timedelta(weeks=10)
    )
    assert [shift["ContactIds"][0] for shift in shifts.search("RotationShifts")] == [town.akuam, town.bob] * 5


def test_who_is_needed_cannot_be_deleted(client: Any, town: Town) -> None:
    error = refused(client.delete_contact, ContactId=town.akuam)

    assert error["Error"]["Code"] == "ConflictException"
    assert town.rotation in error["DependentEntities"][0]["DependentResourceIds"]


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("get_contact", {"ContactId": "contact/nobody"}),
        ("start_engagement", {"ContactId": "contact/nobody", "Sender": "x", **SECURE}),
        ("describe_engagement", {"EngagementId": f"engagement/akuam/{UNKNOWN}"}),
        ("describe_page", {"PageId": f"page/akuam/{UNKNOWN}"}),
        ("get_rotation", {"RotationId": f"rotation/{UNKNOWN}"}),
        ("get_contact_channel", {"ContactChannelId": f"contact-channel/akuam/{UNKNOWN}"}),
    ],
)
def test_what_does_not_exist_is_a_resource_not_found(client: Any, operation: str, given: dict[str, str]) -> None:
    """ARNs are written without their start."""
    home = "arn:aws:ssm-contacts:us-east-2:111122223333"
    given = {name: f"{home}:{value}" if name.endswith("Id") else value for name, value in given.items()}

    error = refused(getattr(client, operation), **given)

    assert error["Error"]["Code"] == "ResourceNotFoundException"
    assert error["ResourceId"] in given.values()
    assert error["ResourceType"]


def test_an_activation_code_that_was_not_sent_activates_nothing(emulator: Emulator, client: Any) -> None:
    contact = client.create_contact(Alias="dora", Type="PERSONAL", Plan={"Stages": []})["ContactArn"]
    made = client.create_contact_channel(
        ContactId=contact, Name="phone", Type="SMS", DeliveryAddress={"SimpleAddress": "+12065550103"}
    )["ContactChannelArn"]
    sent = emulator.inbox()[-1]["code"]

    wrong = "000000" if sent != "000000" else "111111"
    error = refused(client.activate_contact_channel, ContactChannelId=made, ActivationCode=wrong)

    assert error["Error"]["Code"] == "ValidationException"
    assert client.get_contact_channel(ContactChannelId=made)["ActivationStatus"] == "NOT_ACTIVATED"


def test_somebody_without_an_active_channel_is_not_reached(emulator: Emulator, client: Any, town: Town) -> None:
    (listed,) = client.list_contact_channels(ContactId=town.carla)["ContactChannels"]
    client.deactivate_contact_channel(ContactChannelId=listed["ContactChannelArn"])

    arn = engage(client, town.carla)
    emulator.advance("60m")

    assert pages_of(emulator, arn) == []
    (page,) = client.list_pages_by_engagement(EngagementId=arn)["Pages"]
    receipts = client.list_page_receipts(PageId=page["PageArn"])["Receipts"]
    assert {receipt["ReceiptType"] for receipt in receipts} == {"ERROR"}
