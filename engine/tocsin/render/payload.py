"""What a template sees of an alert: bounded at access, and in public blocks only what is declared public.

Nothing is copied or walked in advance: a payload of a mebibyte of which a template uses two labels costs two look-ups.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from tocsin.errors import TemplateError
from tocsin.render.texts import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.model import Json

MAX_STRING = 4096
"""Characters of one string of the payload."""

MAX_TEXT = 8192
"""Characters of a text that a template puts together from others; no field of the API takes more."""

MAX_ITEMS = 200
"""Entries of one list or mapping that a loop or filter sees."""

MAX_INTEGER = 10**18
"""Integers from here on become floating-point numbers, whose text is short."""

MAPPINGS = (dict, MappingProxyType)
"""What counts as a mapping. (Asking for collections.abc.Mapping costs five times as much.)"""

ALWAYS_PUBLIC = ("type", "status", "severity", "starts_at")
"""Fields of the alert that public blocks see without declaration."""


def bounded(value: Json) -> Json:
    """`value` as a template may hold it: strings and integers within bounds (lists and mappings: see `members`)."""
    kind = type(value)
    if kind is str:
        return value if len(value) <= MAX_STRING else value[: MAX_STRING - len(MARK)] + MARK
    if kind is int and not -MAX_INTEGER < value < MAX_INTEGER:
        return as_float(value)
    return value


def members(value: Json) -> list[Json]:
    """The first MAX_ITEMS items of a list, or keys of a mapping. Texts have none: looping over them is a slip."""
    if not isinstance(value, (list, tuple, *MAPPINGS)):
        raise TemplateError(f"{kind_of(value)} is not a list or a mapping")
    return [bounded(item) for item in islice(value, MAX_ITEMS)]


def as_text(value: Json) -> str:
    """`value` as text: null is empty, booleans are spelled as in JSON, lists and mappings are refused."""
    kind = type(value)
    if kind is str:
        return str(value)
    if kind is int or kind is float:
        return str(value)
    if value is None:
        return ""
    if kind is bool:
        return "true" if value else "false"
    if isinstance(value, str):
        return str.__str__(value)
    raise TemplateError(f"{kind_of(value)} is not a text")


def as_float(value: float) -> float:
    """`value` as a floating-point number; integers beyond its range are infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def kind_of(value: Json) -> str:
    """What `value` is, in the words of JSON, for messages (which never quote it)."""
    if isinstance(value, MAPPINGS):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if value is None:
        return "null"
    names = {str: "a text", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(value), "this value")


def project(alert: Mapping[str, Json], paths: frozenset[str]) -> dict[str, Json]:
    """The alert as public blocks see it: ALWAYS_PUBLIC, and the fields at `paths` ("alert.labels.service").

    `labels` and `annotations` are there as in any alert, if need be without entries.
    """
    view: dict[str, Json] = {name: alert.get(name) for name in ALWAYS_PUBLIC}
    view["labels"], view["annotations"] = _Part(), _Part()
    for steps in _split(paths):
        found = _find(alert, steps)
        if found is not None:
            _place(view, *found)
    return view


def without(alert: Mapping[str, Json], paths: frozenset[str]) -> Mapping[str, Json]:
    """The alert less the fields at `paths`; what holds them is copied, the alert stays as it is."""
    for steps in _split(paths):
        found = _find(alert, steps)
        if found is not None:
            alert = _removed(alert, found[0])
    return alert


def values_at(alert: Mapping[str, Json], paths: frozenset[str]) -> Iterator[Json]:
    """The values of the fields at `paths`, of those that there are."""
    for steps in _split(paths):
        found = _find(alert, steps)
        if found is not None:
            yield found[1]


def _removed(node: Mapping[str, Json], keys: tuple[str, ...]) -> dict[str, Json]:
    copy = dict(node)
    below = copy.pop(keys[0])
    if len(keys) > 1:
        copy[keys[0]] = _removed(below, keys[1:])
    return copy


@lru_cache(maxsize=1024)
def _split(paths: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """The paths without their leading "alert", shortest first, so that a whole mapping comes before its parts."""
    split = [tuple(path.split(".")[1:]) for path in sorted(paths) if path.startswith("alert.")]
    return tuple(sorted(split, key=len))


def _find(node: Json, steps: tuple[str, ...]) -> tuple[tuple[str, ...], Json] | None:
    """The keys that `steps` stand for and the value there. Keys may hold dots (`app.kubernetes.io/name`)."""
    if not isinstance(node, MAPPINGS):
        return None
    key = ""
    for taken, step in enumerate(steps, 1):
        key = f"{key}.{step}" if key else step
        if key not in node:
            continue
        if taken == len(steps):
            return (key,), node[key]
        below = _find(node[key], steps[taken:])
        if below is not None:
            return (key, *below[0]), below[1]
    return None


def _place(view: dict[str, Json], keys: tuple[str, ...], value: Json) -> None:
    """Put `value` under `keys`, unless a whole mapping of the payload stands there already."""
    for key in keys[:-1]:
        below = view.setdefault(key, _Part())
        if type(below) is not _Part:
            return
        view = below
    view[keys[-1]] = value


class _Part(dict[str, "Json"]):
    """A mapping of the projection, as opposed to one of the payload, which must not be written to."""
