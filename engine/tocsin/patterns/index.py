"""Many patterns, one event: those that match, at a cost that does not grow with those that do not.

Each alternative of each pattern is filed under its fields that take exact values only, in a tree: a node branches by
path and value, for as long as more than a few alternatives share it. Paths that most patterns have stand at the top,
and of equally common ones the most telling, so that an event follows few branches. What is left of an alternative
(prefixes, ranges, ...) is asked at its node; where many are filed at one node, `Crowd` narrows them down first.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin import collector
from tocsin.patterns.crowd import Crowd
from tocsin.patterns.fields import gather, steps_to

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from tocsin.patterns.condition import Condition
    from tocsin.patterns.fields import Found
    from tocsin.patterns.operators import Scalar
    from tocsin.patterns.pattern import Pattern

MAX_PLACES = 64
"""Places under which one alternative is filed (value lists of several fields multiply); fields beyond it are asked."""

FEW = 4
"""So many alternatives stay at one node, however many of their exact fields could still tell them apart."""

CROWDED = 16
"""So many alternatives at one node are asked one by one; more are narrowed down first."""

Conditions = tuple["Condition", ...]

Entry = tuple[int, Conditions]
"""A pattern's key and the conditions that remain to be asked."""


class Filing(NamedTuple):
    """One alternative on its way down the tree: the exact conditions to branch by, in order, and those to ask."""

    key: int
    exact: list[Condition]
    asked: Conditions


_NO_VALUES: list[Scalar] = []
_NO_KEYS: list[int] = []
_NO_ENTRIES: list[Entry] = []
_NO_BRANCHES: dict[str, dict[Scalar, Node]] = {}


class Node:
    """A place in the tree: patterns that match here, those to be asked, and the branches by path and value."""

    __slots__ = ("branches", "crowd", "entries", "keys")

    def __init__(self) -> None:
        self.keys: list[int] = []
        self.entries: list[Entry] = []
        self.crowd: Crowd | None = None
        self.branches: dict[str, dict[Scalar, Node]] = {}

    def file(self, filings: Sequence[Filing], depth: int) -> dict[Node, list[Filing]]:
        """Keep the alternatives that have come this far, or give them to the branches behind their next exact field.

        A few are asked one by one rather than told apart: most branches would hold a single one.
        """
        behind: dict[Node, list[Filing]] = {}
        few = len(filings) <= FEW
        for filing in filings:
            if few or len(filing.exact) == depth:
                self._keep(filing, depth)
            else:
                condition = filing.exact[depth]
                for value in condition.exact:
                    behind.setdefault(self.branch(condition.path, value), []).append(filing)
        self._settle()
        return behind

    def _keep(self, filing: Filing, depth: int) -> None:
        if conditions := (*filing.asked, *filing.exact[depth:]):
            self.entries.append((filing.key, conditions))
        else:
            self.keys.append(filing.key)

    def _settle(self) -> None:
        """Nothing more comes here: narrow what is crowded, and let the many empty parts share one object."""
        if len(self.entries) > CROWDED:
            self.crowd, self.entries = Crowd(self.entries), _NO_ENTRIES
        self.keys, self.entries = self.keys or _NO_KEYS, self.entries or _NO_ENTRIES
        self.branches = self.branches or _NO_BRANCHES

    def branch(self, path: str, value: Scalar) -> Node:
        """The node behind this value at this path, made if missing."""
        table = self.branches.get(path)
        if table is None:
            table = self.branches[path] = {}
        node = table.get(value)
        if node is None:
            node = table[value] = Node()
        return node

    def follow(self, found: Found, nodes: list[Node]) -> None:
        """Add the nodes behind the values that were found."""
        branches = self.branches
        for path in branches if len(branches) <= len(found) else branches.keys() & found.keys():
            value = found.get(path, _NO_VALUES)
            table = branches[path]
            if isinstance(value, list):
                nodes += (table[one] for one in set(value) if one in table)
            elif (node := table.get(value)) is not None:
                nodes.append(node)


class PatternIndex:
    """Patterns by their keys. Not to be changed once built."""

    def __init__(self, patterns: Iterable[tuple[int, Pattern]]) -> None:
        self._patterns = dict(patterns)
        alternatives = [(key, one) for key, pattern in self._patterns.items() for one in pattern.alternatives]
        self._steps = steps_to({condition.path for _, conditions in alternatives for condition in conditions})
        with collector.paused():
            self._root = _tree(alternatives)

    def __len__(self) -> int:
        return len(self._patterns)

    def matching(self, event: Mapping[str, Any]) -> list[int]:
        """The keys of the patterns that the event (any JSON object) matches, ascending."""
        found, deep = gather(self._steps, event)
        keys = self._search(found, deep)
        if deep:
            keys = [key for key in keys if self._holds_together(key, event, deep)]
        return sorted(set(keys)) if len(keys) > 1 else keys

    def _search(self, found: Found, deep: Collection[str]) -> list[int]:
        """Every pattern of which one alternative holds, value by value; some twice.

        Absence at a deep path is left to `judge`: the value that is there may be another element's.
        """
        keys: list[int] = []
        waiting = [self._root]
        for node in waiting:  # grows while it is walked
            keys += node.keys
            for key, conditions in node.entries if node.crowd is None else node.crowd.narrow(found):
                for condition in conditions:
                    if not condition.holds(found) and not (condition.absent and condition.path in deep):
                        break
                else:
                    keys.append(key)
            if node.branches:
                node.follow(found, waiting)
        return keys

    def _holds_together(self, key: int, event: Mapping[str, Any], deep: Collection[str]) -> bool:
        pattern = self._patterns[key]
        if any(condition.path in deep for conditions in pattern.alternatives for condition in conditions):
            return pattern.matches(event)
        return True


def _tree(alternatives: Sequence[tuple[int, Conditions]]) -> Node:
    root = Node()
    rank = _ranks(conditions for _, conditions in alternatives)
    waiting = [(root, 0, [_filing(key, conditions, rank) for key, conditions in alternatives])]
    for node, depth, filings in waiting:  # grows while it is walked
        waiting += ((child, depth + 1, given) for child, given in node.file(filings, depth).items())
    return root


def _ranks(alternatives: Iterable[Conditions]) -> dict[str, tuple[int, int, str]]:
    """The order of paths from the top of the tree: common ones first, then those with more values."""
    uses: Counter[str] = Counter()
    values: dict[str, set[Scalar]] = {}
    for conditions in alternatives:
        for condition in conditions:
            if not condition.tests:
                uses[condition.path] += 1
                values.setdefault(condition.path, set()).update(condition.exact)
    return {path: (-count, -len(values[path]), path) for path, count in uses.items()}


def _filing(key: int, conditions: Conditions, rank: Mapping[str, tuple[int, int, str]]) -> Filing:
    """How an alternative is filed: by which conditions, from the top of the tree down, and what is left to ask."""
    places = 1
    exact: list[Condition] = []
    for condition in sorted(conditions, key=lambda one: len(one.exact)):
        grown = places * len(condition.exact)
        if not condition.tests and (grown <= MAX_PLACES or not exact):
            places = grown
            exact.append(condition)
    asked = tuple(condition for condition in conditions if condition not in exact)
    exact.sort(key=lambda condition: rank[condition.path])
    return Filing(key, exact, asked)
