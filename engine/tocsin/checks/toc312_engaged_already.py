"""TOC312: a stage of an escalation that engages only people who are being notified already.

A plan that runs is not started again (choices.engaged_twice), so such a stage wakes nobody new. A plan that is over by
then is started again: no finding. Nor is there one where it depends on who is on call, except for a schedule that an
earlier stage has engaged: between the two only a hand-off could bring somebody new.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from tocsin.checks.subject import always_on_call
from tocsin.finding import Finding
from tocsin.validate.people import stage_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.checks.subject import Subject
    from tocsin.document import Entry
    from tocsin.roster import Contact, Roster

RULE = "TOC312"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such stage."""
    for escalation in subject.section("escalations"):
        stages = escalation.value["stages"]
        if len(stages) > 1:
            course = _Course(subject.roster)
            for index, (stage, minute) in enumerate(zip(stages, _starts(subject, escalation), strict=True)):
                names = [name for _, name in stage_targets(stage)]
                if all(course.notified(name, minute) for name in names):
                    yield _finding(escalation, index, names, minute)
                course.engage(names, minute)


def _starts(subject: Subject, escalation: Entry) -> list[int]:
    """The minute at which each stage begins."""
    plan = subject.roster.contacts[escalation.name]
    return list(accumulate((stage.minutes for stage in plan.stages[:-1]), initial=0))


def _finding(escalation: Entry, index: int, names: Sequence[str], minute: int) -> Finding:
    who = f"`{names[0]}` is" if len(names) == 1 else f"`{names[0]}` and {len(names) - 1} more are"
    message = f"{who} still being notified when this stage begins (minute {minute}): it wakes nobody new"
    help_ = "A plan that runs is not started again. Engage somebody else here, or begin when those plans are over."
    return Finding(RULE, "warning", message, escalation.span("stages", index, "page"), help_)


class _Course:
    """An escalation on its way, unanswered: until which minute at least whom it has engaged is being notified."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._certain: dict[str, int] = {}
        self._ends: dict[str, list[int]] = {}

    def notified(self, name: str, minute: int) -> bool:
        """Whether everybody whom the target stands for is certainly being notified at this minute."""
        contact = self._roster.contact(name)
        if contact is None:
            return False
        return self._runs(name, minute) or (
            contact.kind == "ONCALL_SCHEDULE" and all(self._runs(person, minute) for person in self._members(contact))
        )

    def engage(self, names: Sequence[str], minute: int) -> None:
        """A stage begins."""
        for contact in filter(None, map(self._roster.contact, names)):
            if contact.kind == "ONCALL_SCHEDULE":
                ends = {person: self._end(person, minute) for person in self._members(contact)}
                self._certain[contact.key] = min(ends.values())
                self._certain |= {person: ends[person] for person in self._always(contact)}
            else:
                self._certain[contact.key] = self._end(contact.key, minute)

    def _runs(self, name: str, minute: int) -> bool:
        return self._certain.get(name, 0) > minute

    def _end(self, person: str, minute: int) -> int:
        """The earliest minute at which their plan ends: of one that may run already, or of one started now."""
        if self._runs(person, minute):
            return self._certain[person]
        stages = self._roster.contacts[person].stages
        running = [end for end in self._ends.get(person, ()) if end > minute]
        self._ends[person] = [*running, minute + sum(stage.minutes for stage in stages)]
        return min(self._ends[person])

    def _members(self, schedule: Contact) -> set[str]:
        """Everybody who may be on call."""
        rotations = [self._roster.rotations[name] for name in schedule.rotations]
        others = (override.members for rotation in rotations for override in rotation.overrides)
        return {person for rotation in rotations for person in rotation.members}.union(*others)

    def _always(self, schedule: Contact) -> set[str]:
        """Everybody who is on call at any time."""
        return {person for name in schedule.rotations for person in always_on_call(self._roster.rotations[name])}
