from __future__ import annotations

from typing import Any

import pytest

from emulating import PEOPLE
from tocsin.emulator import Choices, State, load_people
from tocsin.emulator.errors import ServiceError
from tocsin.emulator.plans import check_plan

BASE = "arn:aws:ssm-contacts:us-east-2:111122223333"
NOBODY = f"{BASE}:contact/nobody"


def contact(alias: str, *, essential: bool = True) -> dict[str, Any]:
    return {"ContactTargetInfo": {"ContactId": f"{BASE}:contact/{alias}", "IsEssential": essential}}


def channel(state: State, alias: str, name: str) -> dict[str, Any]:
    sql = "SELECT ContactChannelArn FROM channel WHERE ContactArn = ? AND Name = ?"
    found = state.row(sql, f"{BASE}:contact/{alias}", name)
    assert found is not None
    return {"ChannelTargetInfo": {"ContactChannelId": found["ContactChannelArn"]}}


def stage(minutes: int, *targets: dict[str, Any]) -> dict[str, Any]:
    return {"DurationInMinutes": minutes, "Targets": list(targets)}


def problems(state: State, contact_type: str, plan: dict[str, Any]) -> list[str]:
    with pytest.raises(ServiceError) as caught:
        check_plan(state, contact_type, plan)
    assert caught.value.code == "ValidationException"
    return [field["Name"] for field in caught.value.members["Fields"]]


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


def test_a_schedule_has_room_for_so_many_rotations(state: State) -> None:
    (rotation,) = state.rows("SELECT RotationArn FROM rotation")
    check_plan(state, "ONCALL_SCHEDULE", {"RotationIds": [rotation["RotationArn"]] * 8})
    with pytest.raises(ServiceError) as caught:
        check_plan(state, "ONCALL_SCHEDULE", {"RotationIds": [rotation["RotationArn"]] * 9})
    assert caught.value.code == "ServiceQuotaExceededException"


def test_nested_escalations_are_refused_by_choice(state: State) -> None:
    nested = {"Stages": [stage(5, contact("example_escalation"))]}
    assert problems(state, "ESCALATION", nested) == ["Plan.Stages.0.Targets.0.ContactTargetInfo.ContactId"]
    lenient = State(choices=Choices(nested_escalations=True))
    load_people(lenient, PEOPLE)
    check_plan(lenient, "ESCALATION", nested)
    lenient.close()
