"""Row 9: a year of a large on-call schedule; beside it dateutil's recurrence rules saying the same hand-offs.

Eight rotations of 30 people in eight time zones: two hand-offs a day, two people at a time, hours covered in three
spans a day, an override a month. dateutil says when the hand-offs are, on the clock of each zone, and no more.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from benchmarks.table import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tocsin.rotations import Rotation

ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
    "Pacific/Auckland", "America/Sao_Paulo", "Africa/Casablanca", "UTC",
)  # fmt: skip
PEOPLE = tuple(f"person-{number}" for number in range(30))
START = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(weeks=52)
GOAL_SECONDS, GOAL_US = 0.5, 100
ROUNDS, INSTANTS = 5, 2_000


def run() -> list[Row]:
    """Medians of rounds that take turns; nothing is kept from one to the next but the time zones' own data."""
    rotations = [_rotation(number, zone) for number, zone in enumerate(ZONES)]
    rounds = [(_seconds(lambda: _year(rotations)), _seconds(_hand_offs)) for _ in range(ROUNDS)]
    year, floor = (median(figures) for figures in zip(*rounds, strict=True))
    at_once = median(_seconds(lambda: _on_call(rotations)) for _ in range(ROUNDS)) / INSTANTS * 1e6
    shifts = sum(1 for rotation in rotations for _ in rotation.shifts(START, START + YEAR))
    what = f"52 weeks of 8 rotations, {len(PEOPLE)} people"
    return [
        Row("9", f"{what}: {shifts:,} shifts and all gaps", f"{year * 1e3:.0f} ms",
            f"{floor * 1e3:.0f} ms dateutil, hand-offs only", year / floor, f"< {GOAL_SECONDS} s", year < GOAL_SECONDS),
        Row("9", "who is on call at an instant of that year", f"{at_once:.0f} us", "", None, f"< {GOAL_US} us",
            at_once < GOAL_US),
    ]  # fmt: skip


def _rotation(number: int, zone: str) -> Rotation:
    from tocsin.rotations import HandOff, Override, Rotation

    begin = datetime(2024, 1, 1, 9, tzinfo=ZoneInfo(zone))
    months = [datetime(2026, month, 5, tzinfo=UTC) for month in range(1, 13)]
    overrides = [Override((PEOPLE[(number + month.month) % 30],), month, month + timedelta(days=3)) for month in months]
    spans = ((8 * 60, 12 * 60), (13 * 60, 18 * 60), (22 * 60, 30 * 60))
    cover, hand_offs = dict.fromkeys(range(7), spans), (HandOff(0, 9 * 60), HandOff(0, 21 * 60))
    return Rotation(zone, PEOPLE, begin, zone, "daily", hand_offs, people=2, cover=cover, overrides=tuple(overrides))


def _year(rotations: list[Rotation]) -> None:
    from tocsin.rotations import gaps
    from tocsin.rotations.turns import turns
    from tocsin.rotations.wallclock import wall_clock

    wall_clock.cache_clear()
    turns.cache_clear()
    for rotation in rotations:
        list(rotation.shifts(START, START + YEAR))
    gaps(rotations, START, START + YEAR)


def _hand_offs() -> None:
    from dateutil.rrule import DAILY, rrule

    for zone in map(ZoneInfo, ZONES):
        times = rrule(DAILY, dtstart=START.astimezone(zone), until=START + YEAR, byhour=(9, 21), byminute=0, bysecond=0)
        assert len([time.astimezone(UTC) for time in times]) > 700


def _on_call(rotations: list[Rotation]) -> None:
    choose = random.Random(1)
    for _ in range(INSTANTS):
        choose.choice(rotations).on_call(START + YEAR * choose.random())


def _seconds(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
