"""Rotations, schedules, windows and silences: references, real dates, time zones, AWS's limits on shifts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tocsin.durations import seconds
from tocsin.finding import Finding
from tocsin.validate.names import Names, unknown
from tocsin.windows import FIRST_START, check_rule, check_zone, clock_span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.document import Document, Entry

MIN_COVER_MINUTES = 30
_RECURRENCES = ("daily", "weekly", "monthly")


def times(names: Names, documents: tuple[Document, ...]) -> Iterator[Finding]:
    """Every finding on these sections and on settings.time_zone."""
    for document in documents:
        settings = document.data.get("settings")
        zone = settings.get("time_zone") if isinstance(settings, dict) else None
        if isinstance(zone, str) and not check_zone(zone):
            yield _zone_finding(zone, document.span(("settings", "time_zone")))
    for entry in names.sections["rotations"].values():
        yield from _rotation(entry, names)
    for entry in names.sections["schedules"].values():
        yield from _schedule(entry, names)
    for entry in names.sections["windows"].values():
        yield from _window(entry)
    for entry in names.sections["silences"].values():
        yield from _silence(entry)


def _zone_finding(zone: str, span: Any) -> Finding:
    import zoneinfo

    from tocsin.finding import nearest

    meant = nearest(zone, sorted(zoneinfo.available_timezones()))
    return Finding(
        "TOC206", "error", f"unknown time zone `{zone}`", span, f"Did you mean `{meant}`?" if meant else "", meant
    )


def _zone(entry: Entry) -> Iterator[Finding]:
    zone = entry.value.get("time_zone")
    if isinstance(zone, str) and not check_zone(zone):
        yield _zone_finding(zone, entry.span("time_zone"))


def _moment(entry: Entry, key: str) -> Iterator[Finding]:
    """A date and time that the calendar has; its form is the schema's business."""
    value = entry.value.get(key)
    if isinstance(value, str) and len(value) >= len("2026-01-05T09:00") and instant(value) is None:
        yield Finding("TOC206", "error", f"`{value}` is not in the calendar", entry.span(key))


def instant(text: Any) -> datetime | None:
    """A date and time as text, or None where it is none."""
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _rotation(entry: Entry, names: Names) -> Iterator[Finding]:
    yield from _zone(entry)
    yield from _moment(entry, "start")
    members = entry.value.get("contacts")
    for index, name in enumerate(members if isinstance(members, list) else []):
        yield from _member(entry, index, name, names)
    repeat = entry.value.get("repeat")
    if isinstance(repeat, dict) and sum(kind in repeat for kind in _RECURRENCES) != 1:
        yield Finding(
            "TOC205", "error", "exactly one of daily, weekly and monthly stands here", entry.span("repeat", key=True)
        )
    cover = entry.value.get("cover")
    for day, spans in cover.items() if isinstance(cover, dict) else ():
        for index, span in enumerate(spans if isinstance(spans, list) else []):
            yield from _cover(entry, day, index, span)


def _member(entry: Entry, index: int, name: Any, names: Names) -> Iterator[Finding]:
    person = names.sections["contacts"].get(name) if isinstance(name, str) else None
    if isinstance(name, str) and person is None:
        help_ = "A rotation takes people only." if names.kind(name) else ""
        yield unknown("contact", name, names.sections["contacts"], entry.span("contacts", index), help_)
    elif person is not None and "arn" in person.value:
        message = f"`{name}` is provisioned elsewhere: a rotation takes people of its own account"
        yield Finding("TOC204", "error", message, entry.span("contacts", index))


def _cover(entry: Entry, day: str, index: int, span: Any) -> Iterator[Finding]:
    try:
        start, end = clock_span(span)
    except (ValueError, AttributeError):
        return
    if end - start < MIN_COVER_MINUTES:
        message = f"`{span}`: AWS covers at least {MIN_COVER_MINUTES} minutes"
        yield Finding("TOC204", "error", message, entry.span("cover", day, index))


def _schedule(entry: Entry, names: Names) -> Iterator[Finding]:
    rotations = entry.value.get("rotations")
    for index, name in enumerate(rotations if isinstance(rotations, list) else []):
        if isinstance(name, str) and name not in names.sections["rotations"]:
            yield unknown("rotation", name, names.sections["rotations"], entry.span("rotations", index))


def _window(entry: Entry) -> Iterator[Finding]:
    value = entry.value
    yield from _zone(entry)
    yield from _moment(entry, "from")
    if "rrule" not in value:
        for key in ("for", "from"):
            if key in value:
                yield Finding("TOC205", "error", f"`{key}` belongs to a window with `rrule`", entry.span(key, key=True))
        return
    for key in ("days", "hours"):
        if key in value:
            yield Finding("TOC205", "error", f"`{key}` and `rrule` exclude each other", entry.span(key, key=True))
    if "for" not in value:
        yield Finding(
            "TOC205", "error", "a window with `rrule` needs `for`: how long it lasts", entry.span("rrule", key=True)
        )
    rule, first = value["rrule"], value.get("from", FIRST_START)
    if isinstance(rule, str) and instant(first) is not None and (problem := check_rule(rule, first)):
        yield Finding("TOC206", "error", f"not a recurrence rule: {problem}", entry.span("rrule"))


def _silence(entry: Entry) -> Iterator[Finding]:
    value = entry.value
    yield from _moment(entry, "from")
    yield from _moment(entry, "until")
    start, end = instant(value.get("from")), instant(value.get("until"))
    if start and end and start.tzinfo and end.tzinfo and start >= end:
        yield Finding("TOC206", "error", "the silence ends before it begins", entry.span("until"))
    if "match" not in value and "alert" not in value:
        message = "this silence would silence every alert: say which with `match` or `alert`"
        yield Finding("TOC205", "error", message, entry.span("name"))


def positive(entry: Entry, steps: tuple[str | int, ...], value: Any) -> Iterator[Finding]:
    """A length of time that must not be zero."""
    try:
        zero = seconds(value) == 0
    except (ValueError, TypeError):
        return
    if zero:
        yield Finding("TOC206", "error", "a length of time above zero is needed here", entry.span(*steps))
