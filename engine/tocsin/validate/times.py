"""Rotations, schedules, windows and silences: references, real dates, time zones, AWS's limits on shifts."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tocsin.document import Entry
from tocsin.durations import seconds
from tocsin.finding import Finding, nearest
from tocsin.validate.names import Names, Steps, misspelt
from tocsin.validate.words import quoted
from tocsin.windows import FIRST_START, Search, check_rule, check_zone, clock_span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.document import Document

MIN_COVER_MINUTES = 30
MIN_OVERRIDE_MINUTES = 30
MAX_DAYS = 3650
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}")
_RECURRENCES = ("daily", "weekly", "monthly")


def times(names: Names, documents: tuple[Document, ...]) -> Iterator[Finding]:
    """Every finding on these sections and on settings.time_zone."""
    zone: Any = "UTC"
    for document in documents:
        settings = document.data.get("settings")
        if isinstance(settings, dict):
            yield from _zone(Entry(document, ("settings",), "settings", settings))
            zone = settings.get("time_zone", zone)
    for entry in names.sections["rotations"].values():
        yield from _rotation(entry, names)
        yield from _overrides(entry, zone)
    for entry in names.sections["schedules"].values():
        yield from _schedule(entry, names)
    search = Search()
    for entry in names.sections["windows"].values():
        yield from _window(entry, search)
    for entry in names.sections["silences"].values():
        yield from _silence(entry)


def _zone(entry: Entry) -> Iterator[Finding]:
    zone = entry.value.get("time_zone")
    if not isinstance(zone, str) or not zone or check_zone(zone):
        return
    import zoneinfo

    places = [name for name in sorted(zoneinfo.available_timezones()) if "/" in name and not name.startswith("Etc/")]
    meant = nearest(zone, ["UTC", *places])
    help_ = f"Did you mean `{meant}`?" if meant else "A name of the IANA database, such as Europe/Berlin."
    yield Finding("TOC206", "error", f"unknown time zone {quoted(zone)}", entry.span("time_zone"), help_, meant)


def _moment(entry: Entry, key: str) -> Iterator[Finding]:
    """A date and time that the calendar has; its form is the schema's business."""
    value = entry.value.get(key)
    if isinstance(value, str) and _MOMENT.match(value) and instant(value) is None:
        yield Finding("TOC206", "error", f"{quoted(value)}: there is no such date and time", entry.span(key))


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
    if isinstance(repeat, dict) and not misspelt(repeat, *_RECURRENCES):
        yield from _recurrence(entry, [kind for kind in repeat if kind in _RECURRENCES])
    cover = entry.value.get("cover")
    for day, spans in cover.items() if isinstance(cover, dict) else ():
        for index, span in enumerate(spans if isinstance(spans, list) else []):
            yield from _cover(entry, day, index, span)


def _recurrence(entry: Entry, kinds: list[str]) -> Iterator[Finding]:
    help_ = "AWS takes exactly one of daily, weekly and monthly."
    if not kinds:
        message = "nothing says when shifts change"
        yield Finding("TOC205", "error", message, entry.span("repeat", key=True), help_)
    for kind in kinds[1:]:
        message = f"`{kinds[0]}` and `{kind}` exclude each other"
        yield Finding("TOC205", "error", message, entry.span("repeat", kind, key=True), help_)


def _member(entry: Entry, index: int, name: Any, names: Names) -> Iterator[Finding]:
    known, steps = names.sections["contacts"], ("contacts", index)
    if not isinstance(name, str) or not name:
        return
    if name in known:
        if "arn" in known[name].value:
            message = f"{quoted(name)} is provisioned elsewhere: a rotation takes people of its own account"
            yield Finding("TOC204", "error", message, entry.span(*steps))
    elif kind := names.kind(name):
        message = f"{quoted(name)} is one of {kind}: a rotation takes people only"
        yield Finding("TOC204", "error", message, entry.span(*steps))
    else:
        yield from names.unknown("contact", name, known, entry.span(*steps))


def _cover(entry: Entry, day: str, index: int, span: Any) -> Iterator[Finding]:
    try:
        start, end = clock_span(span)
    except (ValueError, AttributeError):
        return
    if end - start < MIN_COVER_MINUTES:
        message = f"{quoted(span)} is too short: AWS covers at least {MIN_COVER_MINUTES} minutes"
        yield Finding("TOC204", "error", message, entry.span("cover", day, index))


def _overrides(entry: Entry, default_zone: Any) -> Iterator[Finding]:
    overrides, zone = entry.value.get("overrides"), entry.value.get("time_zone", default_zone)
    for index, value in enumerate(overrides if isinstance(overrides, list) else []):
        if isinstance(value, dict):
            override = Entry(entry.document, (*entry.path, "overrides", index), entry.name, value)
            yield from _moment(override, "from")
            yield from _moment(override, "until")
            yield from _override_length(override, zone)
            yield from _replacements(override, entry.value.get("contacts"))


def _override_length(override: Entry, zone: Any) -> Iterator[Finding]:
    """The wall clock says whether it ends after it begins; how long it lasts is real time, as AWS measures it."""
    start, end = (instant(override.value.get(key)) for key in ("from", "until"))
    if not start or not end or start.tzinfo or end.tzinfo:
        return
    if start >= end:
        message = "the override ends before it begins" if start > end else "the override ends when it begins"
        yield Finding("TOC206", "error", message, override.span("until"))
    elif isinstance(zone, str) and check_zone(zone) and _minutes_between(start, end, zone) < MIN_OVERRIDE_MINUTES:
        message = f"the override is too short: AWS takes at least {MIN_OVERRIDE_MINUTES} minutes"
        yield Finding("TOC204", "error", message, override.span("until"))


def _minutes_between(start: datetime, end: datetime, zone: str) -> float:
    from zoneinfo import ZoneInfo

    return (end.replace(tzinfo=ZoneInfo(zone)).timestamp() - start.replace(tzinfo=ZoneInfo(zone)).timestamp()) / 60


def _replacements(override: Entry, members: Any) -> Iterator[Finding]:
    contacts = override.value.get("contacts")
    for index, name in enumerate(contacts if isinstance(contacts, list) and isinstance(members, list) else []):
        if isinstance(name, str) and name and name not in members:
            meant = nearest(name, members)
            help_ = f"Did you mean `{meant}`?" if meant else "Add the contact to `contacts` of the rotation."
            message = f"{quoted(name)} is no contact of this rotation: AWS lets an override name those only"
            yield Finding("TOC204", "error", message, override.span("contacts", index), help_, meant)


def _schedule(entry: Entry, names: Names) -> Iterator[Finding]:
    known = names.sections["rotations"]
    rotations = entry.value.get("rotations")
    for index, name in enumerate(rotations if isinstance(rotations, list) else []):
        if isinstance(name, str) and name and name not in known:
            yield from names.unknown("rotation", name, known, entry.span("rotations", index))


def _window(entry: Entry, search: Search) -> Iterator[Finding]:
    yield from _zone(entry)
    yield from _moment(entry, "from")
    if "rrule" in entry.value:
        yield from _rule_window(entry, search)
    elif not misspelt(entry.value, "rrule"):
        for key in ("for", "from"):
            if key in entry.value:
                message = f"`{key}` belongs to a window with `rrule`"
                yield Finding("TOC205", "error", message, entry.span(key, key=True), "Say when it starts: `rrule`.")


def _rule_window(entry: Entry, search: Search) -> Iterator[Finding]:
    value = entry.value
    for key in ("days", "hours"):
        if key in value:
            help_ = "Say days and hours in the rule (BYDAY, BYHOUR) and the length in `for`."
            yield Finding(
                "TOC205", "error", f"`{key}` and `rrule` exclude each other", entry.span(key, key=True), help_
            )
    if "for" not in value and not misspelt(value, "for"):
        message, help_ = "the key `for` is missing: how long the window lasts", "For example `for: 2h`."
        yield Finding("TOC205", "error", message, entry.span("rrule", key=True), help_)
    yield from positive(entry, ("for",), value.get("for"))
    rule, first = value["rrule"], value.get("from", FIRST_START)
    if isinstance(rule, str) and rule and instant(first) and (problem := check_rule(rule, first, search)):
        yield Finding("TOC206", "error", f"not a recurrence rule: {problem}", entry.span("rrule"), _RULE_HELP)


_RULE_HELP = "RFC 5545, for example FREQ=WEEKLY;BYDAY=SU;BYHOUR=2."


def _silence(entry: Entry) -> Iterator[Finding]:
    value = entry.value
    yield from _moment(entry, "from")
    yield from _moment(entry, "until")
    start, end = instant(value.get("from")), instant(value.get("until"))
    if start and end and start.tzinfo and end.tzinfo and start >= end:
        message = "the silence ends before it begins" if start > end else "the silence ends when it begins"
        yield Finding("TOC206", "error", message, entry.span("until"))
    if "match" not in value and "alert" not in value and not misspelt(value, "match", "alert"):
        message = "this would silence every alert"
        yield Finding("TOC205", "error", message, entry.span("name"), "Say which with `match` or `alert`.")


def positive(entry: Entry, steps: Steps, value: Any) -> Iterator[Finding]:
    """A length of time that is neither zero nor beyond what anybody means."""
    try:
        length = seconds(value)
    except (ValueError, TypeError):
        return
    if not 0 < length <= MAX_DAYS * 86400:
        message = f"{quoted(value)}: a length above zero and up to {MAX_DAYS}d belongs here"
        yield Finding("TOC206", "error", message, entry.span(*steps))
