"""One alert at one instant on both sides: every way in which its paging differs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin.model import DecisionKind
from tocsin.pipeline import text_of
from tocsin.reviews.diff import words
from tocsin.reviews.diff.causes import Causes, is_rotation, parting, targets
from tocsin.reviews.diff.courses import courses, turn
from tocsin.reviews.diff.voices import Voices, terms

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Mapping
    from datetime import datetime

    from tocsin.decision import Decision, Route
    from tocsin.model import Alert
    from tocsin.reviews.diff.courses import Turn
    from tocsin.reviews.diff.sides import Opened
    from tocsin.reviews.diff.values import Kind
    from tocsin.reviews.diff.voices import Say

_NOBODY: Mapping[DecisionKind, Kind] = {DecisionKind.UNROUTED: "unrouted", DecisionKind.SILENCED: "silenced"}

MAX_TURNS = 10_000
"""Comparisons of a target at an instant that are kept."""


class Difference(NamedTuple):
    """One way in which the paging of an alert differs. Equal `effect`: the same change, whatever alert shows it.

    `policies` and `details` are those of this alert; `whom` are those concerned, where the effect alone does not tell:
    targets, or people.
    """

    kind: Kind
    effect: Hashable
    before: Decision
    after: Decision
    policies: tuple[str, ...]
    details: tuple[str, ...]
    people: tuple[str, ...] = ()
    whom: Hashable = ()


class Comparison:
    """Both sides, put to the same questions."""

    def __init__(self, base: Opened, head: Opened) -> None:
        self.base, self.head = base, head
        self.voices = Voices(base), Voices(head)
        self._causes = Causes(base, head, self.voices)
        self._turns = lru_cache(MAX_TURNS)(self._turns_of)

    def differences(
        self, before: Decision, after: Decision, at: datetime, says: tuple[Say, Say]
    ) -> Iterator[Difference]:
        """Every difference but those of texts, where these say what is done."""
        if routing := self.routing(before, after, at, says):
            yield routing
        yield from self.people(before, after, at)
        yield from self.terms(before, after)

    def routing(self, before: Decision, after: Decision, at: datetime, says: tuple[Say, Say]) -> Difference | None:
        """Whether other targets are paged, or none."""
        kind = _kind(before, after)
        if kind is None:
            return None
        openings = self._causes.openings(says, at)
        parts = parting(before, after)
        effect = (kind, before.kind, after.kind, self._causes.of_routing(before, after, parts, openings))
        details = (*words.routing(before, after), *words.openings(openings))
        return Difference(
            kind, effect, before, after, self._causes.policies(before, after, parts), details, whom=parts.targets
        )

    def people(self, before: Decision, after: Decision, at: datetime) -> Iterator[Difference]:
        """Whether others are called, or otherwise, behind the targets that both sides page."""
        for ours, theirs in _common(before, after):
            names = ours.target.name, theirs.target.name
            if self.voices[0].people(names[0]) == self.voices[1].people(names[1]):
                continue
            for cause, found in self._turns(*names, at):
                details = tuple(words.behind(theirs.target.name, found.details))
                shape = found.way if is_rotation(cause) else found.ways
                effect, policies = ("people", cause, shape), _names(ours, theirs)
                yield Difference("timeline", effect, before, after, policies, details, found.people, found.people)

    def terms(self, before: Decision, after: Decision) -> Iterator[Difference]:
        """Whether the targets that both sides page are paged again, left alone or summed up otherwise."""
        for ours, theirs in _common(before, after):
            if terms(ours.policy) != terms(theirs.policy):
                names, details = _names(ours, theirs), tuple(words.terms(ours.policy, theirs.policy))
                yield Difference("timeline", ("terms", details), before, after, names, details)

    def message(self, alert: Alert, before: Decision, after: Decision) -> Iterator[Difference]:
        """Whether the targets that both sides page are told something else."""
        for ours, theirs in _common(before, after):
            causes = tuple(self._causes.of_text(alert, ours, theirs))
            if causes and (fields := tuple(self._fields(alert, ours, theirs, {name for name, *_ in causes}))):
                yield Difference("message", ("message", causes, fields), before, after, _names(ours, theirs), fields)

    def texts_agree(self, alert: Alert, before: Decision, after: Decision) -> bool:
        """Whether all that both sides page is told the same, without rendering it."""
        return not any(cause for routes in _common(before, after) for cause in self._causes.of_text(alert, *routes))

    def _fields(self, alert: Alert, ours: Route, theirs: Route, causes: Collection[str]) -> Iterator[str]:
        """The parameters of StartEngagement that differ."""
        if "sender" in causes:
            yield "Sender"
        if causes == {"sender"}:  # which no template sees
            return
        old = text_of(self.base.engine, alert, ours, ours.policy)
        named = theirs.policy._replace(name=ours.policy.name, file=ours.policy.file)
        new = text_of(self.head.engine, alert, theirs, named)
        if old.subject != new.subject:
            yield "Subject"
        if old.content != new.content:
            yield "Content"
        if old.public_subject != new.public_subject:
            yield "PublicSubject"
        if old.public_content != new.public_content:
            yield "PublicContent"
        if old.incident != new.incident:
            yield "IncidentId (added)" if not old.incident else f"IncidentId{' (removed)' * (not new.incident)}"

    def _turns_of(self, ours: str, theirs: str, at: datetime) -> tuple[tuple[Hashable, Turn], ...]:
        """How the courses of a target differ, by what makes them: a contact or rotation that does so alone, or all."""
        before = courses(self.base.roster, ours, at)
        whole = turn(before, courses(self.head.roster, theirs, at))
        if whole is None:
            return ()
        found: list[tuple[Hashable, Turn]] = []
        left = dict.fromkeys(whole.people)
        for name, roster in self._causes.each_alone(ours, theirs, whole.people):
            alone = turn(before, courses(roster, ours, at))
            if alone is not None and (seen := whole.explained(alone)):
                found.append((name, seen))
                left = {who: None for who in left if who not in alone.people}
        rest = whole.of(left)
        return (*found, (self._causes.of_people(ours, theirs), rest)) if rest else tuple(found)


def _kind(before: Decision, after: Decision) -> Kind | None:
    ours, theirs = set(targets(before)), set(targets(after))
    if after.kind in _NOBODY:
        return _NOBODY[after.kind] if ours else None
    if ours - theirs and theirs - ours:
        return "moved"
    if ours != theirs:
        return "added" if theirs - ours else "removed"
    return None if before.kind is after.kind else "moved"


def _names(ours: Route, theirs: Route) -> tuple[str, ...]:
    return tuple(dict.fromkeys((ours.policy.name, theirs.policy.name)))


def _common(before: Decision, after: Decision) -> Iterator[tuple[Route, Route]]:
    """The routes to each target that both sides page."""
    theirs = {route.target.arn: route for route in after.routes}
    return ((route, theirs[route.target.arn]) for route in before.routes if route.target.arn in theirs)
