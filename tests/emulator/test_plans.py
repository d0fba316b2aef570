from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from emulating import PEOPLE
from tocsin.emulator import Choices, State, load_people
from tocsin.emulator.errors import ServiceError
from tocsin.emulator.plans import channels_at_start, check_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "arn:aws:ssm-contacts:us-east-2:111122223333"
NOBODY = f"{BASE}:contact/nobody"


@pytest.fixture
def state() -> Iterator[State]:
    state = State()
    load_people(state, PEOPLE)
    yield state
    state.close()


def contact(alias: str, *, essential: bool = True) -> dict[str, Any]:
    return {"ContactTargetInfo": {"ContactId": f"{BASE}:contact/{alias}", "IsEssential": essential}}


def channel(state: State, alias: str, name: str) -> dict[str, Any]:
    sql = "SELECT ContactChannelArn FROM channel WHERE ContactArn = ? AND Name = ?"
    found = state.row(sql, f"{BASE}:contact/{alias}", name)
    assert found is not None
    return {"ChannelTargetInfo": {"ContactChannelId": found["ContactChannelArn"]}}


def stage(minutes: int, *targets: dict[str, Any]) -> dict[str, Any]:
    return {"DurationInMinutes": minutes, "Targets": list(targets)}


def set_plan(state: State, alias: str, *stages: dict[str, Any]) -> None:
    sql = "UPDATE contact SET Plan = ? WHERE Alias = ?"
    state.execute(sql, json.dumps({"Stages": list(stages)}), alias)


def reached(state: State, alias: str) -> list[tuple[str, str]]:
    rows = channels_at_start(state, f"{BASE}:contact/{alias}")
    return [(row["ContactArn"].rpartition("/")[2], row["Name"]) for row in rows]


def problems(state: State, contact_type: str, plan: dict[str, Any]) -> list[str]:
    with pytest.raises(ServiceError) as caught:
        check_plan(state, contact_type, plan)
    assert caught.value.code == "ValidationException"
    return [field["Name"] for field in caught.value.members["Fields"]]


def test_a_person_is_reached_on_the_first_stage_s_channels_in_order(state: State) -> None:
    assert reached(state, "akuam") == [("akuam", "phone"), ("akuam", "mail")]


def test_an_escalation_s_people_are_reached_by_their_own_plans(state: State) -> None:
    set_plan(state, "example_escalation", stage(5, contact("akuam"), contact("bob")))
    assert reached(state, "example_escalation") == [("akuam", "phone"), ("akuam", "mail"), ("bob", "call")]


def test_a_schedule_reaches_who_is_on_call(state: State) -> None:
    assert reached(state, "payments-oncall") == [("akuam", "phone"), ("akuam", "mail")]


def test_later_stages_wait_but_a_stage_of_no_minutes_does_not_hold_the_next(state: State) -> None:
    call, phone, mail = (channel(state, "akuam", name) for name in ("call", "phone", "mail"))
    set_plan(state, "akuam", stage(0, call), stage(0, phone), stage(1, mail), stage(1, phone))
    assert reached(state, "akuam") == [("akuam", "call"), ("akuam", "phone"), ("akuam", "mail")]


def test_a_stage_without_targets_delays_the_next(state: State) -> None:
    set_plan(state, "akuam", stage(5), stage(5, channel(state, "akuam", "call")))
    assert reached(state, "akuam") == []


def test_whoever_is_reached_twice_is_engaged_once(state: State) -> None:
    set_plan(state, "example_escalation", stage(5, contact("payments-oncall"), contact("akuam")))
    assert reached(state, "example_escalation") == [("akuam", "phone"), ("akuam", "mail")]


def test_a_circle_ends(state: State) -> None:
    set_plan(state, "example_escalation", stage(5, contact("example_escalation"), contact("bob")))
    assert reached(state, "example_escalation") == [("bob", "call")]


def test_a_long_chain_of_escalations_is_walked(state: State) -> None:
    for number in range(3000):
        following = f"link{number + 1}" if number < 2999 else "bob"
        plan = json.dumps({"Stages": [stage(5, contact(following))]})
        state.put(
            "contact", ContactArn=f"{BASE}:contact/link{number}", Alias=f"link{number}", Type="ESCALATION", Plan=plan
        )
    assert reached(state, "link0") == [("bob", "call")]


def test_unknown_and_empty_targets_reach_nobody(state: State) -> None:
    set_plan(state, "example_escalation", stage(5, contact("nobody"), {"ContactTargetInfo": {"IsEssential": True}}))
    assert reached(state, "example_escalation") == []


def test_plans_of_each_type_are_taken(state: State) -> None:
    check_plan(
        state,
        "PERSONAL",
        {"Stages": [stage(5, channel(state, "akuam", "call")), stage(0, channel(state, "bob", "call"))]},
    )
    check_plan(state, "ESCALATION", {"Stages": [stage(5, contact("akuam"), contact("payments-oncall")), stage(3)]})
    check_plan(state, "ONCALL_SCHEDULE", {"Stages": []})
    check_plan(state, "ONCALL_SCHEDULE", {})


def test_targets_of_another_kind_are_refused(state: State) -> None:
    call = channel(state, "akuam", "call")
    assert problems(state, "PERSONAL", {"Stages": [stage(5, contact("bob"))]}) == ["Plan.Stages.0.Targets.0"]
    assert problems(state, "ESCALATION", {"Stages": [stage(5, contact("bob"), call)]}) == ["Plan.Stages.0.Targets.1"]
    assert problems(state, "PERSONAL", {"Stages": [stage(5, {**call, **contact("bob")})]}) == [
        "Plan.Stages.0.Targets.0"
    ]
    assert problems(state, "PERSONAL", {"Stages": [stage(5, {})]}) == ["Plan.Stages.0.Targets.0"]


def test_stages_and_rotations_belong_to_their_types(state: State) -> None:
    (rotation,) = state.rows("SELECT RotationArn FROM rotation")
    rotations = {"RotationIds": [rotation["RotationArn"]]}
    check_plan(state, "ONCALL_SCHEDULE", rotations)
    assert problems(state, "PERSONAL", rotations) == ["Plan.RotationIds"]
    assert problems(state, "ONCALL_SCHEDULE", {"Stages": [stage(5)]}) == ["Plan.Stages"]


def test_no_minutes_only_with_a_target(state: State) -> None:
    assert problems(state, "ESCALATION", {"Stages": [stage(0)]}) == ["Plan.Stages.0.DurationInMinutes"]


def test_missing_targets_are_refused_by_choice(state: State) -> None:
    missing = {"Stages": [stage(5, contact("bob"), contact("nobody"))]}
    assert problems(state, "ESCALATION", missing) == ["Plan.Stages.0.Targets.1.ContactTargetInfo.ContactId"]
    assert problems(state, "ONCALL_SCHEDULE", {"RotationIds": [NOBODY]}) == ["Plan.RotationIds.0"]
    lenient = State(choices=Choices(plan_targets_must_exist=False))
    check_plan(lenient, "ESCALATION", missing)
    lenient.close()


def test_nested_escalations_are_refused_by_choice(state: State) -> None:
    nested = {"Stages": [stage(5, contact("example_escalation"))]}
    assert problems(state, "ESCALATION", nested) == ["Plan.Stages.0.Targets.0.ContactTargetInfo.ContactId"]
    lenient = State(choices=Choices(nested_escalations=True))
    load_people(lenient, PEOPLE)
    check_plan(lenient, "ESCALATION", nested)
    lenient.close()
