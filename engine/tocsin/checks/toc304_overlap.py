"""TOC304: two files page the same target for the same alerts, so that one of the two pages is never sent.

Each file is evaluated on its own, and a target reached twice is paged once, by the policy that comes first. Where that
is so for all alerts of the later policy it is a warning, and where it is for some of them a note.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, groupby, islice, product, starmap
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.checks.examples import example
from tocsin.checks.implication import implies
from tocsin.checks.precedence import open_whenever
from tocsin.checks.subject import targets
from tocsin.document import many
from tocsin.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tocsin.checks.subject import Subject
    from tocsin.document import Entry
    from tocsin.patterns import Pattern, PatternIndex
    from tocsin.patterns.condition import Condition
    from tocsin.patterns.operators import Scalar

RULE = "TOC304"

MAX_CANDIDATES = 16
"""So many policies of other files are compared with one policy."""

MAX_EXAMPLES = 300
"""So many pairs of a set are looked at for alerts that both match: nobody reads so many notes."""

_WINDOWS = ("when", "unless")

_PLAIN: Mapping[str, Any] = {
    "type": "other", "status": "firing", "severity": None, "source": "generic", "id": "other", "summary": "other",
    "starts_at": None, "ends_at": None, "url": None, "account": None, "region": None,
    "labels": {}, "annotations": {}, "event": {},
}  # fmt: skip
"""An alert of which nothing is known."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each target that a policy of an earlier file pages under conditions that meet these."""
    pages = _Pages(subject)
    for _, policies in groupby(subject.policies, key=lambda policy: policy.document.path):
        file = [(policy, _types(subject.pattern(policy)), list(targets(policy))) for policy in policies]
        for policy, types, paged in file:
            for steps, target in paged:
                if overlap := pages.overlap(policy, target, types):
                    yield _finding(overlap, policy, steps, target)
        for policy, types, paged in file:
            for _, target in paged:
                pages.add(policy, target, types)


class _Overlap(NamedTuple):
    """The policy that comes first, whether it takes all alerts of the later one, and one that both match."""

    first: Entry
    whole: bool
    event: Mapping[str, Any]


class _Pages:
    """Who is paged by what, by the types that policies ask for."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._typed: defaultdict[tuple[str, Scalar], list[Entry]] = defaultdict(list)
        self._untyped: defaultdict[str, list[Entry]] = defaultdict(list)
        self._all: defaultdict[str, list[Entry]] = defaultdict(list)
        self._files: dict[str, _File] = {}
        self._left = MAX_EXAMPLES

    def add(self, policy: Entry, target: str, types: Sequence[Scalar]) -> None:
        """The policy pages the target."""
        self._all[target].append(policy)
        if not types:
            self._untyped[target].append(policy)
        for each in types:
            self._typed[target, each].append(policy)

    def overlap(self, policy: Entry, target: str, types: Sequence[Scalar]) -> _Overlap | None:
        """An earlier file's policy that pages the target for the same alerts: rather for all than for some."""
        found = None
        pattern = self._subject.pattern(policy)
        for first in self._candidates(target, types):
            other = self._subject.pattern(first)
            if not _may_meet(pattern, other):
                continue
            whole = open_whenever(first, policy) and implies(pattern, other)
            if whole or (found is None and _at_once(first, policy)):
                event = self._shared(policy, first)
                found = found if event is None else _Overlap(first, whole, event)
                if found is not None and found.whole:
                    break
        return found

    def _candidates(self, target: str, types: Sequence[Scalar]) -> Iterator[Entry]:
        if self._left <= 0 or target not in self._all:
            return iter(())
        near: Iterable[Entry] = self._all[target]
        if types:
            near = chain(*(self._typed.get((target, each), ()) for each in types), self._untyped.get(target, ()))
        return islice(near, MAX_CANDIDATES)

    def _shared(self, *policies: Entry) -> Mapping[str, Any] | None:
        """An alert that both policies match, and that others of their files leave to them."""
        from tocsin.patterns.witness import together  # most sets have no such pair

        self._left -= 1
        patterns = [self._subject.pattern(policy) for policy in policies]
        if (event := together(*patterns)) is None:
            return None
        alert = {**_PLAIN, **event}
        before = [each for policy in policies for each in self._before(policy, alert)]
        return event if _leave_time(before, policies) and all(pattern.matches(alert) for pattern in patterns) else None

    def _before(self, policy: Entry, alert: Mapping[str, Any]) -> Iterator[Entry]:
        """The policies above it that take the alert while they are open."""
        path = policy.document.path
        if path not in self._files:
            own = [each for each in self._subject.policies if each.document.path == path]
            self._files[path] = _File.of(own, map(self._subject.pattern, own))
        file = self._files[path]
        above = (file.policies[position] for position in file.patterns.matching(alert))
        return (each for each in above if each.path < policy.path and not each.value.get("continue"))


class _File(NamedTuple):
    """The policies of a file, and an index of their positions."""

    policies: Sequence[Entry]
    patterns: PatternIndex

    @classmethod
    def of(cls, policies: Sequence[Entry], patterns: Iterable[Pattern]) -> _File:
        from tocsin.patterns import PatternIndex

        return cls(policies, PatternIndex(enumerate(patterns)))


def _may_meet(one: Pattern, other: Pattern) -> bool:
    """Whether the two do not plainly ask for different values of the same field; a quick look, no proof."""
    return any(not any(starmap(_apart, product(*rows))) for rows in product(one.alternatives, other.alternatives))


def _apart(one: Condition, other: Condition) -> bool:
    plain = one.path == other.path and not one.tests and not other.tests
    return plain and not any(value in other.exact for value in one.exact)


def _leave_time(before: Sequence[Entry], policies: Sequence[Entry]) -> bool:
    """Whether there certainly is a time at which none of the policies before these is open, and both of these are."""
    return not before or (len(before) == 1 and _windowed(before[0]) and not any(map(_windowed, policies)))


def _windowed(policy: Entry) -> bool:
    return any(policy.value.get(key) for key in _WINDOWS)


def _types(pattern: Pattern) -> Sequence[Scalar]:
    """The types of which the pattern requires one; none where it may match alerts of others."""
    found: list[Scalar] = []
    for row in pattern.alternatives:
        types = next((each.exact for each in row if each.path == "type" and not each.tests), ())
        if not types:
            return ()
        found += types
    return found


def _at_once(one: Entry, other: Entry) -> bool:
    """Whether there certainly is a time at which both are open."""
    own, others = ([frozenset(many(entry.value.get(key, []))) for key in _WINDOWS] for entry in (one, other))
    return own == others or not any(own) or not any(others)


def _finding(overlap: _Overlap, policy: Entry, steps: tuple[str | int, ...], target: str) -> Finding:
    first, shown = overlap.first, example(overlap.event)
    whom = f"`{first.name}` in {first.document.path}"
    span = policy.span(*steps)
    if overlap.whole:
        help_ = "The target is paged once, with the other policy's message. Remove one of the two."
        message = f"`{target}` is paged for the same alerts by {whom}"
        return Finding(RULE, "warning", message, span, f"{help_}\nFor example {shown}.")
    message = f"`{target}` is paged for some of the same alerts by {whom}"
    return Finding(RULE, "note", message, span, f"For example {shown}: one page, with the message of `{first.name}`.")
