"""What is left to people: in words, and with commands that AWS takes."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from aws_cli import aws_cli, aws_executable
from emulating import HOME, running, virtual
from tocsin.pipeline import open_whole
from tocsin.provision.configuration import Configuration, Replication
from tocsin.provision.tasks import tasks

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.pipeline import Whole
    from tocsin.provision.resource import Task

__all__ = ["aws_executable"]

CONTACT = "arn:aws:ssm-contacts:us-east-2:111122223333:contact"
SETTINGS = {"account": "111122223333", "region": "us-east-2", "time_zone": "Europe/Berlin"}
FILE: dict[str, Any] = {
    "version": 1,
    "settings": SETTINGS,
    "contacts": {
        "akuam": {
            "channels": {"phone": {"sms": {"secret": "akuam-phone"}}, "call": {"voice": {"secret": "akuam-phone"}}},
            "plan": [{"notify": ["phone", "call"], "for": "5m"}],
        },
        "bob": {"channels": {"mail": {"email": "bob@example.com"}}, "plan": [{"notify": "mail", "for": "5m"}]},
        "watcher": {"channels": {}, "plan": []},
        "partner": {"arn": f"{CONTACT.replace('1111', '4444', 1)}/partner"},
    },
    "rotations": {
        "weekly": {
            "contacts": ["akuam", "bob"],
            "start": "2026-01-05T09:00",
            "repeat": {"weekly": [{"day": "mon", "at": "09:00"}]},
            "overrides": [
                {"contacts": ["bob"], "from": "2026-01-07T09:00", "until": "2026-01-08T09:00", "reason": "leave"},
                {"contacts": [], "from": "2026-07-08T09:00", "until": "2026-07-09T09:00", "reason": "holiday"},
            ],
        }
    },
}


def whole(folder: Path, file: dict[str, Any] = FILE) -> Whole:
    (folder / "policies").mkdir()
    (folder / "policies" / "a.yaml").write_text(json.dumps(file), "utf-8")
    return open_whole(str(folder))


def left(folder: Path, configuration: Configuration | None = None, file: dict[str, Any] = FILE) -> list[Task]:
    return list(tasks(whole(folder, file), configuration or Configuration()))


def test_everything_that_is_left_is_said_once_and_in_order(tmp_path: Path) -> None:
    assert [(task.kind, task.subject, task.text) for task in left(tmp_path)] == [
        (
            "replication-set",
            "replication set",
            "AWS makes no contacts without one, and this stack neither makes nor adopts it",
        ),
        ("address", "akuam-phone", "sms of akuam"),
        ("activation", "akuam", "phone, call"),
        ("activation", "bob", "mail"),
        ("override", "weekly", "bob from 2026-01-07 09:00 to 2026-01-08 09:00, Europe/Berlin"),
        ("override", "weekly", "nobody from 2026-07-08 09:00 to 2026-07-09 09:00, Europe/Berlin"),
    ]


@pytest.mark.parametrize("addresses", [{"akuam-phone": "+12065550100"}, {"akuam-phone": None}])
def test_what_the_stack_does_is_not_left(tmp_path: Path, addresses: dict[str, str | None]) -> None:
    configured = Configuration(addresses=addresses, replication=Replication("create", ("us-east-2",)))

    assert {task.kind for task in left(tmp_path, configured)} == {"activation", "override"}


def test_encrypted_addresses_are_taken_to_be_there(tmp_path: Path) -> None:
    assert "address" not in {task.kind for task in left(tmp_path, Configuration(sealed=True))}


def test_overrides_come_in_time_order_whichever_rotation_they_are_of(tmp_path: Path) -> None:
    march = {"contacts": ["bob"], "from": "2026-03-07T09:00", "until": "2026-03-08T09:00", "reason": "leave"}
    rotations = {**FILE["rotations"], "other": {**FILE["rotations"]["weekly"], "overrides": [march]}}

    overrides = [task for task in left(tmp_path, file={**FILE, "rotations": rotations}) if task.kind == "override"]

    assert [(task.subject, re.findall("2026-[0-9]{2}", task.text)[0]) for task in overrides] == [
        ("weekly", "2026-01"), ("other", "2026-03"), ("weekly", "2026-07"),
    ]  # fmt: skip
    assert "--new-contact-ids '[]' --start-time 2026-07-08T07:00:00Z" in overrides[-1].command


def test_an_address_is_asked_for_and_stands_in_no_command(tmp_path: Path) -> None:
    (address,) = (task for task in left(tmp_path) if task.kind == "address")

    words = ["pulumi", "config", "set", "--secret", "--path", 'addresses["akuam-phone"]']
    assert shlex.split(address.command) == words


def test_the_stacks_own_home_comes_first(tmp_path: Path) -> None:
    commands = [task.command for task in left(tmp_path, Configuration("444455556666", "eu-west-1"))]

    assert any("arn:aws:ssm-contacts:eu-west-1:444455556666:contact/bob" in command for command in commands)
    assert not any("us-east-2" in command for command in commands)


def test_a_home_that_nobody_says_is_left_to_fill_in(tmp_path: Path) -> None:
    found = left(tmp_path, file={**FILE, "settings": {"time_zone": "Europe/Berlin"}})

    activation = next(task for task in found if task.kind == "activation")
    assert "--region REGION --contact-id arn:aws:ssm-contacts:REGION:ACCOUNT:contact/akuam" in activation.command


@pytest.mark.slow
def test_the_commands_do_it(tmp_path: Path, aws_executable: Path) -> None:
    """Through the AWS CLI itself, on channels that wait for their codes."""
    made = whole(tmp_path)
    contacts = [
        {"alias": name, "name": name, "type": "PERSONAL", "channels": [], "stages": []} for name in made.roster.contacts
    ]
    with running({**HOME, "contacts": contacts, "rotations": []}, virtual("2026-01-05T12:00:00Z")) as emulator:
        client = emulator.client()
        for contact in ("akuam", "bob"):
            for channel in made.roster.contacts[contact].channels.values():
                address = channel.address or "+12065550100"
                client.create_contact_channel(
                    ContactId=emulator.arn(contact), Name=channel.name, Type=channel.kind.upper(),
                    DeliveryAddress={"SimpleAddress": address}, DeferActivation=True,
                )  # fmt: skip
        client.create_rotation(
            Name="weekly", ContactIds=[emulator.arn("akuam"), emulator.arn("bob")], TimeZoneId="Europe/Berlin",
            StartTime=made.roster.rotations["weekly"].start, Recurrence={
                "NumberOfOnCalls": 1, "RecurrenceMultiplier": 1,
                "WeeklySettings": [{"DayOfWeek": "MON", "HandOffTime": {"HourOfDay": 9, "MinuteOfHour": 0}}],
            },
        )  # fmt: skip
        with aws_cli(aws_executable, emulator) as aws:
            for task in tasks(made, Configuration()):
                lines = [shlex.split(line)[2:] for line in task.command.splitlines()]
                if task.kind == "activation":
                    listing, send, activate = lines
                    for each in aws(*listing)["ContactChannels"]:
                        channel = each["ContactChannelArn"]
                        aws(*filled(send, CHANNEL_ARN=channel))
                        code = re.findall("[0-9]{6}", emulator.inbox()[-1]["content"])[-1]
                        aws(*filled(activate, CHANNEL_ARN=channel, CODE=code))
                elif task.kind == "override":
                    listing, create = lines
                    (rotation,) = aws(*listing)
                    aws(*filled(create, ROTATION_ARN=rotation))
        channels = [
            each for contact in ("akuam", "bob")
            for each in client.list_contact_channels(ContactId=emulator.arn(contact))["ContactChannels"]
        ]  # fmt: skip
        rotation = client.list_rotations()["Rotations"][0]["RotationArn"]
        span = {"StartTime": "2026-01-01T00:00:00Z", "EndTime": "2026-12-31T00:00:00Z"}
        overrides = client.list_rotation_overrides(RotationId=rotation, **span)["RotationOverrides"]

    assert [each["ActivationStatus"] for each in channels] == ["ACTIVATED"] * 3
    assert [[arn.rpartition("/")[2] for arn in each["NewContactIds"]] for each in overrides] == [["bob"], []]


def filled(words: list[str], **values: str) -> list[str]:
    """A command with what a person fills in."""
    return [values.get(word, word) for word in words]
