"""One scale for everybody's words of severity (the table of docs/alerts.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.events.fields import text

if TYPE_CHECKING:
    from tocsin.model import Json

_SAME = {
    "critical": ("critical", "crit", "fatal", "emergency", "emerg", "panic", "p1", "sev1", "sev-1"),
    "error": ("error", "err", "high", "major", "p2", "sev2", "sev-2"),
    "warning": ("warning", "warn", "medium", "moderate", "minor", "p3", "sev3", "sev-3"),
    "info": (
        "info", "information", "informational", "low", "notice", "debug", "success",
        "p4", "p5", "sev4", "sev-4", "sev5", "sev-5",
    ),
}  # fmt: skip

WORDS = {word: severity for severity, words in _SAME.items() for word in words}
"""A source's word in lower case -> critical, error, warning or info."""


def severity(value: Json) -> str | None:
    """The word on tocsin's scale; in lower case where the scale has no place for it; None where there is no word."""
    word = text(value)
    if word is None or not (word := word.strip().lower()):
        return None
    return WORDS.get(word, word)
