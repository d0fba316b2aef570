"""Gaps and load of a calendar: hand-worked weeks across clock changes, and a slow count of half-hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.reviews.oncall import Calendar, Turn
from tocsin.reviews.quality import Fairness, Load, measure, stretches
from tocsin.rotations import Span

ZONES = {
    "berlin": "Europe/Berlin",
    "york": "America/New_York",
    "howe": "Australia/Lord_Howe",
    "kolkata": "Asia/Kolkata",
}
NONE = timedelta()
HALF_HOUR = timedelta(minutes=30)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def turn(rotation: str, members: str, start: str, end: str) -> Turn:
    """A shift between two wall-clock times of the rotation's zone."""
    zone = ZoneInfo(ZONES[rotation])
    begin, finish = (datetime.fromisoformat(text).replace(tzinfo=zone) for text in (start, end))
    return Turn(rotation, tuple(members.split()), begin, finish, None)


def calendar(span: Span, turns: list[Turn], gaps: tuple[Span, ...] = (), members: str = "") -> Calendar:
    ordered = sorted(turns, key=lambda turn: turn.start.astimezone(UTC))
    theirs = {**{member: [] for member in members.split()}, **stretches(ordered, span)}
    starts = {each.start for spans in theirs.values() for each in spans} - {span.start}
    return Calendar(
        "oncall", "On call", "schedule", ZONES, (), tuple(ordered), gaps,
        {member: tuple(spans) for member, spans in theirs.items()}, tuple(sorted(starts)),
    )  # fmt: skip


def loads(span: Span, *turns: Turn, members: str = "") -> dict[str, Load]:
    return {load.contact: load for load in measure(calendar(span, list(turns), members=members), span).loads}


WEEKS = [
    # the clocks of Berlin go forward on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00
    pytest.param("2026-03-23T09:00", "2026-03-30T09:00", 167, 55, 47, id="spring"),
    pytest.param("2026-10-19T09:00", "2026-10-26T09:00", 169, 57, 49, id="autumn"),
    pytest.param("2026-06-01T09:00", "2026-06-08T09:00", 168, 56, 48, id="summer"),
]


@pytest.mark.parametrize(("start", "end", "on_call", "night", "weekend"), WEEKS)
def test_a_week_counts_in_real_hours(start: str, end: str, on_call: int, night: int, weekend: int) -> None:
    week = turn("berlin", "akuam", start, end)
    span = Span(week.start.astimezone(UTC), week.end.astimezone(UTC))

    assert loads(span, week) == {
        "akuam": Load("akuam", hours(on_call), 1.0, hours(night), hours(weekend), 1, 0, hours(on_call))
    }


def test_half_an_hour_of_clock_change_is_half_an_hour() -> None:
    """Lord Howe's clocks go back by 30 minutes on 2026-04-05 at 02:00."""
    night = turn("howe", "akuam", "2026-04-04T22:00", "2026-04-05T06:00")
    span = Span(instant("2026-04-01T00:00+00:00"), instant("2026-04-10T00:00+00:00"))

    assert loads(span, night)["akuam"][1:5] == (hours(8.5), 1.0, hours(8.5), hours(8.5))


def test_only_the_part_inside_the_span_counts() -> None:
    week = turn("berlin", "akuam", "2026-06-01T09:00", "2026-06-08T09:00")
    span = Span(instant("2026-06-03T23:00+02:00"), instant("2026-06-04T09:00+02:00"))

    (load,) = loads(span, week).values()

    assert (load.on_call, load.night, load.weekend, load.longest) == (hours(10), hours(7), NONE, hours(10))
    assert (load.shifts, load.hand_offs) == (1, 0)


def test_the_night_is_the_rotations_own() -> None:
    span = Span(instant("2026-06-03T00:00+00:00"), instant("2026-06-04T00:00+00:00"))
    day, night = (turn(zone, "akuam", "2026-06-03T09:00", "2026-06-03T17:00") for zone in ("berlin", "york"))
    both = turn("kolkata", "bob", "2026-06-03T06:00", "2026-06-03T07:00")

    assert all(load.night == NONE for load in loads(span, day, night, both).values())


def test_somebody_in_two_rotations_at_once_is_on_call_once() -> None:
    span = Span(instant("2026-06-05T00:00+00:00"), instant("2026-06-08T00:00+00:00"))
    first = turn("berlin", "akuam", "2026-06-05T20:00", "2026-06-06T08:00")
    second = turn("berlin", "akuam bob", "2026-06-06T04:00", "2026-06-06T12:00")

    assert loads(span, first, second) == {
        "akuam": Load("akuam", hours(16), 16 / 24, hours(8), hours(12), 2, 1, hours(16)),
        "bob": Load("bob", hours(8), 8 / 24, hours(2), hours(8), 1, 1, hours(8)),
    }


def test_shifts_that_touch_are_one_stretch() -> None:
    span = Span(instant("2026-06-01T00:00+00:00"), instant("2026-06-30T00:00+00:00"))
    turns = [turn("berlin", "akuam", f"2026-06-{day:02}T09:00", f"2026-06-{day + 1:02}T09:00") for day in (3, 4, 5, 8)]

    load = loads(span, *turns)["akuam"]

    assert (load.shifts, load.hand_offs, load.longest) == (4, 2, hours(72))


def test_gaps_are_counted_in_real_hours() -> None:
    zone = ZoneInfo("Europe/Berlin")
    gap = Span(datetime(2026, 3, 29, tzinfo=zone), datetime(2026, 3, 29, 9, tzinfo=zone))
    span = Span(instant("2026-03-28T00:00+00:00"), instant("2026-03-30T00:00+00:00"))

    quality = measure(calendar(span, [], (gap,), "akuam"), span)

    assert (quality.gaps, quality.uncovered, quality.hand_offs) == (1, hours(8), 0)


def test_fairness_is_the_most_by_the_least() -> None:
    span = Span(instant("2026-06-01T00:00+00:00"), instant("2026-06-30T00:00+00:00"))
    turns = [
        turn("berlin", "akuam", "2026-06-02T20:00", "2026-06-03T06:00"),
        turn("berlin", "bob", "2026-06-03T22:00", "2026-06-04T02:00"),
    ]

    assert measure(calendar(span, turns), span).fairness == Fairness(10 / 4, 8 / 4, None)
    assert measure(calendar(span, turns, members="chen"), span).fairness == Fairness(None, None, None)


def test_nobody_on_call_has_no_share() -> None:
    span = Span(instant("2026-06-01T00:00+00:00"), instant("2026-06-02T00:00+00:00"))

    assert loads(span, members="akuam")["akuam"] == Load("akuam", NONE, 0.0, NONE, NONE, 0, 0, NONE)


@st.composite
def turns(draw: st.DrawFn) -> list[Turn]:
    """Shifts of half-hours, around the clock changes of three zones."""
    made = []
    for rotation in draw(st.lists(st.sampled_from(sorted(ZONES)), min_size=1, max_size=4)):
        first = draw(st.sampled_from(("2026-03-27T00:00", "2026-04-03T00:00", "2026-10-23T00:00")))
        start = instant(first + "+00:00") + draw(st.integers(0, 200)) * HALF_HOUR
        end, zone = start + draw(st.integers(1, 150)) * HALF_HOUR, ZoneInfo(ZONES[rotation])
        members = tuple(draw(st.lists(st.sampled_from(("akuam", "bob")), unique=True, min_size=1)))
        made.append(Turn(rotation, members, start.astimezone(zone), end.astimezone(zone), None))
    return made


@given(turns())
def test_it_agrees_with_a_count_of_half_hours(made: list[Turn]) -> None:
    span = Span(instant("2026-03-27T12:00+00:00"), instant("2026-10-26T12:00+00:00"))

    overlapping = [each for each in made if each.end > span.start and each.start < span.end]

    found = loads(span, *overlapping, members="akuam bob")

    for member, load in found.items():
        total, night, weekend = counted(member, made, span)
        assert (load.on_call, load.night, load.weekend) == (total * HALF_HOUR, night * HALF_HOUR, weekend * HALF_HOUR)
    assert sum(load.share for load in found.values()) == pytest.approx(1.0 if overlapping else 0.0)


def counted(member: str, made: list[Turn], span: Span) -> tuple[int, int, int]:
    """Half-hours on call, of the night and of the weekend, one by one by the clock on the wall."""
    total, night, weekend = set(), set(), set()
    for each in made:
        at, end = each.start.astimezone(UTC), each.end.astimezone(UTC)
        while at < end:
            local = at.astimezone(each.start.tzinfo)
            if member in each.members and span.start <= at < span.end:
                total.add(at)
                if local.hour >= 22 or local.hour < 6:
                    night.add(at)
                if local.weekday() >= 5:
                    weekend.add(at)
            at += HALF_HOUR
    return len(total), len(night), len(weekend)
