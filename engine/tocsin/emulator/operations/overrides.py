"""CreateRotationOverride, GetRotationOverride, DeleteRotationOverride, ListRotationOverrides."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import invalid_fields, not_found, quota_exceeded
from tocsin.emulator.pagination import page
from tocsin.emulator.resources import existing
from tocsin.emulator.rotas import SHORTEST, instant
from tocsin.emulator.tokens import once

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.emulator.state import State

KIND = "ROTATION_OVERRIDE"

SIX_MONTHS = 184 * 86400
"""Overrides start no further ahead, in seconds; the user guide says "six months", of which this is the longest."""


def create_rotation_override(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """Others in the place of whoever has shifts in a span; nobody if NewContactIds is empty."""

    def create() -> str:
        rotation = existing(state, "rotation", given["RotationId"])
        problems = [*wrong_span(given, ""), *_wrong_time(state, given), *_wrong_members(rotation, given)]
        if problems:
            raise invalid_fields(problems)
        override = str(uuid.uuid4())
        _refuse_over_quota(state, rotation["RotationArn"])
        state.put(
            "override",
            RotationOverrideId=override,
            RotationArn=rotation["RotationArn"],
            NewContactIds=json.dumps(given["NewContactIds"]),
            StartTime=instant(given["StartTime"], "StartTime").timestamp(),
            EndTime=instant(given["EndTime"], "EndTime").timestamp(),
            CreateTime=state.now(),
        )
        return override

    return {"RotationOverrideId": once(state, "CreateRotationOverride", given, create)}


def get_rotation_override(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The override with its rotation."""
    override = _existing(state, given)
    return {**_shown(override), "RotationArn": override["RotationArn"]}


def delete_rotation_override(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The override goes: whoever it replaced has the shifts back."""
    state.execute("DELETE FROM override WHERE n = ?", _existing(state, given)["n"])
    return {}


def list_rotation_overrides(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The overrides of a rotation that overlap the span, in the order in which they were made."""
    rotation = existing(state, "rotation", given["RotationId"])
    if given["EndTime"] < given["StartTime"]:
        raise invalid_fields([("EndTime", "is before StartTime")])
    rows, more = page(
        state,
        "ListRotationOverrides",
        given,
        "SELECT * FROM override WHERE RotationArn = ? AND StartTime < ? AND EndTime > ?",
        *(rotation["RotationArn"], given["EndTime"], given["StartTime"]),
    )
    return {"RotationOverrides": [_shown(row) for row in rows], **more}


def wrong_span(override: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the times of an override at `path` (with its dot), whether it is to be or just a preview."""
    length = override["EndTime"] - override["StartTime"]
    if length <= 0:
        yield f"{path}EndTime", "must be after StartTime"
    elif length < SHORTEST:
        yield f"{path}EndTime", "must be at least 30 minutes after StartTime"


def _wrong_time(state: State, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if given["StartTime"] > state.now() + SIX_MONTHS:
        yield "StartTime", "must be within the next six months"
    if given["EndTime"] <= state.now() and state.choices.past_overrides == "refuse":
        yield "EndTime", "must be in the future"


def _wrong_members(rotation: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    members = json.loads(rotation["ContactIds"])
    for index, arn in enumerate(given["NewContactIds"]):
        if arn not in members:
            yield f"NewContactIds.{index}", "names a contact that is not in the rotation"


def _refuse_over_quota(state: State, rotation: str) -> None:
    quota = state.choices.quota
    if quota is not None and len(state.rows("SELECT n FROM override WHERE RotationArn = ?", rotation)) >= quota:
        raise quota_exceeded("overrides-of-a-rotation", quota)


def _existing(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    rotation = existing(state, "rotation", given["RotationId"])
    sql = "SELECT * FROM override WHERE RotationArn = ? AND RotationOverrideId = ?"
    found = state.row(sql, rotation["RotationArn"], given["RotationOverrideId"])
    if found is None:
        raise not_found(KIND, given["RotationOverrideId"])
    return found


def _shown(override: Mapping[str, Any]) -> dict[str, Any]:
    names = ("RotationOverrideId", "StartTime", "EndTime", "CreateTime")
    return {**{name: override[name] for name in names}, "NewContactIds": json.loads(override["NewContactIds"])}
