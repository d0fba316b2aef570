"""Operators as written, {"prefix": "a"}, to the tests they mean."""

from __future__ import annotations

from sys import float_info
from typing import TYPE_CHECKING, Any

from tocsin.errors import PatternError
from tocsin.patterns.addresses import parse_network
from tocsin.patterns.ignorecase import EqualsIgnoreCase, PrefixIgnoreCase, SuffixIgnoreCase
from tocsin.patterns.operators import Absent, AnythingBut, Network, Prefix, Present, Range, Suffix, Test, Wildcard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Place = tuple[str | int, ...]
"""Where in the pattern: keys and list indices from its top."""

_EXACT_INTEGERS = 2**53
_LARGEST = float_info.max
_INFINITY = float("inf")
_LOWER, _UPPER = (">", ">="), ("<", "<=")


def kind_of(value: object) -> str:
    """JSON's word for what a value is."""
    if value is None:
        return "null"
    kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def is_number(value: object) -> bool:
    """Whether the value is a number that a double has room for; NaN is none, nor are Python's booleans."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST


def read_expression(expression: dict[Any, Any], at: Place) -> Test | str:
    """The test that an operator object means, or the text that `exactly` wraps."""
    if len(expression) != 1:
        msg = f"an operator object has exactly one key, not {len(expression)}"
        raise PatternError(msg, at)
    ((operator, operand),) = expression.items()
    if (reader := _READERS.get(operator)) is None:
        raise PatternError(f"unknown operator {operator!r}{_meant(operator, _READERS)}", (*at, operator))
    return reader(operand, (*at, operator))


def _meant(word: object, known: Iterable[str]) -> str:
    import difflib

    nearest = difflib.get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f'\ndid you mean "{nearest[0]}"?' if nearest else f"\nthere are {', '.join(known)}"


def _text(value: object, at: Place) -> str:
    if not isinstance(value, str):
        msg = (
            f"{at[-1]} takes text, not {kind_of(value)}"
            if isinstance(at[-1], str)
            else f"text expected, not {kind_of(value)}"
        )
        raise PatternError(msg, at)
    return value


def _read_exists(operand: object, at: Place) -> Test:
    if not isinstance(operand, bool):
        msg = f"exists takes true or false, not {kind_of(operand)}"
        raise PatternError(msg, at)
    return Present() if operand else Absent()


def _affix(plain: type[Prefix | Suffix], ignoring: type[EqualsIgnoreCase]) -> Callable[[object, Place], Test]:
    def read(operand: object, at: Place) -> Test:
        if not isinstance(operand, dict):
            return plain(_text(operand, at))
        if list(operand) != ["equals-ignore-case"]:
            msg = f'{at[-1]} takes text or {{"equals-ignore-case": text}}'
            raise PatternError(msg, at)
        return ignoring(_text(operand["equals-ignore-case"], (*at, "equals-ignore-case")))

    return read


def _read_wildcard(operand: object, at: Place) -> Test:
    written = _text(operand, at)
    parts, position = [""], 0
    while position < len(written):
        character = written[position]
        following = written[position + 1 : position + 2]
        if character == "*" and following == "*":
            msg = "two wildcards in a row"
            raise PatternError(msg, at)
        if character == "\\" and following not in {"*", "\\"}:
            msg = r"a backslash in a wildcard stands before * or \ only"
            raise PatternError(msg, at)
        if character == "*":
            parts.append("")
        else:
            parts[-1] += following if character == "\\" else character
        position += 2 if character == "\\" else 1
    return Wildcard(written, parts)


def _read_cidr(operand: object, at: Place) -> Test:
    written = _text(operand, at)
    network = parse_network(written)
    if network is None:
        msg = (
            f"{written!r} is not ADDRESS/BITS with fewer than 32 (IPv6: 128) bits"
            "\na single address is written as a plain value"
        )
        raise PatternError(msg, at)
    return Network(written, *network)


def _number(value: object, at: Place) -> int | float:
    """A number that a double holds exactly, as event-ruler demands of those it compares."""
    if not is_number(value):
        msg = f"a finite number expected, not {kind_of(value)}"
        raise PatternError(msg, at)
    assert isinstance(value, int | float)
    if isinstance(value, int) and abs(value) > _EXACT_INTEGERS and not _is_double(value):
        msg = f"{value} cannot be compared: it has more digits than a double holds"
        raise PatternError(msg, at)
    return value


def _is_double(value: int) -> bool:
    from decimal import Decimal

    return Decimal(repr(float(value))) == value


def _read_numeric(operand: object, at: Place) -> Test:
    if not isinstance(operand, list):
        msg = f'numeric takes a list such as [">=", 3, "<", 5], not {kind_of(operand)}'
        raise PatternError(msg, at)
    if len(operand) not in {2, 4}:
        msg = "numeric takes one comparison, or a lower and an upper bound"
        raise PatternError(msg, at)
    numbers = [_number(operand[index], (*at, index)) for index in range(1, len(operand), 2)]
    first = _comparison(operand[0], ("=", *_LOWER, *_UPPER) if len(operand) == 2 else _LOWER, (*at, 0))
    if len(operand) == 2:
        low, high = (-_INFINITY if first in _UPPER else numbers[0]), (_INFINITY if first in _LOWER else numbers[0])
        return Range(low, first != ">", high, first != "<")
    second = _comparison(operand[2], _UPPER, (*at, 2))
    if numbers[0] >= numbers[1]:
        msg = f"nothing lies between {numbers[0]} and {numbers[1]}: the lower bound must be less than the upper"
        raise PatternError(msg, at)
    return Range(numbers[0], first == ">=", numbers[1], second == "<=")


def _comparison(operator: object, known: Iterable[str], at: Place) -> str:
    if not isinstance(operator, str) or operator not in known:
        msg = f"{' or '.join(known)} expected here, not {operator!r}"
        raise PatternError(msg, at)
    return operator


def _read_anything_but(operand: object, at: Place) -> Test:
    if isinstance(operand, dict):
        return _read_anything_but_tests(operand, at)
    values: list[Any] = operand if isinstance(operand, list) else [operand]
    if not values:
        msg = "an empty list excludes nothing: give at least one value"
        raise PatternError(msg, at)
    textual = isinstance(values[0], str)
    for index, value in enumerate(values):
        here = (*at, index) if isinstance(operand, list) else at
        if textual:
            _text(value, here)
        elif isinstance(value, str):
            msg = "anything-but takes texts or numbers, not both"
            raise PatternError(msg, here)
        else:
            _number(value, here)
    return AnythingBut(frozenset(values), ())


def _read_anything_but_tests(operand: dict[Any, Any], at: Place) -> Test:
    if len(operand) != 1:
        msg = f"an operator object has exactly one key, not {len(operand)}"
        raise PatternError(msg, at)
    ((operator, argument),) = operand.items()
    if (reader := _EXCLUDERS.get(operator)) is None:
        raise PatternError(
            f"anything-but cannot exclude by {operator!r}{_meant(operator, _EXCLUDERS)}", (*at, operator)
        )
    here = (*at, operator)
    if not isinstance(argument, list):
        return AnythingBut(frozenset(), (reader(argument, here),))
    if not argument:
        msg = "an empty list excludes nothing: give at least one text"
        raise PatternError(msg, here)
    return AnythingBut(frozenset(), tuple(reader(text, (*here, index)) for index, text in enumerate(argument)))


def _not_empty(test: type[Prefix | Suffix]) -> Callable[[object, Place], Test]:
    def read(operand: object, at: Place) -> Test:
        if not _text(operand, at):
            msg = "an empty prefix or suffix excludes every text"
            raise PatternError(msg, at)
        assert isinstance(operand, str)
        return test(operand)

    return read


def _read_equals_ignore_case(operand: object, at: Place) -> Test:
    return EqualsIgnoreCase(_text(operand, at))


_EXCLUDERS: dict[str, Callable[[object, Place], Test]] = {
    "prefix": _not_empty(Prefix),
    "suffix": _not_empty(Suffix),
    "equals-ignore-case": _read_equals_ignore_case,
    "wildcard": _read_wildcard,
}

_READERS: dict[str, Callable[[object, Place], Test | str]] = {
    "prefix": _affix(Prefix, PrefixIgnoreCase),
    "suffix": _affix(Suffix, SuffixIgnoreCase),
    "equals-ignore-case": _read_equals_ignore_case,
    "anything-but": _read_anything_but,
    "numeric": _read_numeric,
    "exists": _read_exists,
    "cidr": _read_cidr,
    "wildcard": _read_wildcard,
    "exactly": _text,
}
