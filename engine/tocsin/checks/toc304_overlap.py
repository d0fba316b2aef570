"""TOC304: two files page the same target for the same alerts, so that one of the two pages is never sent.

Each file is evaluated on its own, and a target reached twice is paged once, by the policy that comes first. Where that
is so for all alerts of the later policy it is a warning, and where it is for some of them a note.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.checks.examples import example
from tocsin.checks.implication import implies
from tocsin.checks.precedence import open_whenever
from tocsin.checks.subject import targets
from tocsin.document import many
from tocsin.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.checks.subject import Subject
    from tocsin.document import Entry
    from tocsin.patterns import Pattern, PatternIndex
    from tocsin.patterns.operators import Scalar

RULE = "TOC304"

MAX_CANDIDATES = 32
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
    for policy in subject.policies:
        types = _types(subject.pattern(policy))
        for steps, target in targets(policy):
            if overlap := pages.overlap(policy, target, types):
                yield _finding(overlap, policy, steps, target)
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
        self._winners: dict[str, PatternIndex] = {}
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
        for first in self._candidates(policy, target, types):
            whole = open_whenever(first, policy) and implies(*map(self._subject.pattern, (policy, first)))
            if (whole or (found is None and _at_once(first, policy))) and self._left > 0:
                self._left -= 1
                event = self._shared(policy, first)
                if event is not None:
                    found = _Overlap(first, whole, event)
                    if whole:
                        break
        return found

    def _candidates(self, policy: Entry, target: str, types: Sequence[Scalar]) -> Iterator[Entry]:
        near = self._all[target]
        if types:
            near = [first for each in types for first in self._typed.get((target, each), ())] + self._untyped[target]
        distinct = {id(first): first for first in near if first.document is not policy.document}
        return islice(distinct.values(), MAX_CANDIDATES)

    def _shared(self, *policies: Entry) -> Mapping[str, Any] | None:
        """An alert that both policies match, and that no other one of their files takes before them."""
        from tocsin.patterns.witness import together  # most sets have no such pair

        patterns = [self._subject.pattern(policy) for policy in policies]
        event = together(*patterns)
        if event is None:
            return None
        alert = {**_PLAIN, **event}
        taken = all(pattern.matches(alert) for pattern in patterns) and all(
            self._wins(each, alert) for each in policies
        )
        return event if taken else None

    def _wins(self, policy: Entry, alert: Mapping[str, Any]) -> bool:
        index = self._index(policy.document.path)
        return not any(position < int(policy.path[1]) for position in index.matching(alert))

    def _index(self, path: str) -> PatternIndex:
        """The policies of a file that always win, by their positions."""
        from tocsin.patterns import PatternIndex

        if path not in self._winners:
            own = [policy for policy in self._subject.policies if policy.document.path == path]
            always = [policy for policy in own if not any(policy.value.get(key) for key in (*_WINDOWS, "continue"))]
            self._winners[path] = PatternIndex((int(policy.path[1]), self._subject.pattern(policy)) for policy in always)
        return self._winners[path]


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
