"""Whether one pattern takes all that another takes: certain where it says so, silent where it cannot tell.

Two patterns are compared condition by condition, at the same path. What holds of one value holds in arrays too, since
there some value must be accepted; absence does not (see `_by_itself`). Ranges that only together make up another one,
and texts that only several affixes together describe, are not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.patterns.ignorecase import EqualsIgnoreCase, PrefixIgnoreCase, SuffixIgnoreCase
from tocsin.patterns.operators import Absent, AnythingBut, Network, Prefix, Present, Range, Suffix, Wildcard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.patterns import Pattern
    from tocsin.patterns.condition import Condition
    from tocsin.patterns.operators import Test

_MAPPINGS = ("labels", "annotations")


def implies(pattern: Pattern, other: Pattern) -> bool:
    """Whether every alert that matches `pattern` certainly matches `other`."""
    return all(any(row_implies(row, wider) for wider in other.alternatives) for row in pattern.alternatives)


def row_implies(conditions: Sequence[Condition], others: Sequence[Condition]) -> bool:
    """The same of one alternative of each."""
    return next(unmet(conditions, others), None) is None


def unmet(conditions: Sequence[Condition], others: Iterable[Condition]) -> Iterator[Condition]:
    """Those of the others that do not certainly hold where all of the conditions hold."""
    for other in others:
        path = other.path
        for one in conditions:
            if one.path == path and condition_implies(one, other) and (not other.absent or _by_itself(path)):
                break
        else:
            yield other


def _by_itself(path: str) -> bool:
    """Whether absence there is certainly no array's affair: in one, it is asked of the element that others chose."""
    above, _, _ = path.rpartition(".")
    return not above or above in _MAPPINGS


def condition_implies(one: Condition, other: Condition) -> bool:
    """Whether `other` accepts every value that `one` accepts, and absence if `one` does."""
    if one is other:
        return True
    if (one.absent and not other.absent) or not all(map(other.accepts, one.exact)):
        return False
    tests = (test for test in one.tests if not isinstance(test, Absent))
    return all(any(_covers(wider, test) for wider in other.tests) for test in tests)


def _covers(wide: Test, narrow: Test) -> bool:
    """Whether `wide` accepts every value that `narrow` does."""
    match wide:
        case Present():
            return True
        case AnythingBut():
            return _spares(wide, narrow)
        case Range():
            return isinstance(narrow, Range) and _holds(wide, narrow)
        case Network():
            return isinstance(narrow, Network) and narrow.width == wide.width and _within(wide, narrow)
        case Prefix() | PrefixIgnoreCase():
            return _starts(wide, narrow)
        case Suffix() | SuffixIgnoreCase():
            return _ends(wide, narrow)
        case EqualsIgnoreCase():
            return type(narrow) is EqualsIgnoreCase and _same(wide.text, narrow.text)
        case Wildcard():
            return _takes(wide, narrow)
    return False


def _spares(wide: AnythingBut, narrow: Test) -> bool:
    """Whether nothing that `narrow` accepts is excluded by `wide`."""
    if any(map(narrow.accepts, wide.values)):
        return False
    if isinstance(narrow, AnythingBut):
        return all(any(_covers(own, test) for own in narrow.tests) for test in wide.tests)
    return all(_disjoint(test, narrow) for test in wide.tests)


def _disjoint(one: Test, other: Test) -> bool:
    """Whether no value passes both; `one` asks for a text."""
    if isinstance(one, Prefix) and isinstance(other, Prefix):
        return not (one.text.startswith(other.text) or other.text.startswith(one.text))
    if isinstance(one, Suffix) and isinstance(other, Suffix):
        return not (one.text.endswith(other.text) or other.text.endswith(one.text))
    return isinstance(other, Range)


def _holds(wide: Range, narrow: Range) -> bool:
    above = narrow.low > wide.low or (narrow.low == wide.low and (wide.closed_low or not narrow.closed_low))
    below = narrow.high < wide.high or (narrow.high == wide.high and (wide.closed_high or not narrow.closed_high))
    return above and below


def _within(wide: Network, narrow: Network) -> bool:
    return wide.first <= narrow.first and narrow.last <= wide.last


def _starts(wide: Prefix | PrefixIgnoreCase, narrow: Test) -> bool:
    """Whether all that passes `narrow` starts as `wide` says."""
    match narrow:
        case Prefix():
            return wide.accepts(narrow.text)
        case Wildcard():
            return wide.accepts(narrow.parts[0])
        case EqualsIgnoreCase() if isinstance(wide, PrefixIgnoreCase) and not isinstance(narrow, SuffixIgnoreCase):
            alike = narrow.text.isascii() and _same(wide.text, narrow.text[: len(wide.text)])
            return wide.text == narrow.text or alike
    return False


def _ends(wide: Suffix | SuffixIgnoreCase, narrow: Test) -> bool:
    """Whether all that passes `narrow` ends as `wide` says."""
    match narrow:
        case Suffix():
            return wide.accepts(narrow.text)
        case Wildcard():
            return wide.accepts(narrow.parts[-1])
        case EqualsIgnoreCase() if isinstance(wide, SuffixIgnoreCase) and not isinstance(narrow, PrefixIgnoreCase):
            end = narrow.text[max(0, len(narrow.text) - len(wide.text)) :]
            return wide.text == narrow.text or (narrow.text.isascii() and _same(wide.text, end))
    return False


def _same(text: str, other: str) -> bool:
    """Whether two texts are the same but for case; beyond ASCII only if they are written alike."""
    return text == other or (text.isascii() and other.isascii() and text.lower() == other.lower())


def _takes(wide: Wildcard, narrow: Test) -> bool:
    """Whether a wildcard takes all texts that start, or end, in some way: what else they hold is under its star."""
    match narrow:
        case Wildcard():
            return narrow.parts == wide.parts
        case Prefix():
            return len(wide.parts) > 1 and wide.parts[-1] == "" and wide.accepts(narrow.text)
        case Suffix():
            return len(wide.parts) > 1 and wide.parts[0] == "" and wide.accepts(narrow.text)
    return False
