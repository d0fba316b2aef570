"""Random rotations around clock changes, and short ways to write one down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tocsin.choices import CHOICES as DEFAULTS
from tocsin.choices import Choices
from tocsin.rotations import HandOff, Override, Rotation

if TYPE_CHECKING:
    from tocsin.rotations import Unit

CHANGES = {
    "Europe/Berlin": ("2026-03-29T01:00Z", "2026-10-25T01:00Z"),
    "America/New_York": ("2026-03-08T07:00Z", "2026-11-01T06:00Z"),
    "Australia/Lord_Howe": ("2026-04-04T15:00Z", "2026-10-03T15:30Z"),
    "Pacific/Auckland": ("2026-04-04T14:00Z", "2026-09-26T14:00Z"),
    "Asia/Kolkata": ("2026-02-28T18:30Z", "2024-02-29T18:30Z"),
    "Europe/Istanbul": ("2016-03-27T01:00Z",),
    "America/Sao_Paulo": ("2018-11-04T03:00Z", "2019-02-17T02:00Z"),
    "Pacific/Apia": ("2011-12-30T10:00Z",),
    "Africa/Casablanca": ("2025-02-23T02:00Z", "2025-04-06T02:00Z"),
}
"""Zones, and when their clocks change (or February ends)."""

MEMBERS = ("akuam", "bob", "chen", "dora")
CHOICES = st.builds(
    Choices,
    several_on_call=st.sampled_from(("next_people", "next_person")),
    before_first_hand_off=st.sampled_from(("on_call", "nobody")),
    short_month=st.sampled_from(("last_day", "skip")),
    override_in_gap=st.booleans(),
)

_MINUTES = st.sampled_from((0, 60, 90, 120, 135, 150, 165, 180, 195, 540, 1020, 1320, 1410, 1425))
UNITS: tuple[Unit, ...] = ("daily", "weekly", "monthly")
_DAYS = {"daily": st.just(0), "weekly": st.integers(0, 6), "monthly": st.sampled_from((1, 4, 28, 29, 30, 31))}


@st.composite
def rotations(draw: st.DrawFn) -> tuple[Rotation, datetime]:
    """A rotation and an instant close to a clock change of its zone."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    change = datetime.fromisoformat(draw(st.sampled_from(CHANGES[zone])))
    unit = draw(st.sampled_from(UNITS))
    hand_offs = draw(st.lists(st.builds(HandOff, _DAYS[unit], _MINUTES), min_size=1, max_size=4))
    back = draw(st.integers(-3, 90)) * 86400 + draw(st.integers(-7200, 7200))
    made = Rotation(
        "random",
        tuple(draw(st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=4))),
        change - timedelta(seconds=back),
        zone,
        unit,
        tuple(hand_offs),
        draw(st.sampled_from((1, 1, 2, 3, 5))),
        draw(st.integers(1, 3)),
        draw(st.none() | _covers()),
        tuple(draw(st.lists(_overrides(change), max_size=3))),
    )
    return made, change


@st.composite
def _covers(draw: st.DrawFn) -> dict[int, tuple[tuple[int, int], ...]]:
    spans = st.builds(
        lambda start, length: (start, start + length), _MINUTES, st.sampled_from((30, 60, 480, 720, 1440))
    )
    days = draw(st.sets(st.integers(0, 6)) | st.just(set(range(7))))
    return {day: tuple(draw(st.lists(spans, max_size=3))) for day in days}


@st.composite
def _overrides(draw: st.DrawFn, change: datetime) -> Override:
    start = change + timedelta(minutes=draw(st.integers(-3000, 3000)))
    people = draw(st.lists(st.sampled_from(MEMBERS), max_size=2, unique=True))
    return Override(tuple(people), start, start + timedelta(minutes=draw(st.sampled_from((30, 45, 600, 20000)))))


def rotation(start: str, repeat: dict[str, Any], zone: str = "UTC", **more: Any) -> Rotation:
    """A rotation of a, b and c, as a policy file has it."""
    return Rotation.of("weekly", {"contacts": ["a", "b", "c"], "start": start, "repeat": repeat, **more}, zone)


def rows(made: Rotation, start: str, end: str, choices: Choices = DEFAULTS) -> list[str]:
    """Its shifts, each in a line of text: `a 01-05T09:00 01-06T09:00`, with `for b` behind an override."""
    begin, finish = (datetime.fromisoformat(each).replace(tzinfo=ZoneInfo(made.time_zone)) for each in (start, end))
    return [
        f"{'+'.join(members) or '-'} {begun:%m-%dT%H:%M} {over:%m-%dT%H:%M}"
        + ("" if replaced is None else f" for {'+'.join(replaced) or '-'}")
        for members, begun, over, replaced in made.shifts(begin, finish, choices)
    ]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
