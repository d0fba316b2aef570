"""One field of a pattern: a path and what its value may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.patterns.operators import Absent, Hint, listed, shown

if TYPE_CHECKING:
    from collections.abc import Collection

    from tocsin.patterns.fields import Found
    from tocsin.patterns.operators import Scalar, Test

_NOTHING: list[Scalar] = []
_FEW = 8


class Condition:
    """One of `exact` or one of `tests` must accept a value at `path` ("detail.labels.env"), or it may be `absent`.

    A few exact values are compared in a row: quicker than hashing, and a fraction of a set's memory.
    """

    __slots__ = ("absent", "exact", "path", "tests")

    def __init__(self, path: str, exact: list[Scalar], tests: tuple[Test, ...]) -> None:
        self.path = path
        self.exact: Collection[Scalar] = tuple(dict.fromkeys(exact)) if len(exact) <= _FEW else frozenset(exact)
        self.tests = tests
        self.absent = Absent in map(type, tests)

    def accepts(self, value: Scalar) -> bool:
        """Whether this one value satisfies the condition."""
        if value in self.exact:
            return True
        for test in self.tests:  # noqa: SIM110 - a generator costs more than most tests, and this is the inner loop
            if test.accepts(value):
                return True
        return False

    def holds(self, found: Found) -> bool:
        """Whether the condition holds in an event in which no array of objects plays a part."""
        value = found.get(self.path, _NOTHING)
        if isinstance(value, list):
            return any(map(self.accepts, value)) if value else self.absent
        if value in self.exact:
            return True
        for test in self.tests:  # noqa: SIM110 - as above; calling `accepts` would be a third of the whole
            if test.accepts(value):
                return True
        return False

    def __str__(self) -> str:
        return listed([*sorted(map(shown, self.exact)), *map(str, self.tests)])

    def hints(self) -> list[Hint]:
        """Hints of which every accepted value has one; none where a value needs to have nothing in particular."""
        hints = [*map(_hint, self.exact), *(test.hint() for test in self.tests)]
        known = [hint for hint in hints if hint is not None]
        return known if len(known) == len(hints) else []


def _hint(value: Scalar) -> Hint | None:
    if isinstance(value, str):
        return Hint("head", value)
    return Hint("span", low=value, high=value) if isinstance(value, int | float) else None
