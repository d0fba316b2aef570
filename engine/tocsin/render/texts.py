"""Text as StartEngagement takes it: no deceptive characters, subjects on one line, cut visibly to the API's limits.

Lengths are counted in UTF-16 code units. The service's model bounds Unicode scalar values, of which a text never has
more than code units: what fits the stricter count fits both, and systems behind SMS and voice often count like that.
"""

from __future__ import annotations

import re
import unicodedata

SUBJECT_LIMIT = 2048
"""Of Subject and PublicSubject (StartEngagement)."""

CONTENT_LIMIT = 8192
"""Of Content and PublicContent (StartEngagement)."""

MARK = " […]"
"""Ends a text that was cut."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_DECEPTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST_SEQUENCE = 64
"""Code points of one combining sequence that are kept together; longer ones are made to annoy and are cut anywhere."""


def lines(text: str) -> str:
    """`text` for a content: several lines, no white space around them."""
    return clean(text).strip()


def one_line(text: str) -> str:
    """`text` for a subject: each run of white space becomes one space."""
    return " ".join(clean(text).split())


def clean(text: str) -> str:
    """`text` with U+FFFD for control characters, bidirectional overrides and lone surrogates; newline and tab stay."""
    if text.replace("\n", "").isprintable():  # no character of _DECEPTIVE is
        return text
    return _DECEPTIVE.sub(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


def units(text: str) -> int:
    """How many UTF-16 code units `text` takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` UTF-16 code units; a shortened one ends in MARK and in no half of a character."""
    if 2 * len(text) <= limit or (len(text) <= limit and units(text) <= limit):
        return text
    return text[: _boundary(text, _fitting(text, limit - len(MARK)))].rstrip() + MARK


def _fitting(text: str, limit: int) -> int:
    """How many code points of `text` fit into `limit` code units."""
    end = min(len(text), limit)
    while (excess := units(text[:end]) - limit) > 0:
        end -= (excess + 1) // 2
    return end


def _boundary(text: str, end: int) -> int:
    """The last place up to `end` that does not part a base character from what modifies it."""
    place, floor = end, max(0, end - _LONGEST_SEQUENCE)
    while place > floor and _belong_together(text[place - 1], text[place]):
        place -= 1
    return place if place > floor else end


def _belong_together(before: str, after: str) -> bool:
    joiner = "\N{ZERO WIDTH JOINER}"
    return (
        joiner in {before, after}
        or unicodedata.category(after) in {"Mn", "Mc", "Me"}
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= after <= "\U000e007f"  # tags of subdivision flags
        or ("\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff")  # flags
    )
