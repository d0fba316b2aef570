"""Pairs of policies that may want the same alert.

What two policies demand word for word keeps most pairs apart without a look at the rest of their patterns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from heapq import merge
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from tocsin.patterns import Pattern
    from tocsin.patterns.operators import Scalar
    from tocsin.policyset import Policy

_FILE = "\0file"
"""Demanded of policies that do not meet those of other files; no path of a pattern."""

Demands = dict[str, frozenset["Scalar"]]
"""By path the values of which a pattern demands one."""

FEWEST = 4
"""Partners of a policy that are looked at, however many policies there are."""


class Overlaps:
    """Policies, by what they demand. Within files only: policies of different files do not meet."""

    def __init__(self, policies: Sequence[Policy], *, within_files: bool = True) -> None:
        self._policies = policies
        files: list[Demands] = [{_FILE: frozenset({each.file})} if within_files else {} for each in policies]
        self._demands = [{**file, **demands(each.pattern)} for file, each in zip(files, policies, strict=True)]
        self._everyone = range(len(policies))
        self._with: dict[str, dict[Scalar, list[int]]] = defaultdict(lambda: defaultdict(list))
        for position, wanted in enumerate(self._demands):
            for path, values in wanted.items():
                for value in values:
                    self._with[path][value].append(position)
        self._without: dict[str, list[int]] = {}

    def of(self, names: Collection[str], limit: int) -> Iterator[tuple[Policy, Policy]]:
        """Pairs with a policy of these names: about `limit`, of which each policy has its share, next neighbours first.

        Of a pair the earlier policy comes first.
        """
        chosen = [position for position in self._everyone if self._policies[position].name in names]
        share = max(FEWEST, limit // max(1, len(chosen)))
        pairs = dict.fromkeys(
            (min(position, other), max(position, other))
            for position in chosen
            for other in islice(self._partners(position), share)
        )
        return ((self._policies[one], self._policies[other]) for one, other in pairs)

    def meeting(self, pattern: Pattern) -> Iterator[Policy]:
        """The policies of all files that no demand keeps apart from a pattern."""
        wanted = demands(pattern)
        return (policy for policy, own in zip(self._policies, self._demands, strict=True) if _may_agree(wanted, own))

    def _partners(self, position: int) -> Iterator[int]:
        """The policies after this one, then those before it, that no demand keeps apart from it."""
        wanted = self._demands[position]
        path = min(wanted, key=lambda path: self._crowd(path, wanted[path]), default=None)
        rows: list[Sequence[int]] = [self._everyone]
        if path is not None:
            rows = [*(self._with[path][value] for value in wanted[path]), self._lacking(path)]
        after = merge(*(row[bisect_right(row, position) :] for row in rows))
        before = merge(*(row[: bisect_left(row, position)][::-1] for row in rows), reverse=True)
        others = (other for other, _ in groupby(chain(after, before)))
        return (other for other in others if _may_agree(wanted, self._demands[other]))

    def _lacking(self, path: str) -> list[int]:
        """The policies that demand nothing at a path."""
        if path not in self._without:
            self._without[path] = [each for each in self._everyone if path not in self._demands[each]]
        return self._without[path]

    def _crowd(self, path: str, values: Collection[Scalar]) -> int:
        return len(self._lacking(path)) + sum(len(self._with[path][value]) for value in values)


def demands(pattern: Pattern) -> Demands:
    """What every alternative of a pattern demands in so many words."""
    rows = [
        {one.path: frozenset(one.exact) for one in conditions if not one.tests} for conditions in pattern.alternatives
    ]
    paths = set(rows[0]).intersection(*rows[1:])
    return {path: frozenset().union(*(row[path] for row in rows)) for path in sorted(paths)}


def _may_agree(one: Mapping[str, frozenset[Scalar]], other: Mapping[str, frozenset[Scalar]]) -> bool:
    return all(path not in other or not values.isdisjoint(other[path]) for path, values in one.items())
