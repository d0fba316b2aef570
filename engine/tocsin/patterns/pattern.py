"""A parsed pattern, and why it does not match."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.patterns.fields import gather, steps_of, steps_to
from tocsin.patterns.judge import Verdict, judge
from tocsin.patterns.operators import Network, Scalar, Truth, listed, shown
from tocsin.patterns.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tocsin.patterns.condition import Condition
    from tocsin.patterns.fields import Step


class Mismatch(NamedTuple):
    """The first condition that failed: where, what it expects, and the event's values there (none: absent).

    `together`: the values would do, but not in the array element that the conditions before this one need.
    """

    path: str
    expected: str
    found: tuple[Any, ...]
    together: bool = False

    def __str__(self) -> str:
        found = listed(map(shown, self.found)) if self.found else "absent"
        where = " in the array element of the other fields" if self.together else ""
        return f"{self.path}: expected {self.expected}{where}, found {found}"


class Pattern:
    """An EventBridge pattern, immutable. `source` is what it was parsed from; parsing that again makes it anew.

    `alternatives` are lists of conditions in the order written: one, or with $or one for each way to match.
    """

    __slots__ = ("_steps", "alternatives", "source")

    def __init__(self, source: Mapping[str, Any], alternatives: Sequence[Sequence[Condition]]) -> None:
        self.source = source
        self.alternatives = tuple(map(tuple, alternatives))
        self._steps: list[Step] | None = None

    @classmethod
    def parse(cls, source: Any) -> Pattern:
        """The pattern that an object says. Raises PatternError with the position for one that is none."""
        return cls(source, parse(source))

    @classmethod
    def anything(cls) -> Pattern:
        """The pattern without a condition, which cannot be written: every event matches. Its source is {}."""
        return cls({}, [[]])

    @property
    def always(self) -> bool:
        """Whether there is no condition at all."""
        return self.alternatives == ((),)

    def matches(self, event: Mapping[str, Any]) -> bool:
        """Whether the event (any JSON object) satisfies one alternative."""
        if self._steps is None:  # most patterns of a set are only ever asked through the index
            self._steps = [steps_of(conditions) for conditions in self.alternatives]
        return any(judge(step, event) is not Verdict.FAILED for step in self._steps)

    def explain(self, event: Mapping[str, Any]) -> Mismatch | None:
        """The first condition that fails, of the alternative that gets furthest; None if the event matches."""
        if self.matches(event):
            return None
        failures = [_first_failure(conditions, event) for conditions in self.alternatives]
        conditions, index = max(failures, key=lambda failure: failure[1])
        return _mismatch(conditions[index], event)

    def exact_values(self, path: str) -> frozenset[str]:
        """The texts of which the pattern, in so many words, requires one at a dotted path (empty: it does not)."""
        values = [_texts(conditions, path) for conditions in self.alternatives]
        return frozenset().union(*values) if all(values) else frozenset()

    def __repr__(self) -> str:
        return f"Pattern.parse({self.source!r})"


def _texts(conditions: Sequence[Condition], path: str) -> set[str]:
    here = [condition for condition in conditions if condition.path == path]
    texts = {value for condition in here for value in condition.exact if isinstance(value, str)}
    return texts | {
        test.written
        for condition in here
        for test in condition.tests
        if isinstance(test, Network) and test.first == test.last
    }


def _first_failure(conditions: Sequence[Condition], event: Mapping[str, Any]) -> tuple[list[Condition], int]:
    """The conditions, those on absence last as `judge` asks them, and the index of the one that breaks the row."""
    row = sorted(conditions, key=lambda condition: condition.absent)

    def broken(length: int) -> bool:
        return judge(steps_of(row[:length]), event) is Verdict.FAILED

    return row, bisect_left(range(len(row)), True, key=lambda index: broken(index + 1))


def _mismatch(condition: Condition, event: Mapping[str, Any]) -> Mismatch:
    alone = judge(steps_of([condition]), event)
    found, _ = gather(steps_to([condition.path]), event)
    here = found.get(condition.path, [])
    values = here if isinstance(here, list) else [here]
    return Mismatch(condition.path, str(condition), tuple(map(_plain, values)), alone is not Verdict.FAILED)


def _plain(value: Scalar) -> Any:
    return value.value if isinstance(value, Truth) else value
