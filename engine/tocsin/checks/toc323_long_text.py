"""TOC323: a template whose own text, before any value is put in, is too long for where it goes.

A public text of many SMS arrives in pieces, late or in disorder; what the API has no room for is cut. Only text that
the author wrote is counted, on the longest way through the block: values come on top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.checks.sms import segments
from tocsin.finding import Finding, Span
from tocsin.render.lengths import longest
from tocsin.render.source import ancestry
from tocsin.render.texts import CONTENT_LIMIT, SUBJECT_LIMIT, lines, one_line, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.checks.subject import Subject
    from tocsin.render.source import Outline

RULE = "TOC323"

MAX_SEGMENTS = 3
"""So many SMS are read as one message."""

_SECURE = {"subject": (one_line, SUBJECT_LIMIT), "content": (lines, CONTENT_LIMIT)}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each block, whichever templates inherit it."""
    found: set[Finding] = set()
    for name in subject.outlines:
        chain, _problem = ancestry(name, subject.outlines)
        owners = {block: part for part in reversed(chain) for block in part.blocks}
        found.update(_too_long_to_send(owners))
        found.update(_too_long_for_sms(owners))
    yield from sorted(found, key=Finding.sort_key)


def _too_long_to_send(owners: Mapping[str, Outline]) -> Iterator[Finding]:
    for block, (tidy, limit) in _SECURE.items():
        for name in (block, f"public_{block}"):
            if name in owners and (length := units(tidy(_text(owners, name)))) > limit:
                message = f"the block {name} has {length} characters of its own: AWS takes {limit}"
                yield Finding(RULE, "warning", message, _span(owners[name], name), "The rest is cut off. Shorten it.")


def _too_long_for_sms(owners: Mapping[str, Outline]) -> Iterator[Finding]:
    if "public_content" in owners:
        texts = (one_line(_text(owners, "public_subject")), lines(_text(owners, "public_content")))
        if (count := segments("\n".join(filter(None, texts)))) > MAX_SEGMENTS:
            message = f"the public text takes {count} SMS before any value is in it"
            help_ = (
                f"Up to {MAX_SEGMENTS} are read as one message. Characters beyond GSM's alphabet take twice the room."
            )
            yield Finding(RULE, "warning", message, _span(owners["public_content"], "public_content"), help_)


def _text(owners: Mapping[str, Outline], block: str) -> str:
    return longest(owners[block].blocks[block].body) if block in owners else ""


def _span(part: Outline, block: str) -> Span:
    """Where the block's name stands."""
    line = part.blocks[block].lineno
    column = part.source.text.splitlines()[line - 1].find(block) + 1
    return Span(part.source.path, line, max(1, column), line, max(1, column) + len(block))
