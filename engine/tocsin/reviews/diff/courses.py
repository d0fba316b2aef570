"""How the people behind a target are called, and how that differs between two sides."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from tocsin.timeline import Answer, Why, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
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


class Turn(NamedTuple):
    """How two courses differ: `people` are those whose calls do, `details` say it in words."""

    people: tuple[str, ...]
    details: tuple[str, ...]


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
    people: dict[str, None] = {}
    details: dict[str, None] = {}
    for who in (who for who in dict.fromkeys((None, *before, *after)) if who in before and who in after):
        for contact, line in _told(before[who], after[who]):
            own = contact == who and contact in people  # their own calls end with their answer, as they should
            people[contact] = None
            if line not in details and not own:
                details[f"if {who} answers at once: {line}" if who else line] = None
        if who and before[who].stopped is not after[who].stopped:
            people[who] = None
            words = [("the page stops" if each[who].stopped else "the page goes on") for each in (before, after)]
            details[f"if {who} answers at once: {words[0]} before, {words[1]} after"] = None
    return Turn(tuple(people), tuple(details)) if people else None


def _told(before: Course, after: Course) -> Iterator[tuple[str, str]]:
    """Each person whose calls differ, with how."""
    ours, theirs = _by_person(before.calls), _by_person(after.calls)
    for contact in dict.fromkeys((*ours, *theirs)):
        old, new = ours.get(contact, ()), theirs.get(contact, ())
        if [each.heard() for each in old] != [each.heard() for each in new]:
            yield contact, f"{contact}: {_calls(old)} before, {_calls(new, old)} after"


def _by_person(calls: Calls) -> Mapping[str, Calls]:
    found: dict[str, Calls] = {}
    for reached in calls:
        found[reached.contact] = (*found.get(reached.contact, ()), reached)
    return found


def _calls(calls: Calls, known: Calls = ()) -> str:
    """Channels and minutes of somebody's calls, and which of them go to an address that is not among those known."""
    if not calls:
        return "not called"
    minutes = dict.fromkeys(str(each.minute) for each in calls)
    when = f"minute{'s' * (len(minutes) > 1)} {', '.join(minutes)}"
    if calls[0].by == ELSEWHERE:
        return f"engaged at {when} (provisioned elsewhere: {calls[0].address})"
    addresses = {each.address for each in known}
    fresh = dict.fromkeys(each.channel for each in calls if known and each.address not in addresses)
    other = f", at another address (channel{'s' * (len(fresh) > 1)} {' and '.join(fresh)})" if fresh else ""
    return f"by {' and '.join(dict.fromkeys(each.by for each in calls))} at {when}{other}"
