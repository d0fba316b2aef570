"""`oncall` for people at a terminal: who has the watch now, then each schedule's shifts, gaps and load."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, NamedTuple

from tocsin.reporters.human.paint import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tocsin.reporters.human.paint import Paint
    from tocsin.reviews.oncall import Calendar, OnCall, Watch
    from tocsin.reviews.quality import Quality
    from tocsin.rotations import Span

_NOBODY = "NOBODY"
_NO_SHIFT = "no shift within 730d"


def oncall(answer: OnCall, paint: Paint) -> str:
    """First who is on call at the start of the span, then everything in it."""
    return "".join(f"{line}\n" for line in _lines(answer, paint))


def _lines(answer: OnCall, paint: Paint) -> Iterator[str]:
    if not answer.calendars:
        yield _nothing(answer)
        return
    person = answer.person
    whose = _titled(person, answer.titles[person]) if person else "On call"
    yield paint("bold", f"{whose} at {_clock(answer.start)} {_offset(answer.start)}")
    yield from _watches(answer, paint)
    for index, calendar in enumerate(answer.calendars):
        yield ""
        yield paint("bold", _heading(calendar))
        yield from _schedule(calendar, person, paint)
        if answer.qualities:
            yield ""
            yield from _quality(answer.qualities[index], paint)


def _nothing(answer: OnCall) -> str:
    if answer.person:
        return f"{_titled(answer.person, answer.titles[answer.person])} is in no schedule, so never on call."
    return "There is no schedule, so nobody is on call."


class _Row(NamedTuple):
    """Cells of a table, the last one of any width; `kind` colours the row."""

    cells: Sequence[str]
    kind: str | None = None


def _table(header: Sequence[str], rows: Sequence[_Row], paint: Paint) -> Iterator[str]:
    table = [_Row(header, "dim"), *rows]
    used = [column for column in range(len(header)) if any(row.cells[column] for row in rows)]
    widths = [max(len(row.cells[column]) for row in table) for column in used]
    for row in table:
        cells = (row.cells[column].ljust(width) for column, width in zip(used, widths, strict=True))
        line = "  ".join(cells).rstrip()
        yield f"  {paint(row.kind, line) if row.kind else line}"


def _watches(answer: OnCall, paint: Paint) -> Iterator[str]:
    """Who is on call at the start, a rotation a row."""
    rows = [_watch(calendar, watch, answer) for calendar in answer.calendars for watch in calendar.watches]
    yield from _table(("schedule", "rotation", "on call", "until", "next"), rows, paint)


def _watch(calendar: Calendar, watch: Watch, answer: OnCall) -> _Row:
    now, then, person = watch.now, watch.then, answer.person
    place = (calendar.name, watch.rotation if len(calendar.watches) > 1 else "")
    whose = "" if person or then is None else ", ".join(then.members)
    if now is None:
        gap = not person and any(gap.start <= answer.start for gap in calendar.gaps)
        who = "no" if person else _NOBODY if gap else "nobody"
        return _Row((*place, who, _full(then.start) if then else _NO_SHIFT, whose), "error" if gap else None)
    if then is None:
        whose = _NO_SHIFT
    elif person or then.start.astimezone(UTC) != now.end.astimezone(UTC):
        whose = f"{whose} from {_full(then.start)}".strip()
    return _Row((*place, "yes" if person else ", ".join(now.members), _full(now.end), whose))


def _heading(calendar: Calendar) -> str:
    """Name, display name, and whose clock the times are on."""
    name = _titled(calendar.name, calendar.title)
    if len(set(calendar.zones.values())) == 1:
        return f"{name}, times in {next(iter(calendar.zones.values()))}"
    zones = ", ".join(f"{rotation} in {zone}" for rotation, zone in calendar.zones.items())
    return f"{name}, rotations in different time zones: {zones}"


def _schedule(calendar: Calendar, person: str | None, paint: Paint) -> Iterator[str]:
    """Shifts and gaps in the order of time, and how many there are."""
    stays = sorted([*_shifts(calendar), *map(_gap, calendar.gaps)], key=lambda stay: stay.start.astimezone(UTC))
    if stays:
        yield from _table(("who", "from", "until", "length", "rotation", ""), list(_rows(stays, calendar)), paint)
    shifts = _count(len(calendar.turns), "shift")
    if person:
        yield f"  {shifts}, on call {_length(sum(map(_real, calendar.stretches[person]), timedelta()))} of the span"
        return
    gaps = _count(len(calendar.gaps), "gap")
    if calendar.gaps:
        gaps = paint("error", f"{gaps}, {_length(sum(map(_real, calendar.gaps), timedelta()))} in all")
    yield f"  {shifts}, {_count(len(calendar.hand_offs), 'hand-off')}, {gaps}"


class _Stay(NamedTuple):
    """A line of a schedule: a shift, or a gap."""

    start: datetime
    end: datetime
    who: str
    rotation: str
    notes: list[str]
    kind: str | None = None


def _shifts(calendar: Calendar) -> Iterator[_Stay]:
    for turn in calendar.turns:
        who = ", ".join(turn.members) or "nobody"
        rotation = turn.rotation if len(calendar.zones) > 1 else ""
        over = [] if turn.replaced is None else [f"override, in place of {', '.join(turn.replaced) or 'nobody'}"]
        yield _Stay(turn.start, turn.end, who, rotation, over, "note" if over else None)


def _gap(gap: Span) -> _Stay:
    return _Stay(gap.start, gap.end, _NOBODY, "", ["gap"], "error")


def _rows(stays: Sequence[_Stay], calendar: Calendar) -> Iterator[_Row]:
    """The offset of a time stands where it is not the one that was said last."""
    mixed, said = len(set(calendar.zones.values())) > 1, ""
    for stay in stays:
        times = []
        for time in (stay.start, stay.end):
            offset = _offset(time)
            times.append(_clock(time) + (f" {offset}" if mixed or offset != said else ""))
            said = offset
        notes = "; ".join([*stay.notes, *_changes(stay.start, stay.end)])
        yield _Row((stay.who, *times, _length(_real(stay)), stay.rotation, notes), stay.kind)


def _changes(start: datetime, end: datetime) -> Iterator[str]:
    """The clock change between two times of one zone, if they are on either side of one."""
    shift = (end.utcoffset() or timedelta()) - (start.utcoffset() or timedelta())
    if shift:
        before, after = start.astimezone(UTC), end.astimezone(UTC)
        while after - before > timedelta(minutes=1):
            middle = before + (after - before) / 2
            changed = middle.astimezone(start.tzinfo).utcoffset() != start.utcoffset()
            before, after = (before, middle) if changed else (middle, after)
        way = "forward" if shift > timedelta() else "back"
        yield f"clocks go {way} {_length(abs(shift))} on {after.astimezone(start.tzinfo):%a %Y-%m-%d}"


def _quality(quality: Quality, paint: Paint) -> Iterator[str]:
    """Who carries how much in the span."""
    header = ("load", "on call", "share", "nights", "weekends", "shifts", "hand-offs", "longest")
    rows = [
        _Row((
            load.contact, _hours(load.on_call), f"{load.share:.0%}", _hours(load.night), _hours(load.weekend),
            str(load.shifts), str(load.hand_offs), _length(load.longest),
        ))
        for load in quality.loads
    ]  # fmt: skip
    yield from _table(header, rows, paint)
    words = zip(("on call", "nights", "weekends"), quality.fairness, strict=True)
    ratios = (f"{word} {'-' if ratio is None else f'{ratio:.2f}'}" for word, ratio in words)
    yield f"  the most by the least: {', '.join(ratios)}"
    yield paint("dim", "  nights are 22:00 to 06:00, weekends Saturday and Sunday, on the rotation's clock")


def _titled(name: str, title: str) -> str:
    return name if title == name else f"{name} ({safe(title)})"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'s' if number != 1 else ''}"


def _real(span: Span | _Stay) -> timedelta:
    """How long it lasts, whatever the clocks do meanwhile."""
    return span.end.astimezone(UTC) - span.start.astimezone(UTC)


def _length(length: timedelta) -> str:
    """As policies write it: 6d23h, 30m."""
    minutes = length // timedelta(minutes=1)
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "m"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0m"


def _hours(length: timedelta) -> str:
    return f"{round(length / timedelta(hours=1), 1):g}h"


def _full(time: datetime) -> str:
    return f"{_clock(time)} {_offset(time)}"


def _clock(time: datetime) -> str:
    return f"{time:%a %Y-%m-%d %H:%M}"


def _offset(time: datetime) -> str:
    return time.isoformat(timespec="seconds")[19:]
