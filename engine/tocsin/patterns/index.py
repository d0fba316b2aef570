"""Many patterns, one event: those that match, at a cost that does not grow with those that do not.

Each alternative of each pattern is filed under the conjunction of its fields that take exact values only, in a tree:
a node branches by path and value. Paths that most patterns have stand at the top, and of equally common ones the
most telling, so that an event follows few branches. What is left of an alternative (prefixes, ranges, ...) is asked
at its node; where many are filed at one node, `Crowd` narrows them down first.
"""

from __future__ import annotations

import gc
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tocsin.patterns.crowd import Crowd
from tocsin.patterns.fields import gather, steps_to

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from tocsin.patterns.condition import Condition
    from tocsin.patterns.fields import Found
    from tocsin.patterns.operators import Scalar
    from tocsin.patterns.pattern import Pattern

MAX_PLACES = 64
"""Places under which one alternative is filed (value lists of several fields multiply); fields beyond it are asked."""

CROWDED = 16
"""So many alternatives at one node are asked one by one; more are narrowed down first."""

Conditions = tuple["Condition", ...]

Entry = tuple[int, Conditions]
"""A pattern's key and the conditions that remain to be asked."""

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

    def settle(self) -> None:
        """All is filed, here and below: narrow what is crowded, and let the many empty parts share one object."""
        waiting = [self]
        for node in waiting:  # grows while it is walked
            if len(node.entries) > CROWDED:
                node.crowd, node.entries = Crowd(node.entries), _NO_ENTRIES
            node.keys, node.entries = node.keys or _NO_KEYS, node.entries or _NO_ENTRIES
            node.branches = node.branches or _NO_BRANCHES
            waiting += (child for table in node.branches.values() for child in table.values())

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


@contextmanager
def _collection_paused() -> Iterator[None]:
    """No garbage collection: building makes much that stays and no cycles, and collecting would double its time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class PatternIndex:
    """Patterns by their keys. Not to be changed once built."""

    def __init__(self, patterns: Iterable[tuple[int, Pattern]]) -> None:
        self._patterns = dict(patterns)
        alternatives = [(key, one) for key, pattern in self._patterns.items() for one in pattern.alternatives]
        self._steps = steps_to({condition.path for _, conditions in alternatives for condition in conditions})
        with _collection_paused():
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
    for key, conditions in alternatives:
        filed, asked = _split(conditions, rank)
        nodes = [root]
        for condition in filed:
            nodes = [node.branch(condition.path, value) for node in nodes for value in condition.exact]
        for node in nodes:
            if asked:
                node.entries.append((key, asked))
            else:
                node.keys.append(key)
    root.settle()
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


def _split(conditions: Conditions, rank: Mapping[str, tuple[int, int, str]]) -> tuple[list[Condition], Conditions]:
    """The conditions to file by, from the top of the tree down, and those to ask."""
    places = 1
    filed: list[Condition] = []
    for condition in sorted(conditions, key=lambda one: len(one.exact)):
        grown = places * len(condition.exact)
        if not condition.tests and (grown <= MAX_PLACES or not filed):
            places = grown
            filed.append(condition)
    asked = tuple(condition for condition in conditions if condition not in filed)
    filed.sort(key=lambda condition: rank[condition.path])
    return filed, asked
