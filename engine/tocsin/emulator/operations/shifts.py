"""ListRotationShifts, ListPreviewRotationShifts: who is on call when, of a rotation that is or that could be.

Shifts are made as they are asked for: a span up to the end of the calendar costs no more than the page shown of it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import invalid_fields, not_found
from tocsin.emulator.operations.overrides import wrong_span
from tocsin.emulator.pagination import page_of
from tocsin.emulator.resources import KINDS
from tocsin.emulator.rotas import check_rotation, instant, override, rotation, rotation_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.emulator.state import State
    from tocsin.rotations import Override, Rotation, Shift

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def list_rotation_shifts(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The shifts that overlap the span from StartTime, or now, to EndTime; whole, with overrides applied."""
    found = rotation_of(state, given["RotationId"])
    if found is None:
        raise not_found(KINDS["rotation"], given["RotationId"])
    return _page(state, "ListRotationShifts", given, found)


def list_preview_rotation_shifts(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a rotation that nobody made. Members are any texts; it would begin at RotationStartTime, or now."""
    check_rotation(given["TimeZoneId"], given["Recurrence"])
    preview = rotation(
        "preview",
        given["Members"],
        start=given.get("RotationStartTime", state.now()),
        time_zone=given["TimeZoneId"],
        recurrence=given["Recurrence"],
        overrides=_overrides(given.get("Overrides", [])),
    )
    return _page(state, "ListPreviewRotationShifts", given, preview)


def _overrides(previews: Sequence[Mapping[str, Any]]) -> list[Override]:
    problems = [
        problem for index, preview in enumerate(previews) for problem in _wrong_preview(preview, f"Overrides.{index}.")
    ]
    if problems:
        raise invalid_fields(problems)
    return [override(preview.get("NewMembers", []), preview["StartTime"], preview["EndTime"]) for preview in previews]


def _wrong_preview(preview: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    missing = [name for name in ("StartTime", "EndTime") if name not in preview]
    yield from ((f"{path}{name}", "is required") for name in missing)
    if not missing:
        yield from wrong_span(preview, path)


def _page(state: State, operation: str, given: Mapping[str, Any], of: Rotation) -> dict[str, Any]:
    """One page of shifts; a shift's place among the others is its start, in milliseconds."""
    start = instant(given.get("StartTime", state.now()), "StartTime")
    end = instant(given["EndTime"], "EndTime")
    if end < start:
        raise invalid_fields([("EndTime", "is before StartTime")])

    def fetch(after: int | None, _: int) -> Iterator[Shift]:
        if after is None:
            return of.shifts(start, end, state.choices)
        begin = instant(after / 1000, "NextToken")
        return (shift for shift in of.shifts(max(start, begin), end, state.choices) if shift.start > begin)

    shifts, more = page_of(state, operation, given, fetch, _place)
    return {"RotationShifts": [_shown(shift) for shift in shifts], **more}


def _place(shift: Shift) -> int:
    return (shift.start - _EPOCH) // timedelta(milliseconds=1)


def _shown(shift: Shift) -> dict[str, Any]:
    answer = {
        "ContactIds": list(shift.members),
        "StartTime": shift.start.timestamp(),
        "EndTime": shift.end.timestamp(),
        "Type": "REGULAR" if shift.replaced is None else "OVERRIDDEN",
    }
    if shift.replaced is not None:
        answer["ShiftDetails"] = {"OverriddenContactIds": list(shift.replaced)}
    return answer
