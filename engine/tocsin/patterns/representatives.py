"""Values that tell the conditions on one field apart.

Whatever conditions on a field one value can satisfy while it fails the others, some representative does as well. For
exact values, numbers and addresses always: those that conditions name cut the rest into spans, and each span has a
member here. For texts as far as they can be put together from the pieces that conditions name, with a letter between
that none of them has; where case is ignored, four ways of writing are tried.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from itertools import chain, islice, pairwise, permutations, product
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
"""The value of a field that may have any."""

MAX_JOINED = 512
"""Texts put together from several pieces, for one field."""

_LETTERS = "xyzwvqkjabcdefghilmnoprstu0123456789_-"


def allows(condition: Condition, value: Value) -> bool:
    """Whether the condition holds where its field has this one value."""
    return condition.absent if value is ABSENT else condition.accepts(value)


@lru_cache(maxsize=8192)
def named(conditions: tuple[Condition, ...]) -> tuple[Value, ...]:
    """What the conditions name, in the order written, and what lies at and next to their bounds."""
    tests, values = _tests(conditions), _values(conditions)
    ranges = [test for test in tests if isinstance(test, Range)]
    networks = [test for test in tests if isinstance(test, Network)]
    numbers = [value for value in values if isinstance(value, int | float)]
    texts = _texts(tests, _letter(tests, values))
    return tuple(dict.fromkeys(chain(values, _numbers(ranges, numbers), _addresses(networks), texts)))


@lru_cache(maxsize=8192)
def unnamed(conditions: tuple[Condition, ...]) -> tuple[Value, ...]:
    """Values of every type that the conditions do not name, and that there is none."""
    return PLAIN, _letter(_tests(conditions), _values(conditions)), None, Truth.TRUE, Truth.FALSE, 0, ABSENT


def representatives(conditions: tuple[Condition, ...]) -> Iterator[Value]:
    """All of them, those that are named first."""
    yield from named(conditions)
    yield from unnamed(conditions)  # asked for less often than made


def in_order(values: Iterable[Scalar]) -> list[Scalar]:
    """Exact values as they were written, or from a set in one order."""
    return sorted(values, key=shown) if isinstance(values, frozenset) else list(values)


def _tests(conditions: Iterable[Condition]) -> list[Test]:
    """All tests, those inside `anything-but` among them."""
    tests = [test for condition in conditions for test in condition.tests]
    return [*tests, *(inner for test in tests if isinstance(test, AnythingBut) for inner in test.tests)]


def _values(conditions: Iterable[Condition]) -> list[Scalar]:
    """Exact values, then those excluded."""
    exact = [value for condition in conditions for value in in_order(condition.exact)]
    tests = [test for condition in conditions for test in condition.tests]
    return [*exact, *(value for test in tests if isinstance(test, AnythingBut) for value in in_order(test.values))]


def _numbers(ranges: Sequence[Range], exact: Iterable[int | float]) -> Iterator[int | float]:
    """One of each span between the numbers named, then these themselves, then their neighbours."""
    bounds = (bound for each in ranges for bound in (each.low, each.high) if isfinite(bound))
    points = sorted({*bounds, *exact})
    yield from (_between(low, high) for low, high in pairwise(points))
    if points:
        yield from (points[-1] + 1, points[0] - 1)
    yield from points
    yield from (near for point in points for near in (point - 1, point + 1))
    yield from (near for point in points for near in (nextafter(point, -inf), nextafter(point, inf)) if isfinite(near))


def _between(low: float, high: float) -> int | float:
    """The middle, a whole number where there is one."""
    middle = (low + high) // 2
    return int(middle) if low < middle < high and isfinite(middle) else low / 2 + high / 2


def _addresses(networks: Iterable[Network]) -> Iterator[str]:
    """First and last addresses and those next to them; a single address as it is written."""
    for each in networks:
        if each.first == each.last:
            yield each.written
    for each in networks:
        near = (each.first, each.last, each.first - 1, each.last + 1, each.first + 1, each.last - 1)
        yield from (_address(each.width, number) for number in near if 0 <= number < 1 << each.width)


def _address(width: int, number: int) -> str:
    import ipaddress

    return str(ipaddress.IPv4Address(number) if width == V4_BITS else ipaddress.IPv6Address(number))


def _letter(tests: Iterable[Test], values: Iterable[Scalar]) -> str:
    """A letter that no text of the conditions has, in neither case."""
    written = {value for value in values if isinstance(value, str)}
    taken = set("".join([*written, *chain.from_iterable(map(_pieces, tests))]))
    taken |= {way for letter in taken for way in letter.lower() + letter.upper()}
    return next((letter for letter in _LETTERS if letter not in taken), chr(max(map(ord, taken), default=0) + 1))


def _pieces(test: Test) -> tuple[str, ...]:
    if isinstance(test, Prefix | Suffix | EqualsIgnoreCase):
        return (test.text,)
    return tuple(test.parts) if isinstance(test, Wildcard) else ()


def _texts(tests: Sequence[Test], letter: str) -> Iterator[str]:
    """What each test names, with and without more; what falls short of it by a letter; then pieces of several."""
    for test in tests:
        yield from _own(test, letter)
    for test in tests:
        yield from _short(test)
    if sum(bool(_pieces(test)) for test in tests) > 1:
        yield from islice(_joined(tests, letter), MAX_JOINED)


def _own(test: Test, letter: str) -> Iterator[str]:
    match test:
        case Prefix():
            yield from (test.text, test.text + letter)
        case Suffix():
            yield from (test.text, letter + test.text)
        case PrefixIgnoreCase():
            yield from (way + more for more in ("", letter) for way in _cases(test.text))
        case SuffixIgnoreCase():
            yield from (more + way for more in ("", letter) for way in _cases(test.text))
        case EqualsIgnoreCase():
            yield from _cases(test.text)
        case Wildcard():
            yield from ("".join(test.parts), letter.join(test.parts))


def _short(test: Test) -> Iterator[str]:
    match test:
        case Prefix() | PrefixIgnoreCase():
            yield test.text[:-1]
        case Suffix() | SuffixIgnoreCase():
            yield test.text[1:]
        case EqualsIgnoreCase():
            yield from (test.text[:-1], test.text[1:])
        case Wildcard() if len(test.parts) > 1:
            yield test.parts[0][:-1] + test.parts[-1]
        case Wildcard():
            yield test.parts[0][:-1]


def _cases(text: str) -> tuple[str, ...]:
    return text, text.lower(), text.upper(), text.swapcase()


def _joined(tests: Sequence[Test], letter: str) -> Iterator[str]:
    """Starts, middles and ends of the tests, each with each."""
    heads, tails, middles = [""], [""], [""]
    for test in tests:
        match test:
            case Prefix() | PrefixIgnoreCase():
                heads.append(test.text)
            case Suffix() | SuffixIgnoreCase():
                tails.append(test.text)
            case Wildcard() if len(test.parts) > 1:
                heads.append(test.parts[0])
                tails.append(test.parts[-1])
                middles.append(letter.join(test.parts[1:-1]))
    several = (letter.join(pair) for pair in permutations(middles[1:], 2))
    between = dict.fromkeys([*middles, *several, letter.join(middles[1:])])
    heads, tails = _overlaid(heads), [text[::-1] for text in _overlaid([tail[::-1] for tail in tails])]
    yield from (
        letter.join([head, middle, tail] if middle else [head, tail])
        for head, middle, tail in product(heads, between, tails)
    )
    whole = [test.text for test in tests if type(test) is EqualsIgnoreCase]
    for text, head, tail in product(whole, heads, tails):
        if len(head) + len(tail) <= len(text):
            yield head + text[len(head) : len(text) - len(tail)] + tail


def _overlaid(texts: Iterable[str]) -> list[str]:
    """The texts, and each longer one as it goes on after a shorter one, so that both start it if case is ignored."""
    different = dict.fromkeys(texts)
    pairs = ((short, long) for short, long in product(different, repeat=2) if 0 < len(short) < len(long))
    return list(dict.fromkeys([*different, *(short + long[len(short) :] for short, long in pairs)]))
