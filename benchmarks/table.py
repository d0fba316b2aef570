"""One line of the results, and how lines are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Row(NamedTuple):
    """One figure against its goal (docs/performance.md). `beside` is the peer or floor of the same run."""

    number: str
    what: str
    figure: str
    beside: str
    ratio: float | None
    goal: str
    held: bool


HEADINGS = Row("row", "what", "figure", "peer or floor in this run", None, "goal", held=True)


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned text under their headings."""
    cells = [[*HEADINGS[:4], "ratio", "goal", "held"], *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    return "\n".join(lines)


def _cells(row: Row) -> list[str]:
    ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
    return [*row[:4], ratio, row.goal, "yes" if row.held else "NO"]
