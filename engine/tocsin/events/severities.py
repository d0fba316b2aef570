"""One scale for everybody's words of severity (the table in `catalogue` and in docs/alerts.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.catalogue import SEVERITY_WORDS
from tocsin.events.fields import text

if TYPE_CHECKING:
    from tocsin.model import Json


def severity(value: Json) -> str | None:
    """The word on tocsin's scale; in lower case where the scale has no place for it; None where there is no word."""
    word = text(value)
    if word is None or not (word := word.strip().lower()):
        return None
    return SEVERITY_WORDS.get(word, word)
