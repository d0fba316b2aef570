"""Rotations for the tests of the operations around them; the emulator's clock stands at the beginning of 2026."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulating import Emulator

NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""Where the clock of `emulating.SetClock` stands: a Thursday."""

NINE = {"HourOfDay": 9, "MinuteOfHour": 0}
DAILY: dict[str, Any] = {"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1, "DailySettings": [NINE]}
WEEKLY: dict[str, Any] = {
    "NumberOfOnCalls": 1,
    "RecurrenceMultiplier": 1,
    "WeeklySettings": [{"DayOfWeek": "MON", "HandOffTime": NINE}],
}


def rotation(emulator: Emulator, **changes: Any) -> dict[str, Any]:
    """The parameters of a CreateRotation: Akua and Bob take turns each day at nine."""
    return {
        "Name": "daily",
        "ContactIds": [emulator.arn("akuam"), emulator.arn("bob")],
        "StartTime": NOW.replace(hour=9),
        "TimeZoneId": "UTC",
        "Recurrence": DAILY,
        **changes,
    }


def create_rotation(emulator: Emulator, **changes: Any) -> str:
    """The ARN of such a rotation."""
    return str(emulator.client().create_rotation(**rotation(emulator, **changes))["RotationArn"])


def fields(caught: Any) -> list[str]:
    """The names of the fields in the ValidationException that pytest.raises caught."""
    return [field["Name"] for field in caught.value.response["Fields"]]
