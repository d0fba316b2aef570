"""The line that a finding is about, with a mark below what is meant."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from tocsin.reporters.human.paint import safe

if TYPE_CHECKING:
    from tocsin.finding import Span

WIDTH = 100
"""Longer lines are shown in part."""

_LEAD = 20
"""Characters that stay before the mark where the start of a line is cut off."""

_CUT = "..."


def excerpt(line: str, span: Span) -> tuple[str, str]:
    """The line, inert, and below it carets from the span's start to its end, at most to the end of the line."""
    start = min(span.column - 1, len(line))
    end = min(span.end_column - 1, len(line)) if span.end_line == span.line else len(line)
    shift = start - _LEAD if len(line) > WIDTH and start > WIDTH - _LEAD else 0
    lead = _CUT if shift else ""
    shown = line[shift : shift + WIDTH]
    before, marked = shown[: start - shift], shown[start - shift : end - shift]
    tail = _CUT if len(line) > shift + WIDTH else ""
    return f"{lead}{safe(shown)}{tail}".rstrip(), f"{' ' * len(lead)}{_blank(before)}{'^' * max(_columns(marked), 1)}"


def _blank(text: str) -> str:
    """White space as wide as the text is on a terminal."""
    return "".join("\t" if character == "\t" else " " * _columns(character) for character in text)


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes: ideographs and emoji two, accents of their own none."""
    return sum(_column(character) for character in text)


def _column(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
