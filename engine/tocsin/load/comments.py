"""The comments of a YAML file, which data has no room for. Only files that may hold one of interest are looked at."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.document import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

_HASH = re.compile(r"(?:^|(?<=[ \t]))#")


class Comment(NamedTuple):
    """What a comment says, without its marks; lines and columns count from 1. `alone`: nothing else is on its line."""

    line: int
    column: int
    end_column: int
    text: str
    alone: bool


def comments(text: str) -> Iterator[Comment]:
    """The comments of a file, from the first on; none where it is not YAML. A `#` inside a text is none."""
    spans = _texts(text)
    starts = [start for start, _ in spans]
    for number, row in enumerate(lines(text)):
        for found in _HASH.finditer(row):
            at = found.start()
            index = bisect_right(starts, (number, at)) - 1
            if index < 0 or spans[index][1] <= (number, at):
                alone = not row[:at].strip()
                yield Comment(number + 1, at + 1, len(row.rstrip()) + 1, row[at + 1 :].strip(), alone)
                break


def _texts(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where each text of the file starts and ends, as lines and columns from 0, in order."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        tokens = [token for token in yaml.scan(text, loader) if isinstance(token, yaml.ScalarToken)]
    except yaml.YAMLError:
        return [((0, 0), (len(text), 0))]
    return [(_place(token.start_mark), _place(token.end_mark)) for token in tokens]


def _place(mark: Any) -> tuple[int, int]:
    return mark.line, mark.column
