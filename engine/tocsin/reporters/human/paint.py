"""Colour for a terminal, and text that cannot play tricks on one."""

from __future__ import annotations

from typing import NamedTuple

from tocsin.reporters import inert

_COLORS = {"error": "31;1", "warning": "33;1", "note": "36", "dim": "2", "bold": "1", "good": "32;1"}
DECISION_COLORS = {"page": "good", "fallback": "warning", "unrouted": "error", "silenced": "note", "resolved": "note"}


class Paint(NamedTuple):
    """Puts ANSI colours around words, or does not."""

    on: bool = False

    def __call__(self, kind: str, text: str) -> str:
        """`text` in the colour of `kind`."""
        return f"\x1b[{_COLORS[kind]}m{text}\x1b[0m" if self.on else text


def safe(text: str) -> str:
    """A part of a line of payload text, inert: control and bidirectional characters show as U+FFFD; tabs stay."""
    return inert.line(text)
