"""Rotations in the API's members, read into `tocsin.rotations`, where their shifts come from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import invalid_fields
from tocsin.emulator.resources import find
from tocsin.rotations import HandOff, Override, Rotation, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.emulator.state import State

SHORTEST = 30 * 60
"""Of shift coverage and overrides, in seconds. Source: the user guide on rotations and overrides."""

_DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


_UNITS: Mapping[str, Unit] = {"DailySettings": "daily", "WeeklySettings": "weekly", "MonthlySettings": "monthly"}
"""The lists of RecurrenceSettings, and what the one that is there makes of a rotation."""


def rotation_of(state: State, arn: str) -> Rotation | None:
    """The rotation with its overrides, members being ARNs; None if there is none (any more)."""
    row = find(state, "rotation", arn)
    if row is None:
        return None
    overrides = state.rows("SELECT * FROM override WHERE RotationArn = ? ORDER BY n", arn)
    return rotation(
        arn,
        json.loads(row["ContactIds"]),
        start=row["StartTime"],
        time_zone=row["TimeZoneId"],
        recurrence=json.loads(row["Recurrence"]),
        overrides=[override(json.loads(o["NewContactIds"]), o["StartTime"], o["EndTime"]) for o in overrides],
    )


def rotation(
    name: str,
    members: Sequence[str],
    *,
    start: float,
    time_zone: str,
    recurrence: Mapping[str, Any],
    overrides: Sequence[Override] = (),
) -> Rotation:
    """A rotation from members of the API that `check_rotation` let through; `start` in epoch seconds."""
    listed = next(name for name in _UNITS if recurrence.get(name))
    return Rotation(
        name,
        tuple(members),
        instant(start, "StartTime"),
        time_zone,
        _UNITS[listed],
        tuple(sorted(_hand_off(setting) for setting in recurrence[listed])),
        recurrence["RecurrenceMultiplier"],
        recurrence["NumberOfOnCalls"],
        _cover(recurrence.get("ShiftCoverages")),
        tuple(overrides),
    )


def override(members: Sequence[str], start: float, end: float) -> Override:
    """An override from members of the API, times in epoch seconds."""
    return Override(tuple(members), instant(start, "StartTime"), instant(end, "EndTime"))


def check_rotation(time_zone: str, recurrence: Mapping[str, Any]) -> None:
    """Raise one ValidationException for everything that a rotation cannot have, beyond the limits of the model."""
    problems = [*_wrong_lists(recurrence), *_wrong_cover(recurrence.get("ShiftCoverages") or {})]
    if time_zone not in _zones():
        problems.append(("TimeZoneId", "is not an IANA time zone such as Europe/Berlin"))
    if problems:
        raise invalid_fields(problems)


def instant(seconds: float, name: str) -> datetime:
    """Epoch seconds in UTC, to the millisecond; ValidationException for the member `name` outside the calendar."""
    try:
        return datetime.fromtimestamp(round(seconds, 3), UTC)
    except (ValueError, OverflowError, OSError):
        raise invalid_fields([(name, "is not in the years 1 to 9999")]) from None


@cache
def _zones() -> frozenset[str]:
    """IANA's names, but for "designators" without rules of their own such as EST, which AWS refuses like PST."""
    from zoneinfo import available_timezones

    return frozenset(available_timezones() - {"EST", "HST", "MST", "Factory", "localtime", "posixrules"})


def _hand_off(setting: Mapping[str, Any]) -> HandOff:
    """From an entry of any of the lists: daily ones are HandOffTimes themselves, the others hold one."""
    minute = _minute(setting.get("HandOffTime", setting))
    if "DayOfWeek" in setting:
        return HandOff(_DAYS.index(setting["DayOfWeek"]), minute)
    return HandOff(setting.get("DayOfMonth", 0), minute)


def _minute(clock: Mapping[str, int]) -> int:
    return clock["HourOfDay"] * 60 + clock["MinuteOfHour"]


def _cover(coverages: Mapping[str, Any] | None) -> dict[int, tuple[tuple[int, int], ...]] | None:
    if not coverages:
        return None
    return {_DAYS.index(day): tuple(sorted(map(_span, spans))) for day, spans in coverages.items()}


def _span(coverage: Mapping[str, Any]) -> tuple[int, int]:
    """Minutes from midnight; an End at or before the Start is the next day's (our choice: AWS does not say)."""
    start, end = _minute(coverage["Start"]), _minute(coverage["End"])
    return start, end if end > start else end + 1440


def _wrong_lists(recurrence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if sum(bool(recurrence.get(name)) for name in _UNITS) != 1:
        yield "Recurrence", f"must have exactly one of {', '.join(_UNITS)}"


def _wrong_cover(coverages: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if coverages and not any(coverages.values()):
        yield "Recurrence.ShiftCoverages", "must cover some time"
    for day, spans in coverages.items():
        for index, coverage in enumerate(spans):
            path = f"Recurrence.ShiftCoverages.{day}.{index}"
            if "Start" not in coverage or "End" not in coverage:
                yield path, "must have a Start and an End"
            elif _length(coverage) < SHORTEST:
                yield path, "must be at least 30 minutes long"


def _length(coverage: Mapping[str, Any]) -> int:
    start, end = _span(coverage)
    return (end - start) * 60
