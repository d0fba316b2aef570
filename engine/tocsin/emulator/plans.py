"""Contacts' plans: what may stand in one, and whom it reaches the moment an engagement starts."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import invalid_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tocsin.emulator.state import State

Plan = dict[str, Any]
"""As the API has it: Stages (each DurationInMinutes and Targets) and RotationIds, both optional."""

Problems = list[tuple[str, str]]

TARGET_KINDS = {"PERSONAL": "ChannelTargetInfo", "ESCALATION": "ContactTargetInfo"}


def check_plan(state: State, contact_type: str, plan: Plan) -> None:
    """Raise one ValidationException for everything that a contact of this type cannot have in its plan."""
    problems = [*_wrong_kind(contact_type, plan), *_wrong_stages(contact_type, plan)]
    if state.choices.plan_targets_must_exist:
        problems += _missing(state, plan)
    if not state.choices.nested_escalations:
        problems += _nested(state, plan)
    if problems:
        raise invalid_fields(problems)


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


def _references(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """(path, table, ARN) of all that a plan names."""
    for index, rotation in enumerate(plan.get("RotationIds", [])):
        yield f"Plan.RotationIds.{index}", "rotation", rotation
    for number, stage in enumerate(plan.get("Stages", [])):
        for index, target in enumerate(stage["Targets"]):
            for member, table, arn in _named(target):
                yield f"Plan.Stages.{number}.Targets.{index}.{member}", table, arn


def _named(target: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(member path, table, ARN) of what one target names; a ContactTargetInfo may name nobody."""
    channel = target.get("ChannelTargetInfo", {})
    if "ContactChannelId" in channel:
        yield "ChannelTargetInfo.ContactChannelId", "channel", channel["ContactChannelId"]
    contact = target.get("ContactTargetInfo", {})
    if "ContactId" in contact:
        yield "ContactTargetInfo.ContactId", "contact", contact["ContactId"]


_FIND = {
    "rotation": "SELECT * FROM rotation WHERE RotationArn = ?",
    "channel": "SELECT * FROM channel WHERE ContactChannelArn = ?",
    "contact": "SELECT * FROM contact WHERE ContactArn = ?",
}


def _missing(state: State, plan: Plan) -> Problems:
    return [
        (path, f"names a {table} that does not exist")
        for path, table, arn in _references(plan)
        if state.row(_FIND[table], arn) is None
    ]


def _nested(state: State, plan: Plan) -> Iterator[tuple[str, str]]:
    for path, table, arn in _references(plan):
        target = state.row(_FIND["contact"], arn) if table == "contact" else None
        if target is not None and target["Type"] == "ESCALATION":
            yield path, "names another escalation plan"


def channels_at_start(state: State, contact: str) -> Iterator[dict[str, Any]]:
    """The channels (rows) that an engagement of this contact (ARN) reaches at minute 0, in the plan's order.

    Escalation plans and schedules hand on to their people's own plans. Each contact and channel is engaged once,
    however often the plans lead to it; deleted and not activated ones are passed over.
    """
    waiting, seen = deque([contact]), set()
    while waiting:
        arn = waiting.popleft()
        if arn in seen:
            continue
        seen.add(arn)
        channel = state.row(_FIND["channel"], arn)
        if channel is not None and channel["ActivationStatus"] == "ACTIVATED":
            yield channel
        # A contact's own targets come before those of the contacts behind it in the queue: plan order, depth first.
        waiting.extendleft(reversed(_next(state, arn)))


def _next(state: State, arn: str) -> list[str]:
    """The ARNs of the contacts and channels that a contact's plan engages at once; nothing behind a channel."""
    found = state.row(_FIND["contact"], arn)
    if found is None:
        return []
    plan = json.loads(found["Plan"])
    return [*_on_call(state, plan.get("RotationIds", [])), *_first_targets(plan.get("Stages", []))]


def _on_call(state: State, rotations: Iterable[str]) -> Iterator[str]:
    """Who is on call in each rotation: for now, its first member."""
    for arn in rotations:
        rotation = state.row(_FIND["rotation"], arn)
        if rotation is not None:
            yield from json.loads(rotation["ContactIds"])[:1]


def _first_targets(stages: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The targets of the first stage, and of those after it while nothing has taken time."""
    for stage in stages:
        for target in stage["Targets"]:
            yield from (arn for _, _, arn in _named(target))
        if stage["DurationInMinutes"] > 0:
            return
