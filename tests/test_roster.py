"""A policy file's people, as plans are walked over them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sets import write
from tocsin import roster
from tocsin.choices import Choices
from tocsin.load import load
from tocsin.roster import Channel, ChannelTarget, Contact, ContactTarget, Roster, Stage

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = """
version: 1
settings: {time_zone: Europe/Berlin}
contacts:
  akuam:
    name: Akua Mansa
    channels:
      phone: {sms: "+12065550100"}
      call: {voice: {secret: akuam-phone}}
      mail: {email: akuam@example.com}
    plan:
      - {notify: [phone, mail], retry: 2m, for: 5m}
      - {notify: call, retry: none, for: 90s}
      - {notify: call, for: 0m}
  bob: {}
  partner: {name: The partner, arn: "arn:aws:ssm-contacts:us-east-2:444455556666:contact/partner"}
escalations:
  wake:
    stages:
      - {page: akuam, for: 5m}
      - {page: [oncall, {contact: partner, essential: false}, {contact: bob}], for: 0m}
rotations:
  weekly: {contacts: [akuam, bob], start: 2026-01-05T09:00, repeat: {weekly: [{day: mon, at: "09:00"}]}}
schedules:
  oncall: {name: On call, rotations: [weekly]}
"""


@pytest.fixture
def people(tmp_path: Path) -> Roster:
    return roster.read(load(str(write(tmp_path, {"people.yaml": PEOPLE}))).documents)


def test_a_person_has_channels_and_a_plan_in_minutes(people: Roster) -> None:
    akuam = people.contact("akuam")

    assert akuam == Contact(
        "akuam",
        "Akua Mansa",
        "PERSONAL",
        (
            Stage(5, (ChannelTarget("phone", 2), ChannelTarget("mail", 2))),
            Stage(1, (ChannelTarget("call", 0),)),
            Stage(0, (ChannelTarget("call", 0),)),
        ),
        {
            "phone": Channel("phone", "sms", "+12065550100"),
            "call": Channel("call", "voice", secret="akuam-phone"),
            "mail": Channel("mail", "email", "akuam@example.com"),
        },
    )


def test_a_person_may_have_nothing_but_a_name(people: Roster) -> None:
    assert people.contact("bob") == Contact("bob", "bob", "PERSONAL")


def test_of_a_contact_provisioned_elsewhere_only_the_name_is_known(people: Roster) -> None:
    arn = "arn:aws:ssm-contacts:us-east-2:444455556666:contact/partner"
    assert people.contact("partner") == Contact("partner", "The partner", "PERSONAL", arn=arn)


def test_targets_of_an_escalation_are_essential_unless_said(people: Roster) -> None:
    wake = people.contact("wake")

    assert wake is not None
    assert (wake.kind, wake.title) == ("ESCALATION", "wake")
    assert wake.stages == (
        Stage(5, (ContactTarget("akuam"),)),
        Stage(0, (ContactTarget("oncall"), ContactTarget("partner", essential=False), ContactTarget("bob"))),
    )


def test_a_schedule_has_rotations_and_they_say_who_is_on_call(people: Roster) -> None:
    (oncall,) = people.schedules()

    assert (oncall.key, oncall.title, oncall.kind, oncall.rotations) == (
        "oncall", "On call", "ONCALL_SCHEDULE", ("weekly",),
    )  # fmt: skip
    assert people.on_call("weekly", datetime(2026, 1, 5, 8, 0, tzinfo=UTC)) == ("akuam",)
    assert people.on_call("weekly", datetime(2026, 1, 12, 8, 0, tzinfo=UTC)) == ("bob",)


def test_rotations_without_a_time_zone_of_their_own_have_that_of_the_settings(people: Roster) -> None:
    assert people.rotations["weekly"].time_zone == people.time_zone == "Europe/Berlin"


def test_nobody_is_known_by_a_name_that_does_not_exist(people: Roster) -> None:
    assert people.contact("nobody") is None
    assert people.on_call("nothing", datetime(2026, 1, 5, tzinfo=UTC)) == ()


def test_a_roster_asks_its_rotations_with_its_own_choices(tmp_path: Path) -> None:
    """From Tuesday on, with the first hand-off on the Monday after."""
    text = PEOPLE.replace("start: 2026-01-05", "start: 2026-01-06")
    documents = load(str(write(tmp_path, {"people.yaml": text}))).documents
    wednesday = datetime(2026, 1, 7, tzinfo=UTC)

    short_turn = roster.read(documents, Choices(before_first_hand_off="on_call"))
    nobody = roster.read(documents, Choices(before_first_hand_off="nobody"))

    assert short_turn.on_call("weekly", wednesday) == ("akuam",)
    assert nobody.on_call("weekly", wednesday) == ()
