"""Alert types that reach nobody at some minute of a year: nobody is on call, no policy wants them, a silence holds.

Nothing is sampled. Decisions change only where a window or a silence begins or ends, so one is taken for each state of
these; and at which minutes a plan comes to nobody follows from the shifts of the year, moved by the stages' delays.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tocsin.document import entries
from tocsin.match import decide
from tocsin.model import DecisionKind
from tocsin.reviews.boundaries import boundaries
from tocsin.reviews.instants import YEAR, Instants
from tocsin.reviews.questions.alerts import Maker
from tocsin.roster import ContactTarget
from tocsin.rotations import Span, free
from tocsin.timeline import Why, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin import finding
    from tocsin.decision import Decision
    from tocsin.model import Alert
    from tocsin.reviews.questions import Side
    from tocsin.roster import Contact, Roster

_UNKNOWN = frozenset({Why.UNKNOWN, Why.ELSEWHERE})
"""Whoever is provisioned elsewhere is taken to be reached."""


class Unanswered(NamedTuple):
    """An alert of this type that arrives at the minute `at` (UTC) reaches nobody; `span` is the type's entry."""

    type: str
    at: datetime
    reason: str
    span: finding.Span


def unanswered(side: Side) -> tuple[Unanswered, ...]:
    """The first such minute of the year, for each alert type of the catalogue and each reason.

    The year begins once all rotations run (`Instants.reference`). A type is asked about by its samples that fire, or
    by a plain alert.
    """
    year = _Year(side)
    maker = Maker([side])
    samples: dict[str, list[Alert]] = defaultdict(list)
    for question in side.given:
        if question.alert.status == "firing":
            samples[question.alert.type].append(question.alert)
    found = []
    for entry in entries(side.documents, "alerts"):
        firsts: dict[str, datetime] = {}
        for alert in samples.get(entry.name) or [maker.plain(entry.name)]:
            for at, reason in year.unanswered(alert):
                firsts[reason] = min(at, firsts.get(reason, at))
        found += [Unanswered(entry.name, at, reason, entry.span(key=True)) for reason, at in firsts.items()]
    return tuple(sorted(found, key=lambda each: (each.span, each.at, each.reason)))


class _Year:
    """A year of one policy set; what is found out about a window or a target is kept."""

    def __init__(self, side: Side) -> None:
        self._policies = side.policies
        self.start = Instants([side]).reference
        self.end = self.start + YEAR
        self._deserted = Deserted(side.roster)
        self._changes = cache(self._changes_of)

    def unanswered(self, alert: Alert) -> Iterator[tuple[datetime, str]]:
        """The first minute at which the alert reaches nobody, for each reason."""
        seen = set[str]()
        for start, end, decision in self._decisions(alert):
            reason = _reason(decision)
            if reason in seen:
                continue
            if (at := self._first(decision, start, end)) is not None:
                seen.add(reason)
                yield at, reason

    def _first(self, decision: Decision, start: datetime, end: datetime) -> datetime | None:
        """The first instant of a stretch of time at which nobody is notified."""
        spans = [Span(start, end)]
        for route in decision.routes:
            spans = both(spans, self._deserted(route.target.name, self.start, self.end))
        return spans[0].start if spans else None

    def _decisions(self, alert: Alert) -> Iterator[tuple[datetime, datetime, Decision]]:
        """The year in stretches in which the decision stays the same, in order; one is taken for each state."""
        view = alert.view()
        policies = [self._policies.policies[each] for each in self._policies.index.matching(view)]
        windows = dict.fromkeys(name for policy in policies for name in (*policy.when, *policy.unless))
        silences = [each for each in self._policies.silences if each.pattern.matches(view)]
        turns: dict[datetime, set[str]] = defaultdict(set)
        for name in windows:
            for at in self._changes(name):
                turns[at].add(f"window {name}")
        for silence in silences:
            for text in (silence.start, silence.end):
                if text and self.start < (at := datetime.fromisoformat(text).astimezone(UTC)) < self.end:
                    turns[at] ^= {f"silence {silence.name}"}
        state = frozenset[str]()
        taken: dict[frozenset[str], Decision] = {}
        for start, end in pairwise(sorted({self.start, *turns, self.end})):
            state ^= turns.get(start, set())
            if state not in taken:
                taken[state] = decide(self._policies, alert, start)
            yield start, end, taken[state]

    def _changes_of(self, window: str) -> Sequence[datetime]:
        tick = timedelta(microseconds=1)
        return boundaries(self._policies.windows[window], self.start + tick, self.end)


def _reason(decision: Decision) -> str:
    if decision.silence is not None:
        return f"silenced by {decision.silence.name}"
    if decision.kind is DecisionKind.SILENCED:
        return decision.notes[-1]
    if not decision.routes:
        return "no policy pages for it, and there is no fallback"
    policies = ", ".join(dict.fromkeys(route.policy.name for route in decision.routes))
    targets = ", ".join(route.target.name for route in decision.routes)
    return f"{policies} pages {targets}, where the plan comes to nobody"


class Deserted:
    """When the plan of a target, followed to its end, notifies nobody: spans of the instants at which it is started."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._kept: dict[tuple[object, ...], list[Span]] = {}
        self._reached = cache(self._reached_of)

    def __call__(self, target: str, start: datetime, end: datetime, via: tuple[str, ...] = ()) -> list[Span]:
        """The spans between two instants, in order."""
        key = (target, start, end, via)
        if key not in self._kept:
            self._kept[key] = self._of(self._roster.contact(target), start, end, via)
        return self._kept[key]

    def _of(self, contact: Contact | None, start: datetime, end: datetime, via: tuple[str, ...]) -> list[Span]:
        if contact is None or contact.elsewhere:
            return []
        if contact.key in via:
            return [Span(start, end)]
        if contact.kind == "ONCALL_SCHEDULE":
            return self._schedule(contact, start, end)
        if contact.kind == "PERSONAL":
            return [] if self._reached(contact.key) else [Span(start, end)]
        return self._escalation(contact, start, end, via)

    def _escalation(self, contact: Contact, start: datetime, end: datetime, via: tuple[str, ...]) -> list[Span]:
        """Nobody by any of its stages, each of which asks later than the plan was started."""
        spans, delay = [Span(start, end)], timedelta()
        for stage in contact.stages:
            for target in stage.targets:
                if isinstance(target, ContactTarget) and spans:
                    later = self(target.contact, start + delay, end + delay, (*via, contact.key))
                    spans = both(spans, [Span(each.start - delay, each.end - delay) for each in later])
            delay += timedelta(minutes=stage.minutes)
        return spans

    def _schedule(self, schedule: Contact, start: datetime, end: datetime) -> list[Span]:
        """Where no shift of anybody who can be reached lies."""
        rotations = [self._roster.rotations[name] for name in schedule.rotations if name in self._roster.rotations]
        shifts = sorted(
            Span(shift.start, shift.end)
            for rotation in rotations
            for shift in rotation.shifts_in_utc(start, end, self._roster.choices)
            if any(map(self._reached, shift.members))
        )
        return free(shifts, start, end)

    def _reached_of(self, person: str) -> bool:
        """Whether a person's own plan notifies them; it does not depend on when."""
        line = timeline(self._roster, person, datetime(2026, 1, 5, tzinfo=UTC), (), self._roster.choices)
        return bool(line.notices) or any(gap.why in _UNKNOWN for gap in line.gaps)


def both(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """What lies in both of two rows of spans, each in order and without overlap."""
    found, first, second = [], 0, 0
    while first < len(one) and second < len(other):
        start, end = max(one[first].start, other[second].start), min(one[first].end, other[second].end)
        if start < end:
            found.append(Span(start, end))
        if one[first].end < other[second].end:
            first += 1
        else:
            second += 1
    return found
