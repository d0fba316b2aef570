"""Which policies of a file take every alert that a later one could take.

Within a file the first policy that matches wins. `Precedence` finds those that may take a policy's alerts by the values
that both ask for, and says so only where it is certain: patterns are compared by `implication`, and a policy with
windows takes nothing from one that is open at other times.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from tocsin.checks.implication import unmet
from tocsin.document import many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.document import Entry
    from tocsin.patterns import Pattern
    from tocsin.patterns.condition import Condition
    from tocsin.patterns.operators import Scalar

MAX_CANDIDATES = 16
"""So many policies are compared with one: those first that list a value that it lists too."""

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

Row = tuple["Condition", ...]


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
            takers = _takers(row, [each for each in near if _lifts(each.pattern, lifted)] if lifted else near)
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
                    for taker in islice(self._by_value.get((each.path, value), ()), MAX_CANDIDATES):
                        near[id(taker)] = taker
        return islice(chain(near.values(), self._others), MAX_CANDIDATES)


def _takers(row: Row, near: Iterable[Taker]) -> list[Taker]:
    """One that takes all of the row, or several that take the values of one of its lists and ask for nothing else."""
    partly: dict[str, list[tuple[Taker, Condition]]] = {}
    for taker in near:
        missing = list(islice(unmet(row, taker.row), 2))
        if not missing:
            return [taker]
        if len(missing) == 1:
            partly.setdefault(missing[0].path, []).append((taker, missing[0]))
    for condition in row:
        if condition.path in partly and not condition.tests:
            several = partly[condition.path]
            takers = [next((one for one, its in several if its.accepts(each)), None) for each in condition.exact]
            if all(takers):
                return [taker for taker in takers if taker is not None]
    return []


def open_whenever(one: Entry, other: Entry) -> bool:
    """Whether one policy's windows leave out no time at which the other one is open."""
    when, unless = one.value.get("when", []), one.value.get("unless", [])
    if not when and not unless:
        return True
    others = set(many(other.value.get("when", [])))
    inside = not when or (others and others.issubset(many(when)))
    return bool(inside) and set(many(unless)).issubset(many(other.value.get("unless", [])))


def _lifted(pattern: Pattern) -> Iterator[tuple[str, frozenset[str]]]:
    """The values that the pattern names where that makes it page for held alerts."""
    for path in HELD_AT:
        values = pattern.exact_values(path)
        if held := frozenset(value for value in values if path != "type" or CALL.match(value)):
            yield path, held


def _lifts(pattern: Pattern, lifted: Iterable[tuple[str, frozenset[str]]]) -> bool:
    """Whether the pattern names all of these as well."""
    return all(values <= pattern.exact_values(path) for path, values in lifted)
