"""What a pattern can ask of one value: each operator of the language is a small class with `accepts`.

A value is a `Scalar`, as `fields` takes it from an event: text, a number, None or, for JSON's true and false, a
member of `Truth` (in Python True == 1, in a pattern it does not).
"""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING, Literal, NamedTuple

from tocsin.patterns.addresses import parse_address

if TYPE_CHECKING:
    from collections.abc import Iterable


class Truth(Enum):
    """JSON's true and false."""

    TRUE = True
    FALSE = False


Scalar = str | int | float | Truth | None


class Hint(NamedTuple):
    """A property of every value that a test accepts, by which an index can find the test.

    head, tail: it starts or ends with `text`; folded: it starts with `text` once in lower case; span: it is a number
    from `low` to `high`, these included.
    """

    kind: Literal["head", "tail", "folded", "span"]
    text: str = ""
    low: int | float = 0
    high: int | float = 0


def shown(value: Scalar) -> str:
    """A value as JSON, for people."""
    try:
        return json.dumps(value.value if isinstance(value, Truth) else value, ensure_ascii=False, default=repr)
    except ValueError:  # Python refuses to write integers of thousands of digits
        return "a number of thousands of digits"


def listed(values: Iterable[str]) -> str:
    """Words in a row: a, b or c."""
    *most, last = values
    return f"{', '.join(most)} or {last}" if most else last


class Test:
    """One question to one value. `str()` is what is expected, in words that follow "expected"."""

    __slots__ = ()

    def accepts(self, value: Scalar) -> bool:
        """Whether the value passes."""
        raise NotImplementedError

    def hint(self) -> Hint | None:
        """What all accepted values have in common, where an index can use it."""
        return None


class Present(Test):
    """{"exists": true}: any value at all."""

    __slots__ = ()

    def accepts(self, value: Scalar) -> bool:
        """Always."""
        return True

    def __str__(self) -> str:
        return "any value"


class Absent(Test):
    """{"exists": false}: no value passes; the condition that holds this test passes where there is no value."""

    __slots__ = ()

    def accepts(self, value: Scalar) -> bool:
        """Never."""
        return False

    def __str__(self) -> str:
        return "no value"


class Prefix(Test):
    """{"prefix": "a"}: texts that start so."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def accepts(self, value: Scalar) -> bool:
        """Whether the text starts with the prefix."""
        return isinstance(value, str) and value.startswith(self.text)

    def hint(self) -> Hint | None:
        """The prefix itself."""
        return Hint("head", self.text)

    def __str__(self) -> str:
        return f"prefix {shown(self.text)}"


class Suffix(Test):
    """{"suffix": "a"}: texts that end so."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def accepts(self, value: Scalar) -> bool:
        """Whether the text ends with the suffix."""
        return isinstance(value, str) and value.endswith(self.text)

    def hint(self) -> Hint | None:
        """The suffix itself."""
        return Hint("tail", self.text)

    def __str__(self) -> str:
        return f"suffix {shown(self.text)}"


class Wildcard(Test):
    """{"wildcard": "a*b"}: texts that hold the parts in this order, the first at the start and the last at the end."""

    __slots__ = ("parts", "written")

    def __init__(self, written: str, parts: list[str]) -> None:
        self.written, self.parts = written, parts

    def accepts(self, value: Scalar) -> bool:
        """Whether the parts are there, each found as early as it can be: one pass, no backtracking."""
        if not isinstance(value, str):
            return False
        if len(self.parts) == 1:
            return value == self.parts[0]
        head, *middle, tail = self.parts
        at, end = len(head), len(value) - len(tail)
        if at > end or not value.startswith(head) or not value.endswith(tail):
            return False
        for part in middle:
            at = value.find(part, at, end)
            if at < 0:
                return False
            at += len(part)
        return True

    def hint(self) -> Hint | None:
        """The text before the first star, or else that after the last one."""
        return Hint("head", self.parts[0]) if self.parts[0] else Hint("tail", self.parts[-1])

    def __str__(self) -> str:
        return f"wildcard {shown(self.written)}"


class Range(Test):
    """{"numeric": [">=", 3, "<", 5]}: numbers between two bounds (infinite where none is written)."""

    __slots__ = ("closed_high", "closed_low", "high", "low")

    def __init__(self, low: float, closed_low: bool, high: float, closed_high: bool) -> None:
        self.low, self.closed_low = low, closed_low
        self.high, self.closed_high = high, closed_high

    def accepts(self, value: Scalar) -> bool:
        """Whether the value is a number in the range. Python compares int and float exactly; NaN is in no range."""
        if not isinstance(value, (int, float)):
            return False
        above = value >= self.low if self.closed_low else value > self.low
        return above and (value <= self.high if self.closed_high else value < self.high)

    def hint(self) -> Hint | None:
        """The bounds."""
        return Hint("span", low=self.low, high=self.high)

    def __str__(self) -> str:
        if self.low == self.high:
            return f"a number = {self.low}"
        low = f"{'>=' if self.closed_low else '>'} {self.low}"
        high = f"{'<=' if self.closed_high else '<'} {self.high}"
        return "a number " + " and ".join(bound for bound in (low, high) if "inf" not in bound)


class Network(Test):
    """{"cidr": "10.0.0.0/8"}, and a text that is an address: every spelling of an address in the range passes."""

    __slots__ = ("first", "last", "width", "written")

    def __init__(self, written: str, width: int, first: int, last: int) -> None:
        self.written = written
        self.width, self.first, self.last = width, first, last

    def accepts(self, value: Scalar) -> bool:
        """Whether the text is an address of this family in the range."""
        address = parse_address(value) if isinstance(value, str) else None
        return address is not None and address[0] == self.width and self.first <= address[1] <= self.last

    def __str__(self) -> str:
        return shown(self.written) if self.first == self.last else f"an address in {self.written}"


class AnythingBut(Test):
    """{"anything-but": ...}: a value of any type that is none of `values` and passes none of `tests`."""

    __slots__ = ("tests", "values")

    def __init__(self, values: frozenset[Scalar], tests: tuple[Test, ...]) -> None:
        self.values, self.tests = values, tests

    def accepts(self, value: Scalar) -> bool:
        """Whether nothing of what is excluded applies."""
        return value not in self.values and not any(test.accepts(value) for test in self.tests)

    def __str__(self) -> str:
        return f"anything but {listed([*sorted(map(shown, self.values)), *map(str, self.tests)])}"
