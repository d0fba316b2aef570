from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tocsin.emulator.world import StateWorld
from tocsin.roster import Channel, ChannelTarget, Contact, ContactTarget, Stage

if TYPE_CHECKING:
    from tocsin.emulator import State

BASE = "arn:aws:ssm-contacts:us-east-2:111122223333"


def arn(alias: str) -> str:
    return f"{BASE}:contact/{alias}"


def call_of(state: State, alias: str) -> str:
    sql = "SELECT ContactChannelArn FROM channel WHERE ContactArn = ? AND Name = 'call'"
    row = state.row(sql, arn(alias))
    assert row is not None
    return str(row["ContactChannelArn"])


def set_targets(state: State, alias: str, *targets: dict[str, Any]) -> Contact:
    plan = json.dumps({"Stages": [{"DurationInMinutes": 5, "Targets": targets}]})
    state.execute("UPDATE contact SET Plan = ? WHERE Alias = ?", plan, alias)
    contact = StateWorld(state).contact(arn(alias))
    assert contact is not None
    return contact


def test_a_person_has_the_channels_that_their_plan_names(state: State) -> None:
    call = call_of(state, "bob")
    assert StateWorld(state).contact(arn("bob")) == Contact(
        arn("bob"),
        "Bob",
        "PERSONAL",
        (Stage(5, (ChannelTarget(call, 1),)),),
        {call: Channel("call", "voice", "+12065550101")},
    )


def test_an_escalation_has_contacts_essential_or_not(state: State) -> None:
    contact = StateWorld(state).contact(arn("example_escalation"))
    assert contact is not None
    assert contact.stages == (
        Stage(5, (ContactTarget(arn("bob")),)),
        Stage(10, (ContactTarget(arn("payments-oncall"), essential=False),)),
    )


def test_a_schedule_has_rotations_and_they_have_people(state: State) -> None:
    world = StateWorld(state)
    schedule = world.contact(arn("payments-oncall"))
    assert schedule is not None
    (rotation,) = schedule.rotations
    assert world.on_call(rotation, datetime(2026, 1, 2, tzinfo=UTC)) == (arn("akuam"),)


def test_who_is_gone_is_not_there(state: State) -> None:
    world = StateWorld(state)
    assert world.contact(arn("nobody")) is None
    assert world.on_call(f"{BASE}:rotation/gone", datetime(2026, 1, 2, tzinfo=UTC)) == ()


def test_a_channel_that_is_not_activated_can_be_tried_a_deleted_one_cannot(state: State) -> None:
    call = call_of(state, "bob")
    state.execute("UPDATE channel SET ActivationStatus = 'NOT_ACTIVATED' WHERE ContactChannelArn = ?", call)
    contact = StateWorld(state).contact(arn("bob"))
    assert contact is not None
    assert contact.channels[call].active
    state.execute("DELETE FROM channel WHERE ContactChannelArn = ?", call)
    contact = StateWorld(state).contact(arn("bob"))
    assert contact is not None
    assert contact.channels == {}


def test_targets_that_name_nobody_are_left_out(state: State) -> None:
    nobody = {"ContactTargetInfo": {"IsEssential": True}}
    bob = {"ContactTargetInfo": {"ContactId": arn("bob"), "IsEssential": False}}
    contact = set_targets(state, "example_escalation", nobody, {}, bob)
    assert contact.stages == (Stage(5, (ContactTarget(arn("bob"), essential=False),)),)


def test_without_an_interval_a_channel_is_tried_once(state: State) -> None:
    call = call_of(state, "bob")
    contact = set_targets(state, "bob", {"ChannelTargetInfo": {"ContactChannelId": call}})
    assert contact.stages == (Stage(5, (ChannelTarget(call, 0),)),)


def test_what_was_read_is_kept(state: State) -> None:
    world = StateWorld(state)
    before = world.contact(arn("bob"))
    state.execute("DELETE FROM contact")
    assert world.contact(arn("bob")) is before
    assert StateWorld(state).contact(arn("bob")) is None
