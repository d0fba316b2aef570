"""Shifts worked out slowly: from the start on, hand-off by hand-off, and each moment looked up in whole lists.

Written from the rules, not from the engine. Instants are POSIX seconds.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count, pairwise
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.choices import Choices
    from tocsin.rotations import HandOff, Override, Rotation

Row = tuple[tuple[str, ...], float, float, tuple[str, ...] | None]
"""A shift: members, start, end, replaced."""

DAY = timedelta(days=1)


class _Turn(NamedTuple):
    members: tuple[str, ...]
    start: float
    end: float


class _Piece(NamedTuple):
    covered: bool
    override: int | None
    start: float
    end: float


def shifts(rotation: Rotation, start: datetime, end: datetime, choices: Choices) -> list[Row]:
    """All shifts that overlap the span."""
    rows: list[Row] = []
    for turn in _turns(rotation, end.timestamp(), choices):
        rows += _pieces(rotation, turn, choices)
    return [row for row in rows if row[1] < end.timestamp() and start.timestamp() < row[2]]


def _turns(rotation: Rotation, until: float, choices: Choices) -> Iterator[_Turn]:
    start, times = rotation.start.timestamp(), _hand_off_times(rotation, choices)
    first = next(times)
    edges, latest = [start] if start < first and choices.before_first_hand_off == "on_call" else [], first
    edges.append(first)
    while edges[-1] < until:
        latest = max(latest, next(times))
        edges.append(latest)
    edges.append(max(latest, next(times)))
    for number, (begun, over) in enumerate(pairwise(edges)):
        yield _Turn(_members(rotation, number, choices), begun, over)


def _members(rotation: Rotation, number: int, choices: Choices) -> tuple[str, ...]:
    """A queue: whoever has been on call goes to its end."""
    queue, people = list(rotation.members), rotation.people
    if people >= len(queue):
        return _once(queue)
    relieved = people if choices.several_on_call == "next_people" else 1
    for _ in range(number * relieved % len(queue)):
        queue.append(queue.pop(0))
    return _once(queue[:people])


def _once(people: list[str]) -> tuple[str, ...]:
    return tuple(person for place, person in enumerate(people) if person not in people[:place])


def _hand_off_times(rotation: Rotation, choices: Choices) -> Iterator[float]:
    """Every hand-off that counts."""
    first: tuple[date, HandOff] | None = None
    for unit in _units(rotation):
        for hand_off in sorted(set(rotation.hand_offs)):
            day = _day(rotation, unit, hand_off, choices)
            if day is None:
                continue
            at = _seconds(rotation, day, hand_off.minute)
            if first is None and at >= rotation.start.timestamp():
                first = unit, hand_off
            if first is not None and _between(rotation, first, (unit, hand_off)) % rotation.every == 0:
                yield at


def _units(rotation: Rotation) -> Iterator[date]:
    """The first day of each day, week or month, from shortly before the start on."""
    begin = rotation.start.astimezone(ZoneInfo(rotation.time_zone)).date() - 3 * DAY
    if rotation.unit == "daily":
        yield from (begin + number * DAY for number in count())
    elif rotation.unit == "weekly":
        yield from (begin - begin.weekday() * DAY + number * 7 * DAY for number in count())
    else:
        months = (begin.year * 12 + begin.month - 1 + number for number in count())
        yield from (date(month // 12, month % 12 + 1, 1) for month in months)


def _day(rotation: Rotation, unit: date, hand_off: HandOff, choices: Choices) -> date | None:
    if rotation.unit != "monthly":
        return unit + hand_off.day * DAY
    day = unit + (hand_off.day - 1) * DAY
    if day.month == unit.month:
        return day
    return None if choices.short_month == "skip" else day - day.day * DAY


def _between(rotation: Rotation, first: tuple[date, HandOff], other: tuple[date, HandOff]) -> int:
    """Whole units from one hand-off to another."""
    months = (other[0].year - first[0].year) * 12 + other[0].month - first[0].month
    days = (other[0] - first[0]).days
    units = {"daily": days, "weekly": days // 7, "monthly": months}[rotation.unit]
    return units - (other[1] < first[1])


def _seconds(rotation: Rotation, day: date, minute: int) -> float:
    clock = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 - a wall-clock time
    return clock.replace(tzinfo=ZoneInfo(rotation.time_zone)).timestamp()


def _pieces(rotation: Rotation, turn: _Turn, choices: Choices) -> list[Row]:
    """A turn cut wherever anything could change; pieces of the same kind that meet are one."""
    covered, overrides = _covered(rotation, turn), [_span(override) for override in rotation.overrides]
    edges = {turn.start, turn.end, *(edge for span in [*covered, *overrides] for edge in span)}
    inside = sorted(edge for edge in edges if turn.start <= edge <= turn.end)
    pieces: list[_Piece] = []
    for start, end in pairwise(inside):
        piece = _Piece(any(begun <= start < over for begun, over in covered), _last(overrides, start), start, end)
        if pieces and pieces[-1][:2] == piece[:2]:
            piece = piece._replace(start=pieces.pop().start)
        pieces.append(piece)
    rows = (_row(rotation, turn, piece, choices) for piece in pieces)
    return [row for row in rows if row]


def _row(rotation: Rotation, turn: _Turn, piece: _Piece, choices: Choices) -> Row | None:
    covered, override, start, end = piece
    regular = turn.members if covered else ()
    if override is None:
        return (regular, start, end, None) if regular else None
    members = rotation.overrides[override].members
    if regular or (members and choices.override_in_gap):
        return members, start, end, regular
    return None


def _span(override: Override) -> tuple[float, float]:
    return override.start.timestamp(), override.end.timestamp()


def _last(spans: list[tuple[float, float]], at: float) -> int | None:
    return max((place for place, (start, end) in enumerate(spans) if start <= at < end), default=None)


def _covered(rotation: Rotation, turn: _Turn) -> list[tuple[float, float]]:
    if rotation.cover is None:
        return [(turn.start, turn.end)]
    zone, found = ZoneInfo(rotation.time_zone), []
    first, last = (datetime.fromtimestamp(edge, zone).date() for edge in (turn.start, turn.end))
    for number in range(-3, (last - first).days + 4):
        day = first + number * DAY
        for start, end in rotation.cover.get(day.weekday(), ()):
            found.append((_seconds(rotation, day, start), _seconds(rotation, day, end)))
    return [(start, end) for start, end in found if start < end]
