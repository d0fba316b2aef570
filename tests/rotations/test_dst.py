"""The table of dst.yaml, case by case: a document first, a test second."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tocsin.rotations import Rotation

if TYPE_CHECKING:
    from tocsin.rotations import Shift

TABLE = yaml.load((Path(__file__).parent / "dst.yaml").read_text("utf-8"), yaml.BaseLoader)
CASES = [
    pytest.param(change["zone"], case, id=f"{change['zone']}: {case['name']}")
    for change in TABLE
    for case in change["cases"]
]


def rotation_of(zone: str, value: dict[str, Any]) -> Rotation:
    repeat, numbers = dict(value["repeat"]), {}
    if "every" in repeat:
        repeat["every"] = int(repeat["every"])
    for hand_off in repeat.get("monthly", []):
        hand_off["day"] = int(hand_off["day"])
    if "on_call" in value:
        numbers["on_call"] = int(value["on_call"])
    return Rotation.of("table", {"contacts": ["a", "b", "c"], **value, "repeat": repeat, **numbers}, zone)


def length(start: datetime, end: datetime) -> str:
    hours, minutes = divmod(int((end.timestamp() - start.timestamp()) // 60), 60)
    return f"{hours}h{minutes:02}m" if hours and minutes else f"{hours}h" if hours else f"{minutes}m"


def row(shift: Shift) -> str:
    start, end = (each.isoformat(timespec="minutes") for each in (shift.start, shift.end))
    replaced = f" for {'+'.join(shift.replaced)}" if shift.replaced else ""
    return f"{'+'.join(shift.members)} {start} {end} {length(shift.start, shift.end)}{replaced}"


@pytest.mark.parametrize(("zone", "case"), CASES)
def test_shifts_are_those_of_the_table(zone: str, case: dict[str, Any]) -> None:
    start, end = (datetime.fromisoformat(case[key]) for key in ("from", "until"))
    shifts = rotation_of(zone, case["rotation"]).shifts(start, end)
    assert [row(shift) for shift in shifts] == [re.sub(" +", " ", line) for line in case["shifts"]]


@pytest.mark.parametrize(("zone", "case"), CASES)
def test_who_is_on_call_at_every_quarter_of_an_hour(zone: str, case: dict[str, Any]) -> None:
    start, end = (datetime.fromisoformat(case[key]) for key in ("from", "until"))
    rotation, expected = rotation_of(zone, case["rotation"]), [line.split() for line in case["shifts"]]
    for quarter in range((end - start) // timedelta(minutes=15)):
        at = start + quarter * timedelta(minutes=15)
        people = [who for who, begun, over, *_ in expected if begun_by(begun, at) and not begun_by(over, at)]
        assert "+".join(rotation.on_call(at)) == "".join(people), at


def begun_by(text: str, at: datetime) -> bool:
    return datetime.fromisoformat(text) <= at


def test_the_table_has_every_kind_of_change() -> None:
    assert {change["zone"] for change in TABLE} >= {
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
        "Asia/Kolkata",
        "Europe/Istanbul",
        "America/Sao_Paulo",
        "Pacific/Apia",
        "Africa/Casablanca",
    }
