"""Comparing without case, one character at a time as event-ruler does: each may be written lower or upper.

That is neither lower() nor casefold() of the whole: ß equals SS, but the Kelvin sign (whose lower case is k) is not
among the spellings of k, so it does not equal k. No spelling of a character starts or ends with another one of the
same character (a test walks all of Unicode), so that reading from either end needs no second try.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.patterns.operators import Hint, Test, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tocsin.patterns.operators import Scalar

Spellings = tuple[str, ...]


def spellings(character: str) -> Spellings:
    """The ways to write one character: as it is, lower, upper."""
    return tuple({character, character.lower(), character.upper()})


class EqualsIgnoreCase(Test):
    """{"equals-ignore-case": "a"}: texts that are the same but for case.

    `folded` is for ASCII, where one call of lower() on both sides says the same (and faster) as going by characters.
    """

    __slots__ = ("characters", "folded", "text")
    operator = "equals-ignore-case"

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = text.lower() if text.isascii() else None
        self.characters: tuple[Spellings, ...] = () if text.isascii() else tuple(map(spellings, text))

    def accepts(self, value: Scalar) -> bool:
        """Whether the part of the text that counts can be read as the pattern's characters."""
        if not isinstance(value, str):
            return False
        if self.folded is None:
            return self._reads(value)
        part = self._part(value, len(self.folded))
        return part.isascii() and part.lower() == self.folded

    def hint(self) -> Hint | None:
        """The text in lower case, if all of it is ASCII."""
        return None if self.folded is None else Hint("folded", self.folded)

    def _part(self, value: str, _length: int) -> str:
        return value

    def _reads(self, value: str) -> bool:
        return _read(self.characters, value) == len(value)

    def __str__(self) -> str:
        return f"{self.operator} {shown(self.text)}"


class PrefixIgnoreCase(EqualsIgnoreCase):
    """{"prefix": {"equals-ignore-case": "a"}}: texts that start so, but for case."""

    __slots__ = ()
    operator = "prefix (ignoring case)"

    def _part(self, value: str, length: int) -> str:
        return value[:length]

    def _reads(self, value: str) -> bool:
        return _read(self.characters, value) is not None


class SuffixIgnoreCase(EqualsIgnoreCase):
    """{"suffix": {"equals-ignore-case": "a"}}: texts that end so, but for case."""

    __slots__ = ()
    operator = "suffix (ignoring case)"

    def hint(self) -> Hint | None:
        """None: only starts are found without case."""
        return None

    def _part(self, value: str, length: int) -> str:
        return value[max(0, len(value) - length) :]

    def _reads(self, value: str) -> bool:
        return _read_back(reversed(self.characters), value) is not None


def _read(characters: Iterable[Spellings], value: str) -> int | None:
    """Where the characters end if `value` starts with them."""
    at = 0
    for ways in characters:
        for way in ways:
            if value.startswith(way, at):
                at += len(way)
                break
        else:
            return None
    return at


def _read_back(characters: Iterable[Spellings], value: str) -> int | None:
    """Where the characters (last one first) start if `value` ends with them."""
    at = len(value)
    for ways in characters:
        for way in ways:
            if value.endswith(way, 0, at):
                at -= len(way)
                break
        else:
            return None
    return at
