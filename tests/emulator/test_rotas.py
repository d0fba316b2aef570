from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tocsin.emulator.errors import ServiceError
from tocsin.emulator.rotas import check_rotation, instant, override, rotation, rotation_of
from tocsin.rotations import HandOff, Override, Rotation

if TYPE_CHECKING:
    from tocsin.emulator import State

BASE = "arn:aws:ssm-contacts:us-east-2:111122223333"
START = datetime(2026, 1, 5, 8, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> dict[str, int]:
    return {"HourOfDay": hour, "MinuteOfHour": minute}


def test_a_rotation_of_the_state_is_read_with_its_overrides_in_the_order_they_were_made(state: State) -> None:
    (row,) = state.rows("SELECT * FROM rotation")
    arn = row["RotationArn"]
    for number, (start, members) in enumerate(((7200.0, "[]"), (0.0, f'["{BASE}:contact/bob"]'))):
        state.put(
            "override",
            RotationOverrideId=str(number),
            RotationArn=arn,
            NewContactIds=members,
            StartTime=start,
            EndTime=start + 3600,
        )
    epoch, hour = datetime(1970, 1, 1, tzinfo=UTC), timedelta(hours=1)
    assert rotation_of(state, arn) == Rotation(
        arn,
        (f"{BASE}:contact/akuam", f"{BASE}:contact/bob"),
        datetime(2026, 1, 1, tzinfo=UTC),
        "UTC",
        "monthly",
        (HandOff(1, 0),),
        every=100,
        overrides=(
            Override((), epoch + 2 * hour, epoch + 3 * hour),
            Override((f"{BASE}:contact/bob",), epoch, epoch + hour),
        ),
    )


def test_none_where_there_is_none(state: State) -> None:
    assert rotation_of(state, f"{BASE}:rotation/gone") is None


@pytest.mark.parametrize(
    ("recurrence", "unit", "hand_offs"),
    [
        ({"DailySettings": [at(21, 30), at(9)]}, "daily", (HandOff(0, 540), HandOff(0, 1290))),
        (
            {"DailySettings": [], "WeeklySettings": [{"DayOfWeek": "SUN", "HandOffTime": at(0)}]},
            "weekly",
            (HandOff(6, 0),),
        ),
        (
            {
                "MonthlySettings": [
                    {"DayOfMonth": 20, "HandOffTime": at(8)},
                    {"DayOfMonth": 3, "HandOffTime": at(23, 59)},
                ]
            },
            "monthly",
            (HandOff(3, 1439), HandOff(20, 480)),
        ),
    ],
)
def test_hand_offs_are_in_the_order_of_the_clock(recurrence: Any, unit: Any, hand_offs: tuple[HandOff, ...]) -> None:
    settings = {"NumberOfOnCalls": 2, "RecurrenceMultiplier": 3, **recurrence}
    made = rotation("r", ["a", "b"], start=START.timestamp(), time_zone="Asia/Kolkata", recurrence=settings)
    assert made == Rotation("r", ("a", "b"), START, "Asia/Kolkata", unit, hand_offs, every=3, people=2)


def test_cover_that_ends_at_or_before_its_start_ends_the_next_day() -> None:
    spans = {
        "MON": [{"Start": at(13), "End": at(17)}, {"Start": at(9), "End": at(12, 30)}],
        "TUE": [{"Start": at(22), "End": at(6)}],
        "WED": [{"Start": at(8), "End": at(8)}],
        "SUN": [],
    }
    settings = {"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1, "DailySettings": [at(9)], "ShiftCoverages": spans}
    made = rotation("r", ["a"], start=0, time_zone="UTC", recurrence=settings)
    assert made.cover == {0: ((540, 750), (780, 1020)), 1: ((1320, 1800),), 2: ((480, 1920),), 6: ()}
    everything = rotation("r", ["a"], start=0, time_zone="UTC", recurrence={**settings, "ShiftCoverages": {}})
    assert everything.cover is None


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(ServiceError) as caught:
        check_rotation("MST", {"ShiftCoverages": {"MON": [{}, {"Start": at(9), "End": at(9, 29)}]}})
    assert [field["Name"] for field in caught.value.members["Fields"]] == [
        "Recurrence",
        "Recurrence.ShiftCoverages.MON.0",
        "Recurrence.ShiftCoverages.MON.1",
        "TimeZoneId",
    ]


def test_times_are_of_the_calendar_and_to_the_millisecond() -> None:
    assert instant(1767603600.12345, "StartTime") == datetime(2026, 1, 5, 9, 0, 0, 123_000, tzinfo=UTC)
    assert override(["a"], 0, 1800.0004).end == datetime(1970, 1, 1, 0, 30, tzinfo=UTC)
    for seconds in (1e12, -1e12, 1e300):
        with pytest.raises(ServiceError) as caught:
            instant(seconds, "EndTime")
        assert caught.value.members["Fields"][0]["Name"] == "EndTime"
