"""Both sides asked every question, and what they answer differently folded into few changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from tocsin import collector
from tocsin.match import decide
from tocsin.pipeline import own_time
from tocsin.reviews.diff.around import next_to
from tocsin.reviews.diff.compare import Comparison, Difference
from tocsin.reviews.diff.report import Shown, report
from tocsin.reviews.instants import Instants
from tocsin.reviews.questions import Side, questions

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from datetime import datetime

    from tocsin.decision import Decision
    from tocsin.model import Alert
    from tocsin.policyset import Policy, Silence
    from tocsin.reviews.diff.sides import Opened
    from tocsin.reviews.diff.values import Diff
    from tocsin.reviews.diff.voices import Say
    from tocsin.reviews.questions import Question

MAX_AROUND = 4_000
"""Questions made of others."""


class Case(NamedTuple):
    """What comes of all alerts for which the same policies and silences speak: differences with an instant that shows
    them, and pairs of decisions whose texts are to be compared alert by alert."""

    differences: tuple[tuple[Difference, datetime], ...]
    texts: tuple[tuple[Decision, Decision, datetime], ...]


@collector.paused()
def review(
    base: Opened, head: Opened, *, internal: bool = False, progress: Callable[[int], None] | None = None
) -> Diff:
    """How the two sides differ. `internal`: values of internal fields are shown; `progress` hears of each question."""
    asked = _Asked(base, head)
    number = 0
    for number, question in enumerate(questions((base.side, head.side)), 1):
        asked.ask_with_around(question)
        if progress:
            progress(number)
    return report(base, head, asked.shown.values(), number, internal=internal)


class _Asked:
    """The answers so far, by effect."""

    def __init__(self, base: Opened, head: Opened) -> None:
        self.shown: dict[Hashable, Shown] = {}
        self._comparison = Comparison(base, head)
        self._given = {id(question): question for side in (base.side, head.side) for question in side.given}
        self._shifts = Instants((base.side, head.side))
        self._openings = Instants(
            tuple(map(_without_people, (base.side, head.side))), self._shifts.reference, closely=True
        )
        self._cases: dict[Hashable, Case] = {}
        self._met: set[Hashable] = set()
        self._left = MAX_AROUND

    def ask_with_around(self, question: Question) -> None:
        """Ask both sides, then what lies next to each alert that is the first of its kind."""
        waiting = [question]
        for each in waiting:  # grows while it is walked
            waiting += self._ask(each)

    def _ask(self, question: Question) -> Iterator[Question]:
        """Ask both sides; an alert for which the same is said on both is passed over. Gives what to ask next."""
        alert, view = question.alert, question.alert.view()
        if alert.status == "resolved":  # never pages; what `resolve` does is asked of the alert while it fires
            return
        before, after = self._comparison.voices
        ours, theirs = before.of(alert, view), after.of(alert, view)
        if before.content(ours, alert) == after.content(theirs, alert):
            return
        fresh = (ours, theirs, alert.type) not in self._met
        self._met.add((ours, theirs, alert.type))
        for key, times in self._times(question, ours, theirs):
            if key not in self._cases:
                self._cases[key] = self._case(alert, times())
            self._note(question, self._cases[key])
        if fresh:
            yield from self._around(question, ours, theirs)

    def _around(self, question: Question, ours: Say, theirs: Say) -> Iterator[Question]:
        """What further policies of the same files, or silences, want of the alert."""
        others = chain.from_iterable(
            voices.beside(say) for voices, say in zip(self._comparison.voices, (ours, theirs), strict=True)
        )
        for name, alert in next_to(question.alert, dict.fromkeys(others)):
            if self._left == 0:
                return
            self._left -= 1
            origin = f"{question.origin.partition(', with')[0]}, with what {name} asks for"
            following = question._replace(alert=alert, origin=origin)
            if id(question) in self._given:
                self._given[id(following)] = following
            yield following

    def _times(
        self, question: Question, ours: Say, theirs: Say
    ) -> Iterator[tuple[Hashable, Callable[[], Iterable[datetime]]]]:
        """When to ask: at the alert's own start (or where the question says), then whenever an answer may change."""
        alert = question.alert
        who = ours, theirs, alert.hold, alert.type
        own = question.at or own_time(alert) or self._shifts.reference
        yield (who, own), lambda: (own,)
        if question.at is None:
            yield who, lambda: self._whenever(ours, theirs)

    def _whenever(self, ours: Say, theirs: Say) -> Iterable[datetime]:
        policies: list[Policy] = []
        silences: list[Silence] = []
        for voices, say in zip(self._comparison.voices, (ours, theirs), strict=True):
            policies += voices.policies(say)
            silences += voices.silences(say)
        bare = [policy._replace(targets=()) for policy in policies]
        return dict.fromkeys(chain(self._openings.about(bare, silences), self._shifts.about(policies)))

    def _case(self, alert: Alert, times: Iterable[datetime]) -> Case:
        """Decide at each instant. Decisions that page the same by the same policies are one, but for who is on call."""
        differences: dict[Hashable, tuple[Difference, datetime]] = {}
        texts: dict[Hashable, tuple[Decision, Decision, datetime]] = {}
        for at in times:
            before, after = self._decided(alert, at)
            for difference in self._differences(before, after, at):
                differences.setdefault(difference.effect, (difference, at))
            texts.setdefault((before.routes, after.routes), (before, after, at))
        differing = (each for each in texts.values() if not self._comparison.texts_agree(alert, *each[:2]))
        return Case(tuple(differences.values()), tuple(differing))

    def _decided(self, alert: Alert, at: datetime) -> tuple[Decision, Decision]:
        sets = self._comparison.base.engine.policies, self._comparison.head.engine.policies
        before, after = (decide(each, alert, at.astimezone(UTC)) for each in sets)
        return before, after

    def _differences(self, before: Decision, after: Decision, at: datetime) -> Iterator[Difference]:
        if routing := self._comparison.routing(before, after):
            yield routing
        yield from self._comparison.people(before, after, at)
        yield from self._comparison.terms(before, after)

    def _note(self, question: Question, case: Case) -> None:
        given = id(question) in self._given
        for difference, at in case.differences:
            self._show(difference, question, at, given=given)
        for before, after, at in case.texts:
            for difference in self._comparison.message(question.alert, before, after):
                self._show(difference, question, at, given=given)

    def _show(self, difference: Difference, question: Question, at: datetime, *, given: bool) -> None:
        new = Shown(difference, question, at, given, difference.policies, 1)
        known = self.shown.get(difference.effect)
        self.shown[difference.effect] = known.with_(new) if known else new


def _without_people(side: Side) -> Side:
    """The side for what only windows and silences decide."""
    return side._replace(policies=replace(side.policies, fallback=None))

