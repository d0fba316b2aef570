"""Contacts' plans: what may stand in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import invalid_fields, quota_exceeded
from tocsin.emulator.resources import find

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.emulator.resources import Table
    from tocsin.emulator.state import State

Plan = dict[str, Any]
"""As the API has it: Stages (each DurationInMinutes and Targets) and RotationIds, both optional."""

Problems = list[tuple[str, str]]

TARGET_KINDS = {"PERSONAL": "ChannelTargetInfo", "ESCALATION": "ContactTargetInfo"}


def check_plan(state: State, contact_type: str, plan: Plan) -> None:
    """Raise one ValidationException for everything that a contact of this type cannot have in its plan.

    More rotations than fit into a schedule are a ServiceQuotaExceededException.
    """
    problems = [*_wrong_kind(contact_type, plan), *_wrong_stages(contact_type, plan)]
    if state.choices.plan_targets_must_exist:
        problems += _missing(state, plan)
    if not state.choices.nested_escalations:
        problems += _nested(state, plan)
    if problems:
        raise invalid_fields(problems)
    most = state.choices.rotations_in_schedule
    if len(plan.get("RotationIds", [])) > most:
        raise quota_exceeded("rotations-of-a-schedule", most)


def _wrong_kind(contact_type: str, plan: Plan) -> Problems:
    if contact_type == "ONCALL_SCHEDULE":
        return [("Plan.Stages", "must be empty for an on-call schedule")] if plan.get("Stages") else []
    return [("Plan.RotationIds", "is for on-call schedules")] if plan.get("RotationIds") else []


def _wrong_stages(contact_type: str, plan: Plan) -> Iterator[tuple[str, str]]:
    for number, stage in enumerate(plan.get("Stages", [])):
        place = f"Plan.Stages.{number}"
        if stage["DurationInMinutes"] == 0 and not stage["Targets"]:
            yield f"{place}.DurationInMinutes", "can only be 0 in a stage with a target"
        expected = TARGET_KINDS.get(contact_type)
        for index, target in enumerate(stage["Targets"]):
            if expected is not None and list(target) != [expected]:
                yield f"{place}.Targets.{index}", f"must be one {expected} in a plan of type {contact_type}"


def _references(plan: Plan) -> Iterator[tuple[str, Table, str]]:
    """(path, table, ARN) of all that a plan names."""
    for index, rotation in enumerate(plan.get("RotationIds", [])):
        yield f"Plan.RotationIds.{index}", "rotation", rotation
    for number, stage in enumerate(plan.get("Stages", [])):
        for index, target in enumerate(stage["Targets"]):
            for member, table, arn in _named(target):
                yield f"Plan.Stages.{number}.Targets.{index}.{member}", table, arn


def _named(target: Mapping[str, Any]) -> Iterator[tuple[str, Table, str]]:
    """(member path, table, ARN) of what one target names; a ContactTargetInfo may name nobody."""
    channel = target.get("ChannelTargetInfo", {})
    if "ContactChannelId" in channel:
        yield "ChannelTargetInfo.ContactChannelId", "channel", channel["ContactChannelId"]
    contact = target.get("ContactTargetInfo", {})
    if "ContactId" in contact:
        yield "ContactTargetInfo.ContactId", "contact", contact["ContactId"]


def _missing(state: State, plan: Plan) -> Problems:
    return [
        (path, f"names a {table} that does not exist")
        for path, table, arn in _references(plan)
        if find(state, table, arn) is None
    ]


def _nested(state: State, plan: Plan) -> Iterator[tuple[str, str]]:
    for path, table, arn in _references(plan):
        target = find(state, table, arn) if table == "contact" else None
        if target is not None and target["Type"] == "ESCALATION":
            yield path, "names another escalation plan"
