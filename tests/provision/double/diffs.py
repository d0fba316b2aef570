"""What changes between the state of a resource and its new inputs, property by property."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["ADD", "DELETE", "UPDATE"]

_MISSING: Any = object()


class Change(NamedTuple):
    """One property: its path in Pulumi's notation (`stages[0].durationInMinutes`), and what happens to it."""

    path: str
    kind: Kind

    @property
    def top(self) -> str:
        """The top-level property that it belongs to."""
        return re.split(r"[.\[]", self.path)[0]


def compare(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """The changes, lists by position.

    An empty value is as good as none, as it is to Terraform's SDK. UNKNOWN is like no value of a state.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield from compare(before.get(name, _MISSING), after.get(name, _MISSING), _below(path, name))
    elif isinstance(before, list) and isinstance(after, list):
        for index, pair in enumerate(zip(before, after, strict=False)):
            yield from compare(*pair, f"{path}[{index}]")
        yield from (Change(f"{path}[{index}]", "ADD") for index in range(len(before), len(after)))
        yield from (Change(f"{path}[{index}]", "DELETE") for index in range(len(after), len(before)))
    elif not _same(before, after):
        yield Change(path, "ADD" if before is _MISSING else "DELETE" if after is _MISSING else "UPDATE")


def _same(before: Any, after: Any) -> bool:
    if before is _MISSING or after is _MISSING:
        return (after if before is _MISSING else before) in (None, "", 0, [], {})
    return bool(before == after)


def _below(path: str, name: str) -> str:
    if re.fullmatch(r"[A-Za-z_$][\w$]*", name):
        return f"{path}.{name}".lstrip(".")
    return f'{path}["{name}"]'
