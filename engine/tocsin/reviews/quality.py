"""How good an on-call calendar is: gaps, and how its burden is spread over people, nights and weekends.

Lengths are real time, so that a night in which clocks change counts for what it is. Somebody who is on call twice at
once, in two rotations, is on call once.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from tocsin.rotations import Span, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.reviews.oncall import Calendar, Turn


class _Hours(NamedTuple):
    """Hours on the wall clock that begin on some days of the week (0: Monday)."""

    days: frozenset[int]
    start: timedelta
    length: timedelta


NIGHT = _Hours(frozenset(range(7)), timedelta(hours=22), timedelta(hours=8))
"""22:00 to 06:00 in the zone of the rotation."""

WEEKEND = _Hours(frozenset({5}), timedelta(), timedelta(days=2))
"""Saturday and Sunday in the zone of the rotation."""


class Load(NamedTuple):
    """What one person carries in the span. `share` is of the hours of all; `longest` is on call without a break."""

    contact: str
    on_call: timedelta
    share: float
    night: timedelta
    weekend: timedelta
    shifts: int
    hand_offs: int
    longest: timedelta


class Fairness(NamedTuple):
    """The most that anybody carries by the least; None where somebody carries nothing."""

    on_call: float | None
    night: float | None
    weekend: float | None


class Quality(NamedTuple):
    """One calendar, measured. `loads` holds everybody in its rotations, in the rotations' order."""

    gaps: int
    uncovered: timedelta
    hand_offs: int
    loads: tuple[Load, ...]
    fairness: Fairness


def measure(calendar: Calendar, span: Span) -> Quality:
    """The quality of a calendar in a span (in UTC); what its shifts have beyond does not count."""
    everybody = sum(map(_length, calendar.stretches.values()), timedelta())
    nights, weekends = _within(calendar, NIGHT, span), _within(calendar, WEEKEND, span)
    shifts = Counter(member for turn in calendar.turns for member in turn.members)
    loads = tuple(
        Load(
            member,
            _length(theirs),
            _length(theirs) / everybody if everybody else 0.0,
            _length(nights.get(member, ())),
            _length(weekends.get(member, ())),
            shifts[member],
            sum(each.start > span.start for each in theirs),
            max((each.end - each.start for each in theirs), default=timedelta()),
        )
        for member, theirs in calendar.stretches.items()
    )
    uncovered = _length(Span(gap.start.astimezone(UTC), gap.end.astimezone(UTC)) for gap in calendar.gaps)
    return Quality(len(calendar.gaps), uncovered, len(calendar.hand_offs), loads, _fairness(loads))


def stretches(turns: Iterable[Turn], span: Span) -> dict[str, list[Span]]:
    """When each person is on call without a break, inside a span, in UTC. The turns come in time order."""
    found: dict[str, list[Span]] = {}
    for turn in turns:
        for member in turn.members:
            found.setdefault(member, []).append(_inside(turn, span))
    return {member: list(joined(theirs)) for member, theirs in found.items()}


def _inside(turn: Turn, span: Span) -> Span:
    return Span(max(turn.start.astimezone(UTC), span.start), min(turn.end.astimezone(UTC), span.end))


def _length(spans: Iterable[Span]) -> timedelta:
    return sum((span.end - span.start for span in spans), timedelta())


def _fairness(loads: Sequence[Load]) -> Fairness:
    return Fairness(
        _ratio([load.on_call for load in loads]),
        _ratio([load.night for load in loads]),
        _ratio([load.weekend for load in loads]),
    )


def _ratio(lengths: Sequence[timedelta]) -> float | None:
    return max(lengths) / min(lengths) if min(lengths) else None


def _within(calendar: Calendar, hours: _Hours, span: Span) -> dict[str, list[Span]]:
    """When each person is on call in such hours: each shift by the clock of its own rotation."""
    found: dict[str, list[Span]] = {}
    for turn in calendar.turns:
        for part in _parts(_inside(turn, span), hours, ZoneInfo(calendar.zones[turn.rotation])):
            for member in turn.members:
                found.setdefault(member, []).append(part)
    return {member: list(joined(sorted(theirs))) for member, theirs in found.items()}


def _parts(span: Span, hours: _Hours, zone: ZoneInfo) -> Iterator[Span]:
    """The parts of a span that lie in such hours of the zone."""
    day = datetime.combine(span.start.astimezone(zone) - hours.start - hours.length, time())
    last = span.end.astimezone(zone).replace(tzinfo=None)
    while day <= last:
        if day.weekday() in hours.days:
            start = max(span.start, _instant(day + hours.start, zone))
            end = min(span.end, _instant(day + hours.start + hours.length, zone))
            if start < end:
                yield Span(start, end)
        day += timedelta(days=1)


@lru_cache(maxsize=4096)
def _instant(clock: datetime, zone: ZoneInfo) -> datetime:
    return clock.replace(tzinfo=zone).astimezone(UTC)
