"""Reads fields of payloads whose types nobody promised: what is not as expected is None or empty, never an error."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tocsin.model import Json

_WIDEST_INTEGER = 128
"""In bits. Wider ones are no identifier of anything, and Python refuses to write those beyond 4,300 digits."""


def at(node: Json, *path: str) -> Json:
    """What stands at `path` below `node`, or None where the path leaves the objects."""
    for step in path:
        if not isinstance(node, dict):
            return None
        node = node.get(step)
    return node


def items(value: Json) -> list[Json]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def mapping(value: Json) -> dict[str, Json]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: Json) -> str | None:
    """A string, number or boolean as text (JSON's own spelling); None for "", null, lists and objects."""
    if isinstance(value, str):
        return (value if value.isascii() else encodable(value)) or None
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value.bit_length() <= _WIDEST_INTEGER else None
    if isinstance(value, float):
        return repr(value) if isfinite(value) else None
    return None


def first(*values: Json) -> str | None:
    """The first of the values that has a text."""
    for value in values:
        if (found := text(value)) is not None:
            return found
    return None


def joined(values: Json) -> str | None:
    """The texts of a list as one, separated by commas; None where there are none."""
    return ",".join(found for value in items(values) if (found := text(value)) is not None) or None


def picked(node: Json, *names: str) -> dict[str, str]:
    """The named fields of an object, those that have a text."""
    fields = mapping(node)
    return {name: found for name in names if (found := text(fields.get(name))) is not None}


def collected(pairs: Iterable[tuple[Json, Json]]) -> dict[str, str]:
    """Labels from pairs of name and value. The values of a repeated name are joined by commas, each once."""
    found: dict[str, str] = {}
    repeated: dict[str, dict[str, None]] = {}
    for key, value in pairs:
        name, shown = text(key), text(value)
        if name and shown and found.setdefault(name, shown) != shown:
            repeated.setdefault(name, {found[name]: None})[shown] = None
    for name, values in repeated.items():
        found[name] = ",".join(values)
    return found


def underscored(labels: dict[str, str]) -> dict[str, str]:
    """Labels named so that a template can write them with dots: "ops-item-type" and "Budget Name" in snake case."""
    return {name.replace("-", "_").replace(" ", "_").lower(): value for name, value in labels.items()}


def named_values(entries: Json, name: str = "name", value: str = "value") -> list[tuple[Json, Json]]:
    """The pairs of a list such as [{"name": "QueueName", "value": "orders"}]."""
    return [(at(entry, name), at(entry, value)) for entry in items(entries)]


def encodable(value: str) -> str:
    """The text with U+FFFD for every lone surrogate, which UTF-8 cannot hold."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value
