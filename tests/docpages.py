"""Reads the project's Markdown pages as what tests need: headings, code blocks and tables, in order.

Only the subset that the pages use: ATX headings, fenced blocks of three back-ticks, pipe tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent

CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 to 6, and its text as written."""

    line: int
    level: int
    text: str

    @property
    def anchor(self) -> str:
        """What a link to it ends with, by GitHub's rule."""
        return re.sub(r"[^\w\- ]", "", self.text.lower()).replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the words behind the opening fence, and the lines inside."""

    line: int
    tags: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A pipe table; cells as written."""

    line: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Element = Heading | Block | Table


def pages() -> list[Path]:
    """Every page of the project, in order."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def shown(page: Path) -> str:
    """A page's name for people."""
    return page.relative_to(ROOT).as_posix()


def elements(text: str) -> Iterator[Element]:
    """The elements of a page, in order. Lines count from 1."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        line, start = lines[at], at + 1
        if line.startswith("```"):
            end = next(i for i in range(at + 1, len(lines)) if lines[i] == "```")
            yield Block(start, tuple(line[3:].split()), "".join(f"{each}\n" for each in lines[at + 1 : end]))
            at = end
        elif found := re.match(r"(#{1,6}) (.*)", line):
            yield Heading(start, len(found[1]), found[2].strip())
        elif line.startswith("|"):
            end = next((i for i in range(at, len(lines)) if not lines[i].startswith("|")), len(lines))
            header, _, *rows = [_cells(each) for each in lines[at:end]]
            yield Table(start, header, tuple(rows))
            at = end - 1
        at += 1


def _cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.strip("|").split("|"))


def code(cell: str) -> list[str]:
    """The code spans of a cell or sentence."""
    return CODE.findall(cell)
