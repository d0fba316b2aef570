"""Tells sources apart by the structure of what they send, and says what is missing where none fits."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from tocsin.errors import UnknownEvent
from tocsin.finding import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tocsin.model import Alert, Json

Need = type | tuple[str, ...] | re.Pattern[str]
"""What a field must be: of a type, one of these texts, or text in which the expression is found."""

_KINDS = {str: "text", dict: "an object", list: "a list", int: "a number"}


class Shape:
    """The structure of one form of a source's events, and the function that reads it.

    `claims` are top-level fields with the texts that only this source has: an event that shows all of them is the
    source's, and is refused rather than given to another adapter if it lacks one of the `needs` (dotted paths).
    """

    __slots__ = ("_claims", "_first", "_needs", "read")

    def __init__(
        self,
        read: Callable[[Json], tuple[Alert, ...]],
        *,
        needs: Mapping[str, Need],
        claims: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.read = read
        self._claims = tuple((claims or {}).items())
        self._needs = tuple((tuple(path.split(".")), need) for path, need in needs.items())
        self._first = next(iter(claims or needs)).partition(".")[0]

    def fits(self, event: Mapping[str, Json]) -> bool:
        """Whether the event shows every claim and meets every need."""
        if self._first not in event:  # true of nearly every shape that an event does not have
            return False
        for key, texts in self._claims:
            if event.get(key) not in texts:
                return False
        for path, need in self._needs:  # noqa: SIM110 - a generator would double the cost of the hot path
            if not _meets(event, path, need):
                return False
        return True

    def claimed(self, event: Mapping[str, Json]) -> bool:
        """Whether the event is certainly of this source."""
        if not self._claims or self._first not in event:
            return False
        return all(event.get(key) in texts for key, texts in self._claims)

    def lacking(self, event: Mapping[str, Json]) -> list[str]:
        """The fields that keep the event from fitting, each with what it must be."""
        claims = [f"{key} ({_one_of(texts)})" for key, texts in self._claims if event.get(key) not in texts]
        return claims + [
            f"{'.'.join(path)} ({_expected(need)})" for path, need in self._needs if not _meets(event, path, need)
        ]

    def likeness(self, event: Mapping[str, Json]) -> tuple[float, int]:
        """How near the event comes: the share of fields that are right, then their number."""
        total = len(self._claims) + len(self._needs)
        right = total - len(self.lacking(event))
        return right / total, right


class Adapter(Protocol):
    """A module of this package that turns one source's events into alerts."""

    @property
    def SHAPES(self) -> tuple[Shape, ...]:  # noqa: N802 - a constant of the module
        """How the source's events look, each with its reader."""


def recognise(event: Json, adapters: Mapping[str, Adapter]) -> Shape:
    """The first shape that the event has. Raises UnknownEvent with the nearest one and the fields it misses."""
    if not isinstance(event, dict):
        message = "an event is a JSON object"
        raise UnknownEvent(message)
    for name, adapter in adapters.items():
        claimed = False
        for shape in adapter.SHAPES:
            if shape.fits(event):
                return shape
            claimed = claimed or shape.claimed(event)
        if claimed:
            raise _unknown(event, {name: adapter})
    raise _unknown(event, adapters)


def _unknown(event: Mapping[str, Json], adapters: Mapping[str, Adapter]) -> UnknownEvent:
    """The error for an event that fits none of the adapters. It quotes field names, never values."""
    candidates = ((name, shape) for name, adapter in adapters.items() for shape in adapter.SHAPES)
    name, shape = max(candidates, key=lambda candidate: candidate[1].likeness(event))
    if shape.likeness(event)[1] == 0 and "generic" in adapters:
        name, shape = "generic", adapters["generic"].SHAPES[0]
    lacking = shape.lacking(event)
    listed = ", ".join(field + _misspelt(field, event) for field in lacking)
    return UnknownEvent(f"no adapter recognises this event; the nearest is {name}, which needs {listed}")


def _misspelt(field: str, event: Mapping[str, Json]) -> str:
    """A hint at a key of the event that was probably meant to be the missing field."""
    wanted = field.partition(" ")[0]
    keys = [key for key in islice(event, 50) if len(key) <= 64 and key.isascii() and key.isprintable()]
    found = nearest(wanted, keys) if "." not in wanted and wanted not in event else None
    return f", not {found}" if found else ""


def _meets(event: Json, path: Iterable[str], need: Need) -> bool:
    for step in path:
        if not isinstance(event, dict):
            return False
        event = event.get(step)
    if isinstance(need, type):
        return isinstance(event, need)
    if isinstance(need, tuple):
        return event in need
    return isinstance(event, str) and need.search(event) is not None


def _expected(need: Need) -> str:
    if isinstance(need, type):
        return _KINDS[need]
    return _one_of(need) if isinstance(need, tuple) else f"text with {need.pattern}"


def _one_of(texts: tuple[str, ...]) -> str:
    return " or ".join(f'"{text}"' for text in texts)
