"""What makes two sides differ: what one cause changes alike is one change, whomever it meets.

A silence that ends later, a window in another time zone, a sender, somebody's new name: each is one edit, and hundreds
of policies may show it. Where no such cause can be named, the policies themselves are it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping
    from datetime import datetime

    from tocsin.decision import Decision, Route
    from tocsin.model import Alert
    from tocsin.reviews.diff.sides import Opened
    from tocsin.reviews.diff.voices import Say, Voices

_NOTHING: frozenset[str] = frozenset()


class Opening(NamedTuple):
    """A window that is open before and closed after, or the other way round."""

    window: str
    before: bool
    after: bool


class Causes:
    """Names what makes two sides differ."""

    def __init__(self, base: Opened, head: Opened, voices: tuple[Voices, Voices]) -> None:
        self._sets = base.engine.policies, head.engine.policies
        self._voices = voices
        self._windows = cache(self._windows_between)
        self.of_people = cache(self._of_people)

    def openings(self, says: tuple[Say, Say], at: datetime) -> tuple[Opening, ...]:
        """The windows that are the only reason why these say something else at an instant; () if there are others."""
        ours, theirs = self._voices
        states = (
            Opening(name, ours.window(name).contains(at), theirs.window(name).contains(at))
            for name in self._windows(says)
        )
        return tuple(each for each in states if each.before is not each.after)

    def of_routing(self, before: Decision, after: Decision, openings: tuple[Opening, ...]) -> Hashable:
        """Why others are paged: a silence, windows, a target in place of another one; or these policies."""
        if after.silence is not None:
            return "silence", after.silence.name
        if before.silence is not None:
            return "no silence", before.silence.name
        return openings or _exchange(before, after)

    def of_text(self, alert: Alert, ours: Route, theirs: Route) -> Iterator[tuple[str, Hashable, Hashable]]:
        """All that may make two texts differ. Names of policies and files are no news."""
        old, new = ours.policy, theirs.policy
        templates = tuple(voices.texts(each) for voices, each in zip(self._voices, (old, new), strict=True))
        public, secret = (
            [paths.get(alert.type, _NOTHING) for paths in both]
            for both in zip(*((each.public, each.secret) for each in self._sets), strict=True)
        )
        if tuple(templates[0].values()) != tuple(templates[1].values()):
            yield "template", *_sources(*templates)
        if ours.target.title != theirs.target.title:
            yield f"title of {ours.target.arn}", ours.target.title, theirs.target.title
        if public[0] != public[1] or secret[0] != secret[1]:
            yield "visibility", alert.type, alert.type
        for name in ("sender", "incident", "description", "owner"):
            if getattr(old, name) != getattr(new, name):
                yield name, getattr(old, name), getattr(new, name)

    def _of_people(self, ours: str, theirs: str) -> frozenset[str]:
        """Which contacts and rotations differ that two targets lead to."""
        old, new = self._voices[0].behind(ours), self._voices[1].behind(theirs)
        return frozenset(name for name in {**old, **new} if old.get(name) != new.get(name))

    def _windows_between(self, says: tuple[Say, Say]) -> tuple[str, ...]:
        """The windows that differ among those that are asked, where all else that decides is the same."""
        ours, theirs = self._voices
        if ours.choice(says[0]) != theirs.choice(says[1]):
            return ()
        names = dict.fromkeys(name for policy in ours.policies(says[0]) for name in (*policy.when, *policy.unless))
        return tuple(name for name in names if ours.window(name) != theirs.window(name))


def targets(decision: Decision) -> Mapping[str, str]:
    """The targets paged: ARNs with names."""
    return {route.target.arn: route.target.name for route in decision.routes}


def policies(decision: Decision) -> tuple[str, ...]:
    """The names of the policies that page."""
    return tuple(dict.fromkeys(route.policy.name for route in decision.routes))


def _exchange(before: Decision, after: Decision) -> Hashable:
    """Which targets the same policies no longer page, and which they do now; else the policies with their targets."""
    ours, theirs = targets(before), targets(after)
    if policies(before) != policies(after):
        return policies(before), policies(after), frozenset(ours), frozenset(theirs)
    lost, gained = ours.keys() - theirs.keys(), theirs.keys() - ours.keys()
    old, new = ({arn.rpartition(":")[2]: arn.rpartition(":")[0] for arn in arns} for arns in (lost, gained))
    if old.keys() == new.keys():  # the same contacts, in another account or region
        return frozenset((old[name], new[name]) for name in old)
    return frozenset(lost), frozenset(gained)


def _sources(ours: Mapping[str, str | None], theirs: Mapping[str, str | None]) -> tuple[Hashable, Hashable]:
    """Which templates differ, of one that a policy uses and those that it extends."""
    if ours.keys() != theirs.keys():
        return tuple(ours), tuple(theirs)
    differing = tuple(name for name in ours if ours[name] != theirs[name])
    return differing, differing
