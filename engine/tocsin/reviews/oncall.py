"""Who is on call when: the shifts, gaps and hand-offs of schedules over a span, and who has the watch at its start."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

from tocsin.reviews.quality import measure, stretches
from tocsin.rotations import Span, free
from tocsin.rotations.wallclock import within_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from tocsin.reviews.quality import Quality
    from tocsin.roster import Roster
    from tocsin.rotations import Rotation

Kind = Literal["schedule", "rotation", "person"]

AHEAD = timedelta(days=730)
"""So far ahead is searched for the next shift."""


class Asked(NamedTuple):
    """What a name means in a roster."""

    kind: Kind
    name: str


class Turn(NamedTuple):
    """A shift of one rotation, whole, in the rotation's time zone; `replaced` as in Shift."""

    rotation: str
    members: tuple[str, ...]
    start: datetime
    end: datetime
    replaced: tuple[str, ...] | None


class Watch(NamedTuple):
    """A rotation at one instant: the shift that is running, and the next one; None where none comes within AHEAD."""

    rotation: str
    now: Turn | None
    then: Turn | None


class Calendar(NamedTuple):
    """A schedule (or a rotation alone) over a span.

    `zones` are those of its rotations, by name. `turns` overlap the span and are whole. The rest lies inside it: `gaps`
    and `hand_offs` (at which somebody comes on call), both in the zone of the first rotation, and `stretches` (in UTC:
    when each member is on call without a break, in however many rotations).
    """

    name: str
    title: str
    kind: Kind
    zones: Mapping[str, str]
    watches: tuple[Watch, ...]
    turns: tuple[Turn, ...]
    gaps: tuple[Span, ...]
    stretches: Mapping[str, tuple[Span, ...]]
    hand_offs: tuple[datetime, ...]


class OnCall(NamedTuple):
    """The answer for a span: one calendar a schedule. `titles` are people's display names.

    `qualities` go with the calendars, where they were asked for.
    """

    asked: Asked | None
    start: datetime
    end: datetime
    calendars: tuple[Calendar, ...]
    titles: Mapping[str, str]
    qualities: tuple[Quality, ...] = ()

    @property
    def person(self) -> str | None:
        """Whose shifts were asked for, if a person's."""
        return self.asked.name if self.asked and self.asked.kind == "person" else None


def meanings(roster: Roster, name: str) -> list[Asked]:
    """What the name means here: a schedule before a rotation before a person, which may share a name."""
    contact = roster.contacts.get(name)
    kinds: dict[Kind, bool] = {
        "schedule": contact is not None and contact.kind == "ONCALL_SCHEDULE",
        "rotation": name in roster.rotations,
        "person": contact is not None and contact.kind == "PERSONAL",
    }
    return [Asked(kind, name) for kind, meant in kinds.items() if meant]


def names(roster: Roster) -> list[str]:
    """Every name that can be asked for."""
    return [name for name in (*roster.contacts, *roster.rotations) if meanings(roster, name)]


def unscheduled(roster: Roster) -> list[str]:
    """Rotations that no schedule uses, so that nobody is paged through them."""
    used = {rotation for schedule in roster.schedules() for rotation in schedule.rotations}
    return [name for name in roster.rotations if name not in used]


def review(roster: Roster, asked: Asked | None, start: datetime, end: datetime, *, measured: bool = False) -> OnCall:
    """Who is on call from `start` until `end`: in all schedules, in one, in a rotation, or when one person is."""
    span = Span(start.astimezone(UTC), end.astimezone(UTC))
    calendars = tuple(_calendar(roster, each, span) for each in _subjects(roster, asked))
    qualities = tuple(measure(each, span) for each in calendars) if measured else ()
    if asked is not None and asked.kind == "person":
        calendars = tuple(_of_person(roster, each, asked.name, span) for each in calendars)
    titles = {contact.key: contact.title for contact in roster.contacts.values()}
    return OnCall(asked, start, end, calendars, titles, qualities)


class _Subject(NamedTuple):
    name: str
    title: str
    kind: Kind
    rotations: tuple[Rotation, ...]

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(member for rotation in self.rotations for member in rotation.members))


def _subjects(roster: Roster, asked: Asked | None) -> list[_Subject]:
    if asked is not None and asked.kind == "rotation":
        return [_Subject(asked.name, asked.name, "rotation", (roster.rotations[asked.name],))]
    schedules = [
        _Subject(each.key, each.title, "schedule", tuple(roster.rotations[name] for name in each.rotations))
        for each in roster.schedules()
    ]
    if asked is None:
        return schedules
    return [each for each in schedules if asked.name in (each.name, *each.members)]


def _calendar(roster: Roster, subject: _Subject, span: Span) -> Calendar:
    rotations = subject.rotations
    turns = sorted(
        (turn for rotation in rotations for turn in _turns(roster, rotation, span)),
        key=lambda turn: turn.start.astimezone(UTC),
    )
    manned = (Span(turn.start.astimezone(UTC), turn.end.astimezone(UTC)) for turn in turns if turn.members)
    zone = ZoneInfo(rotations[0].time_zone)
    theirs = stretches(turns, span)
    starts = {each.start for spans in theirs.values() for each in spans}
    return Calendar(
        subject.name,
        subject.title,
        subject.kind,
        {rotation.name: rotation.time_zone for rotation in rotations},
        tuple(_watch(roster, rotation, span.start) for rotation in rotations),
        tuple(turns),
        tuple(
            Span(gap.start.astimezone(zone), gap.end.astimezone(zone))
            for gap in free(manned, *map(within_calendar, span))
        ),
        {member: tuple(theirs.get(member, ())) for member in subject.members},
        tuple(each.astimezone(zone) for each in sorted(starts - {span.start})),
    )


def _of_person(roster: Roster, calendar: Calendar, person: str, span: Span) -> Calendar:
    """The part of a calendar that is one person's. Gaps are nobody's."""
    zone = ZoneInfo(next(iter(calendar.zones.values())))
    return calendar._replace(
        watches=tuple(_watch(roster, roster.rotations[name], span.start, person) for name in calendar.zones),
        turns=tuple(turn for turn in calendar.turns if person in turn.members),
        gaps=(),
        hand_offs=tuple(each.start.astimezone(zone) for each in calendar.stretches[person] if each.start > span.start),
    )


def _turns(roster: Roster, rotation: Rotation, span: Span) -> Iterator[Turn]:
    for shift in rotation.shifts(*span, roster.choices):
        yield Turn(rotation.name, shift.members, shift.start, shift.end, shift.replaced)


def _watch(roster: Roster, rotation: Rotation, at: datetime, person: str | None = None) -> Watch:
    """The watch of a rotation, or of one person in it."""
    now = _first(roster, rotation, at, person)
    if now is None or now.start > at:
        return Watch(rotation.name, None, now)
    return Watch(rotation.name, now, _first(roster, rotation, now.end.astimezone(UTC), person))


def _first(roster: Roster, rotation: Rotation, after: datetime, person: str | None) -> Turn | None:
    """The shift that is running or comes next; one in which an override leaves nobody does not count."""
    turns = _turns(roster, rotation, Span(after, after + AHEAD))
    return next((turn for turn in turns if (person in turn.members if person else turn.members)), None)
