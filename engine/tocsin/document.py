"""Parsed YAML that remembers where everything stood.

A `Document` holds plain Python data (dict, list, str, int, float, bool, None) and, beside it, the start of every key
and value. Ends are not kept: they are found again in the text when a finding needs one, so that a set of ten
thousand policies without findings pays for none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tocsin.finding import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

COLUMN_BITS = 20
"""A place is one integer, line << COLUMN_BITS | column, both from 0: a file has at most 2**20 characters."""

_PLAIN_END = re.compile(r"\s+#|:\s|:$|[,\]\}]\s*|$")


@dataclass(frozen=True, slots=True)
class Document:
    """One policy file. `path` is how findings and results name it: relative to the set's root, with slashes.

    `marks` maps id(container) to the places of its entries, in order: for a mapping key, value, key, value, ...;
    for a sequence value, value, ... The containers live as long as `data` does, so the ids stay theirs.
    """

    path: str
    text: str
    data: Mapping[str, Any]
    marks: Mapping[int, Sequence[int]] = field(repr=False, default_factory=dict)

    def span(self, path: Sequence[str | int], *, key: bool = False) -> Span:
        """The range of the value at `path` (keys and list indices from the top), or with `key` of its key.

        Where the path leaves the data, the deepest part of it that exists is taken.
        """
        place, name = 0, None
        node: Any = self.data
        for step in path:
            entry = self._entry(node, step)
            if entry is None:
                break
            index, found = entry
            marks = self.marks.get(id(node), ())
            if isinstance(node, dict):
                place, name = (marks[2 * index] if key else marks[2 * index + 1]), step
            else:
                place, name = marks[index], None
            node = found
        return self._range(place, str(name) if key and name is not None else None)

    def line(self, path: Sequence[str | int]) -> int:
        """The line (from 1) on which the value at `path` starts."""
        return self.span(path).line

    @staticmethod
    def _entry(node: Any, step: str | int) -> tuple[int, Any] | None:
        if isinstance(node, dict):
            for index, key in enumerate(node):
                if key == step:
                    return index, node[key]
        elif isinstance(node, list) and isinstance(step, int) and -1 < step < len(node):
            return step, node[step]
        return None

    def _range(self, place: int, key: str | None) -> Span:
        line, column = place >> COLUMN_BITS, place & ((1 << COLUMN_BITS) - 1)
        lines = self.text.splitlines()
        rest = lines[line][column:] if line < len(lines) else ""
        return Span(self.path, line + 1, column + 1, line + 1, column + 1 + _width(rest, key))


def _width(rest: str, key: str | None) -> int:
    """How many characters of this line the scalar or key that starts `rest` takes (at least one)."""
    if rest[:1] in {'"', "'"}:
        end = rest.find(rest[0], 1)
        return end + 1 if end > 0 else max(1, len(rest))
    if key is not None and rest.startswith(key):
        return max(1, len(key))
    if rest[:1] in {"{", "["}:
        return 1
    found = _PLAIN_END.search(rest)
    return max(1, found.start() if found else len(rest))


@dataclass(frozen=True, slots=True)
class Entry:
    """One named thing of a section (a contact, a policy, ...) with where it stands."""

    document: Document
    path: tuple[str | int, ...]
    name: str
    value: Mapping[str, Any]

    def span(self, *steps: str | int, key: bool = False) -> Span:
        """The range of the value at `steps` inside the entry, or with `key` of its key."""
        return self.document.span((*self.path, *steps), key=key)


def entries(documents: Sequence[Document], section: str) -> Iterator[Entry]:
    """The section's entries over the whole set, in file-path order, then as written.

    Entries that are not of the shape the schema asks for are left out; the schema's findings speak of them.
    """
    for document in documents:
        content = document.data.get(section)
        if isinstance(content, dict):
            yield from (
                Entry(document, (section, name), name, value)
                for name, value in content.items()
                if isinstance(value, dict)
            )
        elif isinstance(content, list):
            yield from (
                Entry(document, (section, index), value["name"], value)
                for index, value in enumerate(content)
                if isinstance(value, dict) and isinstance(value.get("name"), str)
            )
