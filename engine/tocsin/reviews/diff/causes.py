"""What makes two sides differ: what one cause changes alike is one change, whomever it meets.

A silence that ends later, a window in another time zone, a sender, somebody's new name: each is one edit, and hundreds
of policies may show it. Where no such cause can be named, the policies themselves are it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Mapping
    from datetime import datetime

    from tocsin.decision import Decision, Route
    from tocsin.model import Alert
    from tocsin.policyset import Policy, PolicySet
    from tocsin.reviews.diff.sides import Opened
    from tocsin.reviews.diff.voices import Say, Voices
    from tocsin.roster import Roster

_NOTHING: frozenset[str] = frozenset()


class Opening(NamedTuple):
    """A window that is open before and closed after, or the other way round."""

    window: str
    before: bool
    after: bool


class Parts(NamedTuple):
    """What either side pages alone. Policies that page the same targets as before have no part in the difference."""

    lost: tuple[Route, ...]
    gained: tuple[Route, ...]

    @property
    def targets(self) -> tuple[frozenset[str], frozenset[str]]:
        """The ARNs of the targets."""
        return frozenset(each.target.arn for each in self.lost), frozenset(each.target.arn for each in self.gained)

    @property
    def policies(self) -> tuple[str, ...]:
        """The names of the policies."""
        return _names(*self)


class Causes:
    """Names what makes two sides differ."""

    def __init__(self, base: Opened, head: Opened, voices: tuple[Voices, Voices]) -> None:
        self._sets = base.engine.policies, head.engine.policies
        self._rosters = base.roster, head.roster
        self._voices = voices
        self._edited = _edited(*self._sets)
        self._windows = cache(self._windows_between)
        self._with = cache(self._roster_with)
        self.of_people = cache(self._of_people)

    def openings(self, says: tuple[Say, Say], at: datetime) -> tuple[Opening, ...]:
        """The windows that are the only reason why these say something else at an instant; () if there are others."""
        ours, theirs = self._voices
        states = (
            Opening(name, ours.window(name).contains(at), theirs.window(name).contains(at))
            for name in self._windows(says)
        )
        return tuple(each for each in states if each.before is not each.after)

    def of_routing(self, before: Decision, after: Decision, parts: Parts, openings: tuple[Opening, ...]) -> Hashable:
        """Why others are paged: a silence, windows, a target in place of another one; or policies with the targets."""
        if after.silence is not None:
            return "silence", after.silence.name
        if before.silence is not None:
            return "no silence", before.silence.name
        if openings:
            return openings
        if _policies(before) == _policies(after):
            return _exchange(parts)
        return self._edits(before, after, parts) or (_names(parts.lost), _names(parts.gained)), parts.targets

    def policies(self, before: Decision, after: Decision, parts: Parts) -> tuple[str, ...]:
        """The policies concerned, edited ones first."""
        return tuple(dict.fromkeys((*self._edits(before, after, parts), *parts.policies)))

    def each_alone(self, ours: str, theirs: str, people: Collection[str]) -> Iterator[tuple[str, Roster]]:
        """Each contact and rotation that differs behind a target, with the people of before but for this one.

        Left out are contacts and rotations of one side (who leads to them differs, too), and people other than these.
        """
        old, new = self._voices[0].behind(ours), self._voices[1].behind(theirs)
        for name in sorted(self.of_people(ours, theirs) & old.keys() & new.keys()):
            kind, _, key = name.partition(" ")
            contact = self._rosters[1].contact(key) if kind == "contact" else None
            if contact is None or contact.kind != "PERSONAL" or key in people:
                yield name, self._with(kind, key)

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

    def _edits(self, before: Decision, after: Decision, parts: Parts) -> tuple[str, ...]:
        """The policies that differ: of those that no longer page or newly do, or else of all that page."""
        concerned = tuple(name for name in parts.policies if name in self._edited)
        return concerned or tuple(name for name in _names(before.routes, after.routes) if name in self._edited)

    def _roster_with(self, kind: str, key: str) -> Roster:
        """The people of before with one contact or rotation as it is after."""
        old, new = self._rosters
        contacts, rotations = {**new.contacts, **old.contacts}, {**new.rotations, **old.rotations}
        if kind == "contact":
            contacts[key] = new.contacts[key]
        else:
            rotations[key] = new.rotations[key]
        return replace(old, contacts=contacts, rotations=rotations)

    def _windows_between(self, says: tuple[Say, Say]) -> tuple[str, ...]:
        """The windows that differ among those that are asked, where all else that decides is the same."""
        ours, theirs = self._voices
        if ours.choice(says[0]) != theirs.choice(says[1]):
            return ()
        names = dict.fromkeys(name for policy in ours.policies(says[0]) for name in (*policy.when, *policy.unless))
        return tuple(name for name in names if ours.window(name) != theirs.window(name))


def is_rotation(cause: Hashable) -> bool:
    """Whether people are called otherwise because of one rotation, which calls others at every hand-over."""
    return isinstance(cause, str) and cause.startswith("rotation ")


def targets(decision: Decision) -> Mapping[str, str]:
    """The targets paged: ARNs with names."""
    return {route.target.arn: route.target.name for route in decision.routes}


def parting(before: Decision, after: Decision) -> Parts:
    """What either side pages alone: all of it, where the decision is of another kind or pages the same targets."""
    ours, theirs = targets(before).keys(), targets(after).keys()
    if before.kind is not after.kind or ours == theirs:
        return Parts(before.routes, after.routes)
    return Parts(
        tuple(route for route in before.routes if route.target.arn not in theirs),
        tuple(route for route in after.routes if route.target.arn not in ours),
    )


def _policies(decision: Decision) -> tuple[str, ...]:
    """The names of the policies that page."""
    return _names(decision.routes)


def _names(*routes: tuple[Route, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(route.policy.name for each in routes for route in each))


def _edited(*sets: PolicySet) -> frozenset[str]:
    """The names of the policies that want other alerts on either side, or page otherwise."""
    ours, theirs = (
        {policy.name: _routes(policy) for policy in (*each.policies, *filter(None, (each.fallback,)))} for each in sets
    )
    return frozenset(name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name))


def _routes(policy: Policy) -> Hashable:
    """What decides when a policy pages, and whom."""
    arns = tuple(target.arn for target in policy.targets)
    return repr(policy.pattern), arns, policy.when, policy.unless, policy.continues


def _exchange(parts: Parts) -> Hashable:
    """Which targets the same policies no longer page, and which they do now."""
    lost, gained = parts.targets
    old, new = ({arn.rpartition(":")[2]: arn.rpartition(":")[0] for arn in arns} for arns in (lost, gained))
    if old.keys() == new.keys():  # the same contacts, in another account or region
        return frozenset((old[name], new[name]) for name in old)
    return lost, gained


def _sources(ours: Mapping[str, str | None], theirs: Mapping[str, str | None]) -> tuple[Hashable, Hashable]:
    """Which templates differ, of one that a policy uses and those that it extends."""
    if ours.keys() != theirs.keys():
        return tuple(ours), tuple(theirs)
    differing = tuple(name for name in ours if ours[name] != theirs[name])
    return differing, differing
