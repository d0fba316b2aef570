"""Alerts on both sides of what templates ask: `{% if alert.labels.count > 90 %}` wants one of 91, and one of 90.

Also such as have, and have not, what few alerts have and templates print, and texts as long as templates cut them.

One condition at a time: where a template asks two fields at once, an alert that satisfies both is none of these.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import cycle, islice
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING, Any

from tocsin.patterns import Pattern
from tocsin.render.names import ANY, read
from tocsin.reviews.questions.fillings import OPEN, bodies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tocsin.model import Json
    from tocsin.render.source import Outline
    from tocsin.reviews.questions.fillings import Path

ASKED = frozenset({"severity", "source", "summary", "url", "account", "region"})
"""The fields beside the open ones of which a condition may be met by another value."""

_NULL = frozenset({"severity", "url", "account", "region"})
"""Those of them that an alert may have none of."""

_RARE: Mapping[str, Json] = {"url": "https://example.com/alert"}
"""What plain alerts do not have."""

MAX_LENGTH = 10_000
"""Of a text that is made because a template asks for its length."""


class Branches:
    """What templates ask of alerts. `differing` has the names of those that print by other words on some side."""

    def __init__(self, families: Sequence[Mapping[str, Sequence[Outline]]]) -> None:
        self._families = families
        names = dict.fromkeys(name for known in families for name in known)
        self.differing = frozenset(
            name for name in names if len({_texts(known.get(name, ())) for known in families}) > 1
        )

        self.asked = cache(self._asked)

    def _asked(self, templates: tuple[str, ...]) -> Sequence[Pattern]:
        """Patterns of alerts for the branches of these templates, on any side; worked out once for all policies."""
        found: dict[str, dict[str, Any]] = {}
        for known in self._families:
            for name in templates:
                for body in bodies(known.get(name, ())):
                    found.update((json.dumps(each), each) for each in _conditions(body))
        return [Pattern.parse(each) for each in found.values()]


def _texts(family: Iterable[Outline]) -> tuple[str, ...]:
    return tuple(part.source.text for part in family)


def _conditions(body: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Conditions of patterns: a field compared has the value, one next to it, another one; or it is not there."""
    reading = read(body)
    compared: dict[str, list[Json]] = {}
    for path, value in reading.compared:
        if field := _field(path):
            compared.setdefault(field, []).append(value)
    for field, values in compared.items():
        numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
        texts = [value for value in values if isinstance(value, str)]
        near = (number + step for number in numbers for step in (0, -1, 1))
        yield from ({field: [{"numeric": ["=", number]}]} for number in near)
        yield from ({field: [text]} for text in texts)
        yield from ({field: [{"anything-but": texts}]} for _ in texts[:1])
    for field, length in dict.fromkeys((_field(path), length) for path, length in reading.measured):
        if field and length < MAX_LENGTH:
            yield from ({field: [_text(each)]} for each in (length, length + 1))
    read_at_all = dict.fromkeys(_field(access.path) for access in reading.accesses)
    yield from ({field: [None]} for field in read_at_all if field in _NULL)
    yield from ({field: [value]} for field, value in _RARE.items() if field in read_at_all)
    guarded = dict.fromkeys(filter(None, (_field(access.path) for access in reading.accesses if access.guarded)))
    yield from ({field: [{"exists": False}]} for field in guarded)


def _text(length: int) -> str:
    """A text of which no two parts near each other are the same."""
    return "".join(islice(cycle(ascii_lowercase + digits), length))


def _field(path: Path) -> str | None:
    """The field of an alert, as patterns write it, where alerts can be made with another value there."""
    root, *steps = path
    known = (len(steps) > 1 and steps[0] in OPEN) or (len(steps) == 1 and steps[0] in ASKED)
    return ".".join(steps) if root == "alert" and known and ANY not in steps else None
