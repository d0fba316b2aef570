"""Which policies of a file take every alert that a later one could take.

Within a file the first policy that matches wins. `Precedence` finds those that may take a policy's alerts by the values
that both ask for, and says so only where it is certain: patterns are compared by `implication`, and a policy with
windows takes nothing from one that is open at other times.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from tocsin.checks.implication import row_implies
from tocsin.document import many
from tocsin.patterns.condition import Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.document import Entry
    from tocsin.patterns import Pattern
    from tocsin.patterns.operators import Scalar

MAX_CANDIDATES = 16
"""So many policies are compared with one: those first that list a value that it lists too."""

MAX_SPLIT = 16
"""A list of so many values is looked at value by value: different policies may take them."""

HELD_AT = (
    "type", "event.NewStateValue", "event.action", "event.alarmData.state.value", "event.alert_transition",
    "event.detail.findings.RecordState", "event.detail.findings.Workflow.Status", "event.detail.lastStatus",
    "event.detail.state", "event.detail.state.value", "event.detail.status", "event.detail.statusCode",
    "event.event_action", "event.state", "labels.archived", "labels.exitCode",
)  # fmt: skip
"""Where a policy must name a value in so many words to page for an alert that its source holds back (model.Hold)."""

CALL = re.compile(
    "(?:Accept|Activate|Batch|Create|Deactivate|Delete|Describe|Get|List|Put|Send|Start|Stop|Tag|Untag|Update)[A-Z]"
)
"""How calls of AWS's paging services begin, the only types of alerts that are held."""

Row = tuple[Condition, ...]


class Taker(NamedTuple):
    """One way in which a policy matches."""

    policy: Entry
    pattern: Pattern
    row: Row


class Precedence:
    """The policies of one file, from the first on.

    Each is filed under one of its lists of values, that of the path of which the file knows the most values.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        values: defaultdict[str, set[Scalar]] = defaultdict(set)
        for pattern in patterns:
            for row in pattern.alternatives:
                for each in row:
                    if not each.tests:
                        values[each.path].update(each.exact)
        self._telling = {path: len(those) for path, those in values.items()}
        self._by_value: defaultdict[tuple[str, Scalar], list[Taker]] = defaultdict(list)
        self._others: list[Taker] = []

    def add(self, policy: Entry, pattern: Pattern) -> None:
        """The policy comes next, and leaves what it matches to nobody."""
        for row in pattern.alternatives:
            taker, most, filed = Taker(policy, pattern, row), 0, None
            for each in row:
                if not each.tests and self._telling[each.path] > most:
                    most, filed = self._telling[each.path], each
            if filed is None:
                self._others.append(taker)
            else:
                for value in filed.exact:
                    self._by_value[filed.path, value].append(taker)

    def takers(self, policy: Entry, pattern: Pattern, rows: Iterable[Row]) -> Sequence[Entry]:
        """The policies so far that together take all that these alternatives match; none where some may be left."""
        found: dict[str, Entry] = {}
        lifted: list[tuple[str, frozenset[str]]] | None = None
        for row in rows:
            near = [each for each in self._candidates(row) if open_whenever(each.policy, policy)]
            if near and lifted is None:
                lifted = list(_lifted(pattern))
            takers = _takers(row, [each for each in near if _lifts(each.pattern, lifted or ())])
            if not takers:
                return ()
            found |= {taker.policy.name: taker.policy for taker in takers}
        return sorted(found.values(), key=lambda each: each.path)

    def _candidates(self, row: Row) -> Iterable[Taker]:
        """Those that may take alerts of the row, each once."""
        near: dict[int, Taker] = {}
        for each in row:
            if not each.tests:
                for value in each.exact:
                    for taker in self._by_value.get((each.path, value), ()):
                        near[id(taker)] = taker
        if self._others:
            near |= {id(taker): taker for taker in self._others}
        return islice(near.values(), MAX_CANDIDATES)


def _takers(row: Row, near: Sequence[Taker]) -> list[Taker]:
    """One that takes all of the row, or several that take the values of one of its lists."""
    if not near:
        return []
    if (whole := _taker(row, near)) is not None:
        return [whole]
    for index, condition in enumerate(row):
        if not condition.tests and 1 < len(condition.exact) <= MAX_SPLIT:
            parts = (Condition(condition.path, [value], ()) for value in condition.exact)
            takers = [_taker((*row[:index], part, *row[index + 1 :]), near) for part in parts]
            if all(takers):
                return [taker for taker in takers if taker is not None]
    return []


def _taker(row: Row, near: Iterable[Taker]) -> Taker | None:
    return next((each for each in near if row_implies(row, each.row)), None)


def open_whenever(one: Entry, other: Entry) -> bool:
    """Whether one policy's windows leave out no time at which the other one is open."""
    when, unless = ([*many(one.value.get(key, []))] for key in ("when", "unless"))
    others = many(other.value.get("when", []))
    inside = not when or (others and set(others) <= set(when))
    return bool(inside) and set(unless) <= set(many(other.value.get("unless", [])))


def _lifted(pattern: Pattern) -> Iterator[tuple[str, frozenset[str]]]:
    """The values that the pattern names where that makes it page for held alerts."""
    for path in HELD_AT:
        values = pattern.exact_values(path)
        if held := frozenset(value for value in values if path != "type" or CALL.match(value)):
            yield path, held


def _lifts(pattern: Pattern, lifted: Iterable[tuple[str, frozenset[str]]]) -> bool:
    """Whether the pattern names all of these as well."""
    return all(values <= pattern.exact_values(path) for path, values in lifted)
