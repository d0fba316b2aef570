"""Every operation of the service through the AWS CLI: its parser, its botocore, its output and exit codes."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from botocore import xform_name
from botocore.session import get_session

from aws_cli import AwsCli, aws_cli, aws_executable, environment
from emulating import PEOPLE, Emulator, running, virtual

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["aws_executable"]

pytestmark = pytest.mark.slow

NOBODY: dict[str, Any] = {**PEOPLE, "contacts": [], "rotations": []}
HOME = "arn:aws:ssm-contacts:us-east-2:111122223333"
MONDAY_NINE = "2026-01-05T09:00:00Z"
WEEKLY = {
    "NumberOfOnCalls": 1,
    "RecurrenceMultiplier": 1,
    "WeeklySettings": [{"DayOfWeek": "MON", "HandOffTime": {"HourOfDay": 9, "MinuteOfHour": 0}}],
}
TEXTS = {
    "sender": "tocsin", "subject": "Checkout is slow", "content": "p99 2.4 s, customer 4711",
    "public_subject": "checkout", "public_content": "look at the dashboard",
}  # fmt: skip


class People(NamedTuple):
    """ARNs of two people who have a phone each, and of the escalation to them."""

    akuam: str
    phone: str
    bob: str
    call: str
    escalation: str


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """An emulator without people, on the evening of 2026-01-01."""
    with running(NOBODY, virtual("2026-01-01T18:00:00Z")) as emulator:
        yield emulator


@pytest.fixture
def aws(aws_executable: Path, emulator: Emulator) -> Iterator[AwsCli]:
    with aws_cli(aws_executable, emulator) as aws:
        yield aws


def test_a_whole_life_takes_every_operation_of_the_service(aws: AwsCli, emulator: Emulator) -> None:
    people = make_people(aws, emulator)
    tag_and_share(aws, people)
    page_and_answer(aws, emulator, people)
    rotation = take_turns(aws, people)
    override_a_turn(aws, people, rotation)
    take_down(aws, people, rotation)

    model = get_session().get_service_model("ssm-contacts")
    assert aws.called == {xform_name(operation, "-") for operation in model.operation_names}
    assert len(aws.called) == 39


def make_people(aws: AwsCli, emulator: Emulator) -> People:
    """Contacts, channels, codes, plans."""
    akuam = aws("create-contact", alias="akuam", type="PERSONAL", display_name="Akua", plan="Stages=[]")["ContactArn"]
    bob = aws("create-contact", alias="bob", type="PERSONAL", plan={"Stages": []})["ContactArn"]
    assert (akuam, bob) == (f"{HOME}:contact/akuam", f"{HOME}:contact/bob")
    phone = make_channel(aws, akuam, "phone", "SMS", "+12065550100")
    activate(aws, emulator, phone)
    call = make_channel(aws, bob, "call", "VOICE", "+12065550101", "--defer-activation")
    assert [message["contact"] for message in emulator.inbox()] == ["akuam"], "a deferred activation sends no code"
    aws("send-activation-code", contact_channel_id=call)
    activate(aws, emulator, call)

    plan = {"Stages": [stage(5, ChannelTargetInfo={"ContactChannelId": phone, "RetryIntervalInMinutes": 1})]}
    assert aws("update-contact", contact_id=akuam, display_name="Akua Mansa", plan=plan) == {}
    assert aws("get-contact", contact_id=akuam) == {
        "ContactArn": akuam, "Alias": "akuam", "DisplayName": "Akua Mansa", "Type": "PERSONAL", "Plan": plan,
    }  # fmt: skip
    plan = {"Stages": [stage(5, ChannelTargetInfo={"ContactChannelId": call})]}
    aws("update-contact", contact_id=bob, plan=plan)
    stages = [stage(5, ContactTargetInfo={"ContactId": each, "IsEssential": True}) for each in (akuam, bob)]
    escalation = aws("create-contact", alias="checkout", type="ESCALATION", plan={"Stages": stages})["ContactArn"]

    assert [each["Alias"] for each in aws("list-contacts")["Contacts"]] == ["akuam", "bob", "checkout"]
    assert [each["Alias"] for each in aws("list-contacts", alias_prefix="a")["Contacts"]] == ["akuam"]
    assert [each["Alias"] for each in aws("list-contacts", type="ESCALATION")["Contacts"]] == ["checkout"]
    return People(akuam, phone, bob, call, escalation)


def make_channel(aws: AwsCli, contact: str, name: str, kind: str, address: str, *more: str) -> str:
    """A channel that is not active yet; its ARN."""
    address_option = {"delivery_address": f"SimpleAddress={address}"}
    arn: str = aws("create-contact-channel", *more, contact_id=contact, name=name, type=kind, **address_option)[
        "ContactChannelArn"
    ]
    (listed,) = aws("list-contact-channels", contact_id=contact)["ContactChannels"]
    assert listed == {
        "ContactChannelArn": arn, "ContactArn": contact, "Name": name, "Type": kind,
        "DeliveryAddress": {"SimpleAddress": address}, "ActivationStatus": "NOT_ACTIVATED",
    }  # fmt: skip
    return arn


def activate(aws: AwsCli, emulator: Emulator, channel: str) -> None:
    """Type the code that came with the latest message."""
    code = emulator.inbox()[-1]["code"]
    assert aws("activate-contact-channel", contact_channel_id=channel, activation_code=code) == {}
    assert aws("get-contact-channel", contact_channel_id=channel)["ActivationStatus"] == "ACTIVATED"


def stage(minutes: int, **target: Any) -> dict[str, Any]:
    return {"DurationInMinutes": minutes, "Targets": [target]}


def tag_and_share(aws: AwsCli, people: People) -> None:
    """Tags come and go; another account may page a contact."""
    aws("tag-resource", resource_arn=people.akuam, tags=("Key=team,Value=payments", "Key=tier,Value=1"))
    aws("untag-resource", resource_arn=people.akuam, tag_keys="tier")
    assert aws("list-tags-for-resource", resource_arn=people.akuam)["Tags"] == [{"Key": "team", "Value": "payments"}]

    allowed = {
        "Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Resource": [people.akuam],
        "Action": ["ssm-contacts:GetContact", "ssm-contacts:StartEngagement"],
    }  # fmt: skip
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    aws("put-contact-policy", contact_arn=people.akuam, policy=policy)
    assert aws("get-contact-policy", contact_arn=people.akuam) == {"ContactArn": people.akuam, "Policy": policy}


def page_and_answer(aws: AwsCli, emulator: Emulator, people: People) -> None:
    """An engagement that is answered, and one that is stopped."""
    arn = aws("start-engagement", contact_id=people.escalation, idempotency_token="t-1", **TEXTS)["EngagementArn"]
    again = aws("start-engagement", contact_id=people.escalation, idempotency_token="t-1", **TEXTS)["EngagementArn"]
    assert arn == again
    emulator.advance("61s")
    sent = [message for message in emulator.inbox() if message["engagement"]]
    assert [message["time"] for message in sent] == ["2026-01-01T18:00:00.000Z", "2026-01-01T18:01:00.000Z"]
    assert {(message["subject"], message["content"]) for message in sent} == {("checkout", "look at the dashboard")}

    (page,) = aws("list-pages-by-engagement", engagement_id=arn)["Pages"]
    assert aws("list-pages-by-contact", contact_id=people.akuam)["Pages"] == [page]
    assert aws("list-page-resolutions", page_id=page["PageArn"])["PageResolutions"] == [
        {"ContactArn": people.escalation, "Type": "ESCALATION", "StageIndex": 0},
        {"ContactArn": people.akuam, "Type": "PERSONAL"},
    ]
    code = sent[-1]["code"]
    assert aws("accept-page", page_id=page["PageArn"], accept_type="READ", accept_code=code) == {}
    described = aws("describe-page", page_id=page["PageArn"])
    assert described["Content"] == TEXTS["content"]
    assert described["ReadTime"] == seconds("2026-01-01T18:01:01Z")
    receipts = aws("list-page-receipts", page_id=page["PageArn"])["Receipts"]
    assert [receipt["ReceiptType"] for receipt in receipts] == ["DELIVERED", "READ", "SENT", "SENT"]
    assert {receipt["ContactChannelArn"] for receipt in receipts} == {people.phone}
    emulator.advance("30m")
    assert emulator.inbox()[-1] == sent[-1], "the escalation has stopped"

    second = aws("start-engagement", contact_id=people.bob, **TEXTS)["EngagementArn"]
    assert aws("stop-engagement", engagement_id=second, reason="false alarm") == {}
    assert "StopTime" in aws("describe-engagement", engagement_id=second)
    both = aws("list-engagements")["Engagements"]
    assert {engagement["EngagementArn"] for engagement in both} == {arn, second}
    late = aws("list-engagements", time_range_value="StartTime=2026-01-01T18:30:00Z")["Engagements"]
    assert [engagement["EngagementArn"] for engagement in late] == [second]


def take_turns(aws: AwsCli, people: People) -> str:
    """A rotation of both, its shifts and those of one that nobody made; its ARN."""
    arn: str = aws(
        "create-rotation", name="payments", contact_ids=(people.akuam, people.bob), time_zone_id="Europe/Berlin",
        start_time="2026-01-05T08:00:00Z", recurrence=WEEKLY, tags="Key=team,Value=payments",
    )["RotationArn"]  # fmt: skip
    assert aws("get-rotation", rotation_id=arn) == {
        "RotationArn": arn, "Name": "payments", "ContactIds": [people.akuam, people.bob],
        "StartTime": seconds("2026-01-05T08:00:00Z"), "TimeZoneId": "Europe/Berlin", "Recurrence": WEEKLY,
    }  # fmt: skip
    span = {"start_time": "2026-01-05T08:00:00Z", "end_time": "2026-01-19T08:00:00Z"}
    assert shifts(aws("list-rotation-shifts", rotation_id=arn, **span)) == [
        ([people.akuam], "2026-01-05T08:00:00Z", "REGULAR"), ([people.bob], "2026-01-12T08:00:00Z", "REGULAR"),
    ]  # fmt: skip

    schedule = aws("create-contact", alias="payments", type="ONCALL_SCHEDULE", plan=f"RotationIds={arn}")["ContactArn"]
    assert aws("get-contact", contact_id=schedule)["Plan"]["RotationIds"] == [arn]

    aws("update-rotation", rotation_id=arn, recurrence=WEEKLY, time_zone_id="UTC", start_time=MONDAY_NINE)
    (listed,) = aws("list-rotations", rotation_name_prefix="pay")["Rotations"]
    assert (listed["RotationArn"], listed["TimeZoneId"]) == (arn, "UTC")
    preview = aws(
        "list-preview-rotation-shifts", rotation_start_time=MONDAY_NINE, start_time=MONDAY_NINE,
        end_time="2026-01-19T09:00:00Z", members=("anna", "ben"), time_zone_id="UTC", recurrence=WEEKLY,
        overrides="NewMembers=carl,StartTime=2026-01-12T09:00:00Z,EndTime=2026-01-19T09:00:00Z",
    )  # fmt: skip
    assert shifts(preview) == [
        (["anna"], MONDAY_NINE, "REGULAR"), (["carl"], "2026-01-12T09:00:00Z", "OVERRIDDEN"),
    ]  # fmt: skip
    return arn


def override_a_turn(aws: AwsCli, people: People, rotation: str) -> None:
    """Bob takes over for a Tuesday, and gives it back."""
    span = {"start_time": "2026-01-06T09:00:00Z", "end_time": "2026-01-07T09:00:00Z"}
    given = {"rotation_id": rotation, "new_contact_ids": people.bob, **span}
    override = aws("create-rotation-override", **given)["RotationOverrideId"]
    shown = aws("get-rotation-override", rotation_id=rotation, rotation_override_id=override)
    assert (shown["RotationArn"], shown["NewContactIds"]) == (rotation, [people.bob])
    (listed,) = aws("list-rotation-overrides", rotation_id=rotation, **span)["RotationOverrides"]
    assert listed["RotationOverrideId"] == override
    found = aws("list-rotation-shifts", rotation_id=rotation, **span)["RotationShifts"]
    (shift,) = (each for each in found if each["Type"] == "OVERRIDDEN")
    assert shift["ShiftDetails"] == {"OverriddenContactIds": [people.akuam]}
    aws("delete-rotation-override", rotation_id=rotation, rotation_override_id=override)
    gone = aws.refused("get-rotation-override", rotation_id=rotation, rotation_override_id=override)
    assert "(ResourceNotFoundException)" in gone


def take_down(aws: AwsCli, people: People, rotation: str) -> None:
    """Everything goes again; who is still needed does not."""
    needed = aws.refused("delete-contact", contact_id=people.bob)
    assert "(ConflictException) when calling the DeleteContact operation" in needed
    aws("delete-rotation", rotation_id=rotation)
    assert aws("list-rotations")["Rotations"] == []
    schedule = f"{HOME}:contact/payments"
    assert not aws("get-contact", contact_id=schedule)["Plan"].get("RotationIds"), "deleted means out of all schedules"
    address = {"delivery_address": "SimpleAddress=+12065550109"}
    aws("update-contact-channel", contact_channel_id=people.phone, name="new phone", **address)
    assert aws("get-contact-channel", contact_channel_id=people.phone)["Name"] == "new phone"
    aws("deactivate-contact-channel", contact_channel_id=people.call)
    assert aws("get-contact-channel", contact_channel_id=people.call)["ActivationStatus"] == "NOT_ACTIVATED"
    for channel in (people.phone, people.call):
        aws("delete-contact-channel", contact_channel_id=channel)
    for contact in (schedule, people.escalation, people.akuam, people.bob):
        aws("delete-contact", contact_id=contact)
    assert aws("list-contacts")["Contacts"] == []


def shifts(answer: dict[str, Any]) -> list[tuple[list[str], str, str]]:
    return [
        (each["ContactIds"], f"{datetime.fromtimestamp(each['StartTime'], UTC):%Y-%m-%dT%H:%M:%SZ}", each["Type"])
        for each in answer["RotationShifts"]
    ]


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_the_cli_follows_pages_and_takes_them_one_by_one(aws: AwsCli) -> None:
    for alias in ("anna", "ben", "carl"):
        aws("create-contact", alias=alias, type="PERSONAL", plan="Stages=[]")

    whole = aws("list-contacts", page_size=1)
    first = aws("list-contacts", max_items=2)
    rest = aws("list-contacts", starting_token=first["NextToken"])

    assert [each["Alias"] for each in whole["Contacts"]] == ["anna", "ben", "carl"]
    assert [each["Alias"] for each in first["Contacts"]] == ["anna", "ben"]
    assert [each["Alias"] for each in rest["Contacts"]] == ["carl"]


def test_documented_errors_come_out_as_aws_words_them(aws: AwsCli) -> None:
    contact = {"alias": "akuam", "type": "PERSONAL", "plan": "Stages=[]"}
    aws("create-contact", **contact)

    for code, operation, options in [
        ("ValidationException", "create-contact", {**contact, "alias": "Akua"}),
        ("ResourceNotFoundException", "get-contact", {"contact_id": f"{HOME}:contact/nobody"}),
        ("ResourceNotFoundException", "start-engagement", {"contact_id": f"{HOME}:contact/nobody", **TEXTS}),
        ("ConflictException", "create-contact", {**contact, "idempotency_token": "another"}),
    ]:
        said = aws.refused(operation, **options)
        name = "".join(word.title() for word in operation.split("-"))
        assert said.startswith(f"An error occurred ({code}) when calling the {name} operation: "), said


def test_a_fault_reaches_the_cli_as_aws_own_error_would(aws: AwsCli, emulator: Emulator) -> None:
    emulator.faults([{"operation": "ListContacts", "fault": "throttle", "times": 1}])

    assert "(ThrottlingException)" in aws.refused("list-contacts")
    assert aws("list-contacts") == {"Contacts": []}


def test_the_executable_itself_does_the_same(aws_executable: Path, aws: AwsCli, emulator: Emulator) -> None:
    """As a person types it; all other tests put their command lines through one process."""
    aws("create-contact", alias="akuam", type="PERSONAL", plan="Stages=[]")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [str(aws_executable), "ssm-contacts", *words]
        return subprocess.run(
            command, env=environment(emulator), capture_output=True, text=True, timeout=60, check=False
        )

    listed = run("list-contacts", "--query", "Contacts[].ContactArn", "--output", "text")
    refused = run("get-contact", "--contact-id", f"{HOME}:contact/nobody")
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, f"{HOME}:contact/akuam\n", "")
    assert (refused.returncode, refused.stdout) == (255, "")
    assert "(ResourceNotFoundException) when calling the GetContact operation" in refused.stderr
