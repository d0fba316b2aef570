"""CreateRotation, GetRotation, UpdateRotation, DeleteRotation, ListRotations."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import conflict, invalid_fields, quota_exceeded
from tocsin.emulator.operations.tags import drop_tags, put_tags
from tocsin.emulator.pagination import page
from tocsin.emulator.resources import KINDS, existing
from tocsin.emulator.rotas import check_rotation, instant
from tocsin.emulator.tokens import once

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tocsin.emulator.state import State


def create_rotation(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """A new rotation of people who exist, from StartTime or now on. Names may repeat: the ARN has an id."""

    def create() -> str:
        _check(state, given["ContactIds"], given["TimeZoneId"], given["Recurrence"])
        arn = state.home.arn("rotation", str(uuid.uuid4()))
        _refuse_over_quota(state)
        state.put(
            "rotation",
            RotationArn=arn,
            Name=given["Name"],
            ContactIds=json.dumps(given["ContactIds"]),
            StartTime=_start(given.get("StartTime", state.now())),
            TimeZoneId=given["TimeZoneId"],
            Recurrence=json.dumps(given["Recurrence"]),
        )
        put_tags(state, arn, given.get("Tags", []))
        return arn

    return {"RotationArn": once(state, "CreateRotation", given, create)}


def get_rotation(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The rotation; its overrides and shifts have operations of their own."""
    return _shown(existing(state, "rotation", given["RotationId"]))


def update_rotation(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """A new recurrence, and new members, start and time zone where given; the name stays."""
    old = existing(state, "rotation", given["RotationId"])
    members = given.get("ContactIds", json.loads(old["ContactIds"]))
    time_zone = given.get("TimeZoneId", old["TimeZoneId"])
    _check(state, members, time_zone, given["Recurrence"])
    if state.choices.member_of_override == "refuse":
        _refuse_dropped(state, old["RotationArn"], members)
    new = {
        "ContactIds": json.dumps(members),
        "StartTime": _start(given.get("StartTime", old["StartTime"])),
        "TimeZoneId": time_zone,
        "Recurrence": json.dumps(given["Recurrence"]),
    }
    state.put("rotation", **{**old, **new})
    return {}


def delete_rotation(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The rotation goes, with its overrides and tags, and out of every schedule that has it."""
    arn = existing(state, "rotation", given["RotationId"])["RotationArn"]
    overrides = [row["RotationOverrideId"] for row in _not_over(state, arn)]
    if overrides and state.choices.rotation_with_overrides == "refuse":
        raise _depended_on(arn, "The rotation has overrides that are not over", overrides)
    for contact in _schedules_with(state, arn):
        plan = json.loads(contact["Plan"])
        plan["RotationIds"] = [each for each in plan["RotationIds"] if each != arn]
        state.execute("UPDATE contact SET Plan = ? WHERE n = ?", json.dumps(plan), contact["n"])
    state.execute("DELETE FROM override WHERE RotationArn = ?", arn)
    state.execute("DELETE FROM rotation WHERE RotationArn = ?", arn)
    drop_tags(state, arn)
    return {}


def list_rotations(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """Rotations whose name starts with RotationNamePrefix."""
    prefix = given.get("RotationNamePrefix", "")
    select = "SELECT * FROM rotation WHERE substr(Name, 1, ?) = ?"
    rows, more = page(state, "ListRotations", given, select, len(prefix), prefix)
    return {"Rotations": [_shown(row) for row in rows], **more}


def _check(state: State, members: Sequence[str], time_zone: str, recurrence: Mapping[str, Any]) -> None:
    contacts = [existing(state, "contact", arn) for arn in members]
    others = [
        (f"ContactIds.{index}", f"names a contact of type {contact['Type']}; a rotation takes PERSONAL ones")
        for index, contact in enumerate(contacts)
        if contact["Type"] != "PERSONAL"
    ]
    if others:
        raise invalid_fields(others)
    check_rotation(time_zone, recurrence)


def _start(seconds: float) -> float:
    return instant(seconds, "StartTime").timestamp()


def _refuse_over_quota(state: State) -> None:
    quota = state.choices.quota
    if quota is not None and len(state.rows("SELECT n FROM rotation")) >= quota:
        raise quota_exceeded("rotations", quota)


def _refuse_dropped(state: State, arn: str, members: Sequence[str]) -> None:
    """ConflictException if an override that is not over names somebody who would be a member no more."""
    overrides = [
        row["RotationOverrideId"]
        for row in _not_over(state, arn)
        if not set(json.loads(row["NewContactIds"])) <= set(members)
    ]
    if overrides:
        raise _depended_on(arn, "An override that is not over names a contact that would leave the rotation", overrides)


def _not_over(state: State, arn: str) -> list[dict[str, Any]]:
    return state.rows("SELECT * FROM override WHERE RotationArn = ? AND EndTime > ? ORDER BY n", arn, state.now())


def _depended_on(arn: str, message: str, overrides: Sequence[str]) -> Exception:
    entities = [{"RelationType": "ROTATION_OVERRIDE", "DependentResourceIds": overrides[:25]}]
    return conflict(KINDS["rotation"], arn, message, DependentEntities=entities)


def _schedules_with(state: State, arn: str) -> list[dict[str, Any]]:
    return state.rows(
        "SELECT * FROM contact WHERE EXISTS (SELECT 1 FROM json_each(Plan, '$.RotationIds') WHERE value = ?)", arn
    )


def _shown(rotation: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: rotation[name] for name in ("RotationArn", "Name", "StartTime", "TimeZoneId")},
        "ContactIds": json.loads(rotation["ContactIds"]),
        "Recurrence": json.loads(rotation["Recurrence"]),
    }
