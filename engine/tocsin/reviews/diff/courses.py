"""How the people behind a target are called, and how that differs between two sides."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from tocsin.reporters.sentences import called
from tocsin.timeline import Answer, Why, timeline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from tocsin.roster import Roster

MINUTE = timedelta(minutes=1)

ELSEWHERE = "elsewhere"
"""In place of a kind of channel."""

_UNKNOWN = frozenset({Why.ELSEWHERE, Why.UNKNOWN})


class Reached(NamedTuple):
    """One attempt: `by` is the kind of channel, `address` what is called (the channel's name where it is a secret).

    Of a contact that is provisioned elsewhere all that is known is that the plan comes to it: `by` is ELSEWHERE, and
    `address` its ARN. Under another name of its `channel` it is the same attempt.
    """

    minute: int
    contact: str
    by: str
    address: str
    channel: str = ""

    def heard(self) -> tuple[object, ...]:
        """What the one who is called can tell."""
        return self[:-1]


Calls = tuple[Reached, ...]


class Course(NamedTuple):
    """Everybody who is called, in order; and whether an answer stops the page."""

    calls: Calls
    stopped: bool


Courses = dict[str | None, Course]
"""By who answers as soon as they are called; None: nobody does."""


Way = Literal["lost", "gained", "otherwise", "stopped"]
"""How somebody's part in a page differs; stopped: what their answer does."""


class Line(NamedTuple):
    """One difference between two courses: whose calls differ, if nobody answers or (`answered`) if somebody does."""

    person: str
    way: Way
    answered: bool
    words: str


class Turn(NamedTuple):
    """How two courses differ."""

    lines: tuple[Line, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Those whose calls differ."""
        return tuple(dict.fromkeys(line.person for line in self.lines))

    @property
    def details(self) -> tuple[str, ...]:
        """The differences in words."""
        return tuple(line.words for line in self.lines)

    @property
    def ways(self) -> frozenset[Way]:
        """How calls differ, whosever they are: if nobody answers, or else if somebody does."""
        quiet = frozenset(line.way for line in self.lines if not line.answered)
        stopped = frozenset(line.way for line in self.lines if line.way == "stopped")
        return quiet | stopped or frozenset(line.way for line in self.lines)

    @property
    def way(self) -> Way:
        """How calls differ if all are lost, or all gained; any other exchange is one."""
        return next(iter(self.ways)) if len(self.ways) == 1 else "otherwise"

    def of(self, people: Collection[str]) -> Turn | None:
        """As far as these people are concerned."""
        lines = tuple(line for line in self.lines if line.person in people)
        return Turn(lines) if lines else None

    def explained(self, part: Turn) -> Turn | None:
        """What of it makes the part, too; where that is nothing, what concerns the same people."""
        lines = tuple(line for line in self.lines if line in part.lines)
        return Turn(lines) if lines else self.of(part.people)


def courses(roster: Roster, target: str, at: datetime) -> Courses:
    """The course of a page of `target` sent at an instant if nobody answers, and for each person if they do."""
    quiet = timeline(roster, target, at, (), roster.choices)
    first: dict[str, datetime] = {}
    for notice in quiet.notices:
        first.setdefault(notice.contact, notice.at)
    found: Courses = {None: _course(roster, target, at)}
    found.update({who: _course(roster, target, at, Answer(who, when)) for who, when in first.items()})
    return found


def _course(roster: Roster, target: str, at: datetime, *answers: Answer) -> Course:
    walked = timeline(roster, target, at, answers, roster.choices)
    found = []
    for notice in walked.notices:
        channel = roster.contacts[notice.contact].channels[notice.channel]
        minute = (notice.at - at) // MINUTE
        found.append(Reached(minute, notice.contact, channel.kind, channel.address or channel.name, channel.name))
    for gap in (gap for gap in walked.gaps if gap.why in _UNKNOWN):
        contact = roster.contact(gap.contact)
        arn = contact.arn if contact and contact.arn else gap.contact
        found.append(Reached((gap.at - at) // MINUTE, gap.contact, ELSEWHERE, arn))
    return Course(tuple(sorted(found)), walked.ending == "acknowledged")


def turn(before: Courses, after: Courses) -> Turn | None:
    """How two courses of one target differ; None where nobody would notice.

    What somebody's answer changes is told where it is not what happens without one.
    """
    people: set[str] = set()
    lines: dict[str, Line] = {}
    for who in (who for who in dict.fromkeys((None, *before, *after)) if who in before and who in after):
        for line in _told(before[who], after[who]):
            own = line.person == who and who in people  # their own calls end with their answer, as they should
            people.add(line.person)
            if line.words not in lines and not own:
                told = line._replace(answered=True, words=f"if {who} answers at once: {line.words}") if who else line
                lines[told.words] = told
        if who and before[who].stopped is not after[who].stopped:
            people.add(who)
            old, new = ("the page stops" if each[who].stopped else "the page goes on" for each in (before, after))
            words = f"if {who} answers at once: {old} before, {new} after"
            lines[words] = Line(who, "stopped", answered=True, words=words)
    return Turn(tuple(lines.values())) if lines else None


def _told(before: Course, after: Course) -> Iterator[Line]:
    """Each person whose calls differ, with how."""
    ours, theirs = _by_person(before.calls), _by_person(after.calls)
    for contact in dict.fromkeys((*ours, *theirs)):
        old, new = ours.get(contact, ()), theirs.get(contact, ())
        if [each.heard() for each in old] != [each.heard() for each in new]:
            way: Way = "otherwise" if old and new else "lost" if old else "gained"
            words = f"{contact}: {_calls(old)} before, {_calls(new, old)} after"
            yield Line(contact, way, answered=False, words=words)


def _by_person(calls: Calls) -> Mapping[str, Calls]:
    found: dict[str, Calls] = {}
    for reached in calls:
        found[reached.contact] = (*found.get(reached.contact, ()), reached)
    return found


def _calls(calls: Calls, known: Calls = ()) -> str:
    """Channels and minutes of somebody's calls, and which of them go to an address that is not among those known."""
    if not calls:
        return "not called"
    when = called((each.by, each.minute) for each in calls)
    if calls[0].by == ELSEWHERE:
        return f"engaged {when.removeprefix(f'by {ELSEWHERE} ')} (provisioned elsewhere: {calls[0].address})"
    addresses = {each.address for each in known}
    fresh = dict.fromkeys(each.channel for each in calls if known and each.address not in addresses)
    other = f", at another address (channel{'s' * (len(fresh) > 1)} {' and '.join(fresh)})" if fresh else ""
    return f"{when}{other}"
