"""iCalendar files, read back by two libraries, one of which did not write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]  # has no types

from tocsin.reporters import ical
from tocsin.reviews.oncall import Asked, Calendar, OnCall, Turn
from tocsin.rotations import Span

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Turn(
    "weekly", ("akuam",), datetime(2026, 3, 23, 9, tzinfo=BERLIN), datetime(2026, 3, 30, 9, tzinfo=BERLIN), None
)
GAP = Span(datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN))


def answer(
    *turns: Turn, gaps: tuple[Span, ...] = (), title: str = "Payments on call", person: str = "Akua Mansa"
) -> OnCall:
    zones = {"weekly": "Europe/Berlin"}
    calendar = Calendar("payments", title, "schedule", zones, (), turns, gaps, {}, ())
    span = Span(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    return OnCall(Asked("schedule", "payments"), *span, (calendar,), {"akuam": person, "bob": "Bob Stone"})


def events(text: str) -> list[dict[str, Any]]:
    """Each event's values as vobject reads them."""
    (calendar,) = vobject.readComponents(text)
    return [{name: child[0].value for name, child in event.contents.items()} for event in calendar.contents["vevent"]]


def test_a_shift_is_an_event_in_utc() -> None:
    text = ical.calendar(answer(WEEK))

    (event,) = events(text)

    assert event["summary"] == "akuam on call (payments)"
    assert event["description"] == "Akua Mansa, Payments on call, rotation weekly (Europe/Berlin)"
    assert event["dtstart"] == event["dtstamp"] == datetime(2026, 3, 23, 8, tzinfo=UTC)
    assert event["dtend"] == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert event["transp"] == "TRANSPARENT"
    assert "TZID" not in text, "a zone would have to be described in the file"


def test_a_gap_is_an_event_that_stands_out() -> None:
    (event,) = events(ical.calendar(answer(gaps=(GAP,))))

    assert event["summary"] == "NOBODY on call (payments)"
    assert event["description"] == "No rotation of Payments on call has anybody on call."
    assert (event["dtstart"], event["dtend"]) == tuple(datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))


def test_an_override_says_whom_it_replaces() -> None:
    (event,) = events(ical.calendar(answer(WEEK._replace(members=("bob", "akuam"), replaced=("akuam",)))))

    assert event["summary"] == "bob, akuam on call (payments)"
    assert event["description"].splitlines() == [
        "Bob Stone, Akua Mansa, Payments on call, rotation weekly (Europe/Berlin)",
        "Override, in place of akuam",
    ]


def test_a_shift_with_nobody_in_it_is_no_event() -> None:
    assert "VEVENT" not in ical.calendar(answer(WEEK._replace(members=(), replaced=("akuam",))))


def test_a_shift_is_the_same_event_in_every_file() -> None:
    def identities(*turns: Turn) -> list[str]:
        return [event["uid"] for event in events(ical.calendar(answer(*turns, gaps=(GAP,))))]

    later = WEEK._replace(start=WEEK.end, end=datetime(2026, 4, 6, 9, tzinfo=BERLIN))
    longer, others = WEEK._replace(end=later.end), WEEK._replace(members=("bob",))

    assert ical.calendar(answer(WEEK)) == ical.calendar(answer(WEEK))
    assert identities(WEEK) == [identities(later, WEEK)[1], identities(later)[1]]
    assert identities(WEEK) == identities(longer), "an event that changes its length is updated, not doubled"
    assert len({*identities(WEEK), *identities(later), *identities(others)}) == 4


HOSTILE = [
    "Comma, semicolon; back\\slash and \\n",
    "CR LF\r\nBEGIN:VEVENT\r\nSUMMARY:forged",
    "Line\u2028separator\u2029paragraph\x85next",
    "Control \x00\x1b[31m and \u202ebidi",
    "Ärger mit ☎ " * 30,
    "👩‍🚒" * 100,
    'Quote " colon: equals=',
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_the_file(name: str) -> None:
    text = ical.calendar(answer(WEEK, title=name, person=name))

    (event,) = events(text)
    other: Any
    (other,) = icalendar.Calendar.from_ical(text.encode()).walk("VEVENT")
    plain = "".join(letter for letter in " ".join(name.split()) if letter.isprintable())
    assert event["description"] == other["DESCRIPTION"] == f"{plain}, {plain}, rotation weekly (Europe/Berlin)"
    assert event["dtstart"] == other["DTSTART"].dt


@pytest.mark.parametrize("name", HOSTILE)
def test_lines_are_short_and_end_with_crlf(name: str) -> None:
    lines = ical.calendar(answer(WEEK, title=name, gaps=(GAP,))).encode().split(b"\r\n")

    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert all(line.decode() for line in lines[:-1])  # no line ends inside a character


def test_a_calendar_without_shifts_is_still_one() -> None:
    text = ical.calendar(answer()._replace(calendars=(), asked=None))

    assert text.splitlines()[0] == "BEGIN:VCALENDAR"
    assert "X-WR-CALNAME:Everybody on call" in text
