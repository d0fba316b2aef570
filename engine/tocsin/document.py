"""Parsed YAML that remembers where everything stood.

A `Document` holds plain Python data (dict, list, str, int, float, bool, None) and, beside it, the start of every key
and value. Ends are not kept: they are found again in the text when a finding needs one, so that a set of ten
thousand policies without findings pays for none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.finding import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

COLUMN_BITS = 20
"""A place is one integer, line << COLUMN_BITS | column, both from 0: a file has at most 2**20 characters."""

_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_PLAIN = re.compile(r"(?:[^\s:#,\[\]{}]|:(?=\S)|(?<=\S)#|[ \t]+(?=[^\s#]))+")


class Document(NamedTuple):
    """One policy file. `path` is how findings and results name it: relative to the set's root, with slashes.

    `marks` maps id(container) to the places of its entries, in order: for a mapping key, value, key, value, ...;
    for a sequence value, value, ... The containers live as long as `data` does, so the ids stay theirs.
    `refused` holds the places of keys and values that loading has found fault with. `complete` is false where a part of
    the file could not be read: what seems to be missing may well stand there.
    """

    path: str
    text: str
    data: Mapping[str, Any]
    marks: Mapping[int, Sequence[int]] = {}
    refused: Collection[int] = frozenset()
    complete: bool = True

    def span(self, path: Sequence[str | int], *, key: bool = False) -> Span:
        """The range of the value at `path` (keys and list indices from the top), or with `key` of its key.

        Where the path leaves the data, the deepest part of it that exists is taken.
        """
        place, written = self._find(path, key=key)
        line, column = place >> COLUMN_BITS, place & ((1 << COLUMN_BITS) - 1)
        rows = lines(self.text)
        rest = rows[line][column:] if line < len(rows) else ""
        return Span(self.path, line + 1, column + 1, line + 1, column + 1 + _width(rest, written))

    def place(self, path: Sequence[str | int], *, key: bool = False) -> int:
        """Where the value at `path` starts, or with `key` its key, as one integer."""
        return self._find(path, key=key)[0]

    def line(self, path: Sequence[str | int]) -> int:
        """The line (from 1) on which the value at `path` starts."""
        return (self.place(path) >> COLUMN_BITS) + 1

    def source(self, path: Sequence[str | int]) -> str:
        """The value at `path` as it is written, as far as it stands on one line."""
        span = self.span(path)
        rows = lines(self.text)
        return rows[span.line - 1][span.column - 1 : span.end_column - 1] if span.line <= len(rows) else ""

    def _find(self, path: Sequence[str | int], *, key: bool = False) -> tuple[int, Any]:
        """The place of what `path` leads to, and its key or value (None for a mapping or a list)."""
        place, written = 0, None
        node: Any = self.data
        for step in path:
            entry = _entry(node, step)
            if entry is None:
                break
            index, found = entry
            marks = self.marks.get(id(node), ())
            if isinstance(node, dict):
                place, written = (marks[2 * index], step) if key else (marks[2 * index + 1], found)
            else:
                place, written = marks[index], found
            node = found
        return place, written


def _entry(node: Any, step: str | int) -> tuple[int, Any] | None:
    if isinstance(node, dict):
        return (list(node).index(step), node[step]) if step in node else None
    if isinstance(node, list) and isinstance(step, int) and -1 < step < len(node):
        return step, node[step]
    return None


@lru_cache(maxsize=4)
def lines(text: str) -> list[str]:
    """The lines of a file, ended by what libyaml takes for an end. Kept, because a bad file has many findings."""
    return _LINE_END.split(text)


def _width(rest: str, written: Any) -> int:
    """How many characters the key or value that starts `rest` takes there (at least one)."""
    if rest[:1] in {'"', "'"}:
        found = _QUOTED.match(rest)
        return found.end() if found else len(rest)
    if rest[:1] in {"{", "[", "-"} and isinstance(written, dict | list):
        return 1
    if isinstance(written, str) and written and rest.startswith(written):
        return len(written)
    found = _PLAIN.match(rest)
    return found.end() if found else 1


class Entry(NamedTuple):
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

    What is not of the shape the schema asks for is there all the same, as far as it goes, so that its name is known
    and the rest of it is checked: an entry that is no mapping has an empty value, one without a name the name "".
    """
    for document in documents:
        content = document.data.get(section)
        if isinstance(content, dict):
            for name, value in content.items():
                yield Entry(document, (section, name), name, value if isinstance(value, dict) else {})
        elif isinstance(content, list):
            for index, value in enumerate(content):
                if isinstance(value, dict):
                    name = value.get("name")
                    yield Entry(document, (section, index), name if isinstance(name, str) else "", value)


def many(value: Any) -> list[Any]:
    """What the language lets be one thing or a list of them, as a list."""
    return value if isinstance(value, list) else [value]
