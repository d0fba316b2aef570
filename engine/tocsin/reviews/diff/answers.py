"""What both sides answer to questions, with the same difference noted once.

Alerts for which the same policies and silences speak are one case: who is paged is decided once for all of them, and
only texts are compared alert by alert.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from tocsin.match import decide
from tocsin.pipeline import own_time
from tocsin.reviews.diff.around import Others, next_to
from tocsin.reviews.diff.compare import Comparison
from tocsin.reviews.diff.report import Shown
from tocsin.reviews.instants import Instants

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator
    from datetime import datetime

    from tocsin.decision import Decision
    from tocsin.model import Alert
    from tocsin.policyset import Policy, Silence
    from tocsin.reviews.diff.compare import Difference
    from tocsin.reviews.diff.sides import Opened
    from tocsin.reviews.diff.voices import Say
    from tocsin.reviews.questions import Question, Side

MAX_TRIED, MAX_NEXT = 300_000, 100
"""Policies tried for what lies next to alerts, in all; what is asked about next to one alert."""


class Told(NamedTuple):
    """A difference with an instant that shows it; `policies` are those that show it at any instant.

    `mixed`: at another instant, others are concerned.
    """

    difference: Difference
    at: datetime
    policies: dict[str, None]
    mixed: bool = False


class Case(NamedTuple):
    """What differs for an alert; and decisions whose texts are to be compared."""

    differences: tuple[Told, ...]
    texts: tuple[tuple[Decision, Decision, datetime], ...]


class Answers:
    """The answers so far: `shown` has the differences by their effect; `asked` counts the alerts."""

    def __init__(self, base: Opened, head: Opened) -> None:
        self.shown: dict[Hashable, Shown] = {}
        self.asked = 0
        self._comparison = Comparison(base, head)
        self._shifts = Instants((base.side, head.side))
        without_people = tuple(map(_without_people, (base.side, head.side)))
        self._openings = Instants(without_people, self._shifts.reference, closely=True)
        self._cases: dict[Hashable, Case] = {}
        self._others: dict[Hashable, Others] = {}
        self._left = MAX_TRIED

    def ask(self, question: Question, *, given: bool) -> None:
        """Ask both sides about an alert, and then about what lies next to it if it is the first of its case.

        `given`: people wrote it, or it was recorded.
        """
        waiting = [question]
        for each in waiting:  # grows while it is walked
            waiting += self._asked(each, given=given)

    def _asked(self, question: Question, *, given: bool) -> Iterator[Question]:
        """Note what differs; what to ask next. An alert for which the same is said on both sides is passed over."""
        self.asked += 1
        alert, view = question.alert, question.alert.view()
        if alert.status == "resolved":  # never pages; what `resolve` does is asked of the alert while it fires
            return
        before, after = self._comparison.voices
        says = before.of(alert, view), after.of(alert, view)
        if before.content(says[0], alert) == after.content(says[1], alert):
            return
        own = question.at or own_time(alert) or self._shifts.reference
        cases = []
        if question.at is not None or own != self._shifts.reference:  # which is among those asked about anyway
            cases.append(self._case(alert, says, [own]))
        key = (says, alert.hold, alert.type)
        fresh = question.at is None and key not in self._cases
        if fresh:
            self._cases[key] = self._case(alert, says, self._whenever(says))
        if question.at is None:
            cases.append(self._cases[key])
        self._note(cases, question, given=given)
        if fresh:
            yield from self._around(question, says)

    def _around(self, question: Question, says: tuple[Say, Say]) -> Iterator[Question]:
        """What further policies of the same files, or silences, want of the alert."""
        if self._left <= 0:
            return
        both = [*zip(self._comparison.voices, says, strict=True)]
        files = tuple(voices.files(say) for voices, say in both)
        if files not in self._others:
            self._others[files] = Others(chain.from_iterable(voices.beside(say) for voices, say in both))
        others = self._others[files]
        self._left -= len(others.known)
        for who, alert in islice(next_to(question.alert, others), MAX_NEXT):
            yield question._replace(alert=alert, origin=f"{question.origin.partition(', ')[0]}, {who}")

    def _whenever(self, says: tuple[Say, Say]) -> Iterable[datetime]:
        """Every instant at which the answer may be another: for windows and silences first, then for shifts."""
        policies: list[Policy] = []
        silences: list[Silence] = []
        for voices, say in zip(self._comparison.voices, says, strict=True):
            policies += voices.policies(say)
            silences += voices.silences(say)
        bare = [policy._replace(targets=()) for policy in policies]
        return dict.fromkeys(chain(self._openings.about(bare, silences), self._shifts.about(policies)))

    def _case(self, alert: Alert, says: tuple[Say, Say], times: Iterable[datetime]) -> Case:
        """Decide at each instant. Decisions that page the same by the same policies are one, but for who is on call."""
        differences: list[Told] = []
        texts: dict[Hashable, tuple[Decision, Decision, datetime]] = {}
        for at in times:
            before, after = self._decided(alert, at)
            found = self._comparison.differences(before, after, at.astimezone(UTC), says)
            differences += (Told(each, at, dict.fromkeys(each.policies)) for each in found)
            texts.setdefault((before.routes, after.routes), (before, after, at))
        differing = (each for each in texts.values() if not self._comparison.texts_agree(alert, *each[:2]))
        return Case(_together(differences), tuple(differing))

    def _decided(self, alert: Alert, at: datetime) -> tuple[Decision, Decision]:
        sides = self._comparison.base, self._comparison.head
        before, after = (decide(side.engine.policies, alert, at.astimezone(UTC)) for side in sides)
        return before, after

    def _note(self, cases: Iterable[Case], question: Question, *, given: bool) -> None:
        """The alert counts once, however often it shows a difference."""
        told = [each for case in cases for each in case.differences]
        told += (
            Told(difference, at, dict.fromkeys(difference.policies))
            for case in cases
            for before, after, at in case.texts
            for difference in self._comparison.message(question.alert, before, after)
        )
        for difference, at, policies, mixed in _together(told):
            new = Shown(difference, question, at, given, at < self._shifts.reference, policies, 1, mixed)
            known = self.shown.get(difference.effect)
            self.shown[difference.effect] = known.with_(new) if known else new


def _together(found: Iterable[Told]) -> tuple[Told, ...]:
    """What has the same effect as one, shown by the first."""
    told: dict[Hashable, Told] = {}
    for each in found:
        known = told.get(each.difference.effect, each)
        policies = known.policies if known.policies.keys() >= each.policies.keys() else known.policies | each.policies
        mixed = known.mixed or each.mixed or known.difference.whom != each.difference.whom
        told[each.difference.effect] = known._replace(policies=policies, mixed=mixed)
    return tuple(told.values())


def _without_people(side: Side) -> Side:
    """The side for what only windows and silences decide."""
    return side._replace(policies=replace(side.policies, fallback=None))
