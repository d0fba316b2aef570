"""Values that tell the conditions on one field apart.

Whatever conditions on a field one value can satisfy while it fails the others, some representative does as well. For
exact values, numbers and addresses always: those that conditions name cut the rest into spans, and each span has a
member here. For texts as far as they can be put together from the pieces that conditions name, with a letter between
that none of them has; where case is ignored, four ways of writing are tried.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from itertools import chain, islice, pairwise, product
from math import inf, isfinite, nextafter
from typing import TYPE_CHECKING, Final, Literal

from tocsin.patterns.addresses import V4_BITS
from tocsin.patterns.ignorecase import EqualsIgnoreCase, PrefixIgnoreCase, SuffixIgnoreCase
from tocsin.patterns.operators import AnythingBut, Network, Prefix, Range, Scalar, Suffix, Test, Truth, Wildcard, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.patterns.condition import Condition


class Nothing(Enum):
    """That a field has no value."""

    ABSENT = "absent"


ABSENT: Final = Nothing.ABSENT

Value = Scalar | Literal[Nothing.ABSENT]

PLAIN = "other"
"""The value of a field that may be anything."""

MAX_JOINED = 512
"""Texts put together from several pieces, for one field."""


def allows(condition: Condition, value: Value) -> bool:
    """Whether the condition holds with this value alone in its field."""
    return condition.absent if value is ABSENT else condition.accepts(value)


@lru_cache(maxsize=8192)
def named(conditions: tuple[Condition, ...]) -> tuple[Value, ...]:
    """What the conditions name, in the order written, and what lies at and next to their bounds."""
    tests = [one for condition in conditions for test in condition.tests for one in _inner(test)]
    values = [*_exact(conditions), *_excluded(conditions)]
    ranges = [test for test in tests if isinstance(test, Range)]
    networks = [test for test in tests if isinstance(test, Network)]
    numbers = [value for value in values if isinstance(value, int | float)]
    texts = _texts(tests, _letter(tests, values))
    return tuple(dict.fromkeys(chain(values, _numbers(ranges, numbers), _addresses(networks), texts)))


@lru_cache(maxsize=8192)
def unnamed(conditions: tuple[Condition, ...]) -> tuple[Value, ...]:
    """Values that the conditions do not name, one of each type, and that there is none."""
    tests = [one for condition in conditions for test in condition.tests for one in _inner(test)]
    letter = _letter(tests, [*_exact(conditions), *_excluded(conditions)])
    numbers = (number for number in range(len(tests) + 2))
    return tuple(dict.fromkeys([PLAIN, letter, None, Truth.TRUE, Truth.FALSE, *numbers, ABSENT]))


def representatives(conditions: tuple[Condition, ...]) -> Iterator[Value]:
    """All of them, those that are named first."""
    return chain(named(conditions), unnamed(conditions))
