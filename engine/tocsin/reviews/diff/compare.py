"""One alert at one instant on both sides: every way in which its paging differs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin.model import DecisionKind
from tocsin.pipeline import text_of
from tocsin.reviews.diff import words
from tocsin.reviews.diff.courses import courses, turn
from tocsin.reviews.diff.voices import Voices, terms

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping
    from datetime import datetime

    from tocsin.decision import Decision, Route
    from tocsin.model import Alert, Text
    from tocsin.reviews.diff.courses import Turn
    from tocsin.reviews.diff.sides import Opened
    from tocsin.reviews.diff.values import Kind

_NOBODY: Mapping[DecisionKind, Kind] = {DecisionKind.UNROUTED: "unrouted", DecisionKind.SILENCED: "silenced"}

MAX_TURNS = 10_000
"""Comparisons of a target at an instant that are kept."""

_NOTHING: frozenset[str] = frozenset()


class Difference(NamedTuple):
    """One way in which the paging of an alert differs. Equal `effect`: the same change, whatever alert shows it."""

    kind: Kind
    effect: Hashable
    before: Decision
    after: Decision
    policies: tuple[str, ...]
    details: tuple[str, ...]
    people: tuple[str, ...] = ()


class Comparison:
    """Both sides, put to the same questions."""

    def __init__(self, base: Opened, head: Opened) -> None:
        self.base, self.head = base, head
        self.voices = Voices(base), Voices(head)
        self._turn = lru_cache(MAX_TURNS)(self._turn_of)

    def differences(self, before: Decision, after: Decision, at: datetime) -> Iterator[Difference]:
        """Every difference but those of texts."""
        if routing := self.routing(before, after):
            yield routing
        yield from self.people(before, after, at)
        yield from self.terms(before, after)

    def routing(self, before: Decision, after: Decision) -> Difference | None:
        """Whether other targets are paged, or none."""
        kind = _kind(before, after)
        if kind is None:
            return None
        names = _policies(before), _policies(after)
        silences = before.silence and before.silence.name, after.silence and after.silence.name
        effect = (
            kind,
            before.kind,
            after.kind,
            silences,
            frozenset(_targets(before)),
            frozenset(_targets(after)),
            names,
        )
        details = tuple(words.routing(before, after))
        return Difference(kind, effect, before, after, tuple(dict.fromkeys((*names[0], *names[1]))), details)

    def people(self, before: Decision, after: Decision, at: datetime) -> Iterator[Difference]:
        """Whether others are called, or otherwise, behind the targets that both sides page."""
        for ours, theirs in _common(before, after):
            names = ours.target.name, theirs.target.name
            if self.voices[0].people(names[0]) == self.voices[1].people(names[1]):
                continue
            if found := self._turn(*names, at):
                effect = ("people", ours.target.arn, found.people, words.without_numbers(found.details))
                details = tuple(words.behind(theirs.target.name, found.details))
                yield Difference("timeline", effect, before, after, _names(ours, theirs), details, found.people)

    def terms(self, before: Decision, after: Decision) -> Iterator[Difference]:
        """Whether the targets that both sides page are paged again, left alone or summed up otherwise."""
        for ours, theirs in _common(before, after):
            if terms(ours.policy) != terms(theirs.policy):
                names, details = _names(ours, theirs), tuple(words.terms(ours.policy, theirs.policy))
                yield Difference("timeline", ("terms", names, details), before, after, names, details)

    def message(self, alert: Alert, before: Decision, after: Decision) -> Iterator[Difference]:
        """Whether the targets that both sides page are told something else. Names of policies and files are no news."""
        for ours, theirs in _common(before, after):
            if self._says_the_same(alert, ours, theirs):
                continue
            old = text_of(self.base.engine, alert, ours, ours.policy)
            named = theirs.policy._replace(name=ours.policy.name, file=ours.policy.file)
            new = text_of(self.head.engine, alert, theirs, named)
            if fields := tuple(_fields(ours, theirs, old, new)):
                effect = ("message", self._origin(alert, ours, theirs), fields)
                yield Difference("message", effect, before, after, _names(ours, theirs), fields)

    def texts_agree(self, alert: Alert, before: Decision, after: Decision) -> bool:
        """Whether all that both sides page is told the same, without rendering it."""
        return all(self._says_the_same(alert, *routes) for routes in _common(before, after))

    def _says_the_same(self, alert: Alert, ours: Route, theirs: Route) -> bool:
        """Whether two texts are made from the same."""
        return (
            self.voices[0].text(ours.policy) == self.voices[1].text(theirs.policy)
            and ours.target.title == theirs.target.title
            and self._visibility(alert.type)[0] == self._visibility(alert.type)[1]
        )

    def _origin(self, alert: Alert, ours: Route, theirs: Route) -> Hashable:
        """What makes two texts differ, if it is one thing that several policies share."""
        templates = tuple(
            voices.template(route.policy) for voices, route in zip(self.voices, (ours, theirs), strict=True)
        )
        if templates[0] != templates[1]:
            return "template", ours.policy.template, theirs.policy.template
        if self._visibility(alert.type)[0] != self._visibility(alert.type)[1]:
            return "visibility", alert.type
        return _names(ours, theirs)

    def _visibility(self, kind: str) -> tuple[Hashable, Hashable]:
        sets = self.base.engine.policies, self.head.engine.policies
        before, after = ((each.public.get(kind, _NOTHING), each.secret.get(kind, _NOTHING)) for each in sets)
        return before, after

    def _turn_of(self, ours: str, theirs: str, at: datetime) -> Turn | None:
        return turn(courses(self.base.roster, ours, at), courses(self.head.roster, theirs, at))


def _kind(before: Decision, after: Decision) -> Kind | None:
    ours, theirs = set(_targets(before)), set(_targets(after))
    if after.kind in _NOBODY:
        return _NOBODY[after.kind] if before.kind is not after.kind else None
    if ours - theirs and theirs - ours:
        return "moved"
    if ours != theirs:
        return "added" if theirs - ours else "removed"
    return None if before.kind is after.kind else "moved"


def _targets(decision: Decision) -> Mapping[str, str]:
    """The targets paged: ARNs with names."""
    return {route.target.arn: route.target.name for route in decision.routes}


def _policies(decision: Decision) -> tuple[str, ...]:
    return tuple(dict.fromkeys(route.policy.name for route in decision.routes))


def _names(ours: Route, theirs: Route) -> tuple[str, ...]:
    return tuple(dict.fromkeys((ours.policy.name, theirs.policy.name)))


def _common(before: Decision, after: Decision) -> Iterator[tuple[Route, Route]]:
    """The routes to each target that both sides page."""
    theirs = {route.target.arn: route for route in after.routes}
    return ((route, theirs[route.target.arn]) for route in before.routes if route.target.arn in theirs)


def _fields(ours: Route, theirs: Route, old: Text, new: Text) -> Iterator[str]:
    """The parameters of StartEngagement that differ."""
    if ours.policy.sender != theirs.policy.sender:
        yield "Sender"
    if old.subject != new.subject:
        yield "Subject"
    if old.content != new.content:
        yield "Content"
    if old.public_subject != new.public_subject:
        yield "PublicSubject"
    if old.public_content != new.public_content:
        yield "PublicContent"
    if old.incident != new.incident:
        yield "IncidentId"
