"""iCalendar (RFC 5545): shifts as events, for calendars that people already look at.

The same shift is the same event in every file: its UID comes from schedule, rotation, start and people, its DTSTAMP is
its start, and no clock is asked. Instants are in UTC, so that no reader needs to know the zone's rules.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from icalendar import Event

    from tocsin.reviews.oncall import Calendar, OnCall, Turn
    from tocsin.rotations import Span


def calendar(answer: OnCall) -> str:
    """One event a shift with somebody in it, and one a gap; lines end with CRLF."""
    import icalendar

    made = icalendar.Calendar()
    made.add("prodid", "-//tocsin//on call//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"{answer.asked.name if answer.asked else 'Everybody'} on call")
    for each in answer.calendars:
        for turn in each.turns:
            if turn.members:
                made.add_component(_shift(each, turn, answer))
        for gap in each.gaps:
            made.add_component(_gap(each, gap))
    text: bytes = made.to_ical()
    return text.decode("utf-8")


def _shift(schedule: Calendar, turn: Turn, answer: OnCall) -> Event:
    names = ", ".join(_plain(answer.titles.get(member, member)) for member in turn.members)
    lines = [f"{names}, {_plain(schedule.title)}, rotation {turn.rotation} ({schedule.zones[turn.rotation]})"]
    if turn.replaced is not None:
        lines.append(f"Override, in place of {', '.join(turn.replaced) or 'nobody'}")
    summary = f"{', '.join(turn.members)} on call ({schedule.name})"
    return _event((schedule.name, turn.rotation, turn.members), turn.start, turn.end, summary, "\n".join(lines))


def _gap(schedule: Calendar, gap: Span) -> Event:
    description = f"No rotation of {_plain(schedule.title)} has anybody on call."
    return _event((schedule.name, None, ()), gap.start, gap.end, f"NOBODY on call ({schedule.name})", description)


def _event(
    key: tuple[str, str | None, tuple[str, ...]], start: datetime, end: datetime, summary: str, description: str
) -> Event:
    import icalendar

    begin, event = start.astimezone(UTC), icalendar.Event()
    event.add("uid", _uid(*key, begin))
    event.add("dtstamp", begin)
    event.add("dtstart", begin)
    event.add("dtend", end.astimezone(UTC))
    event.add("summary", summary)
    event.add("description", description)
    event.add("transp", "TRANSPARENT")  # on call is not busy: meetings may be booked
    return event


def _uid(schedule: str, rotation: str | None, members: tuple[str, ...], start: datetime) -> str:
    text = json.dumps([schedule, rotation, members, start.isoformat()])
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}@tocsin"


def _plain(title: str) -> str:
    """A display name on one line: it may hold any Unicode separator, and some readers end lines at those."""
    return "".join(character for character in " ".join(title.split()) if character.isprintable())
