"""TOC321: a silence that is over at the instant that was asked for (--at); without one nothing is said."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tocsin.document import entries
from tocsin.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject

RULE = "TOC321"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such silence."""
    for silence in entries(subject.documents, "silences") if subject.at else ():
        if subject.at is not None and datetime.fromisoformat(silence.value["until"]) <= subject.at:
            message = f"the silence `{silence.name}` is over"
            yield Finding(RULE, "note", message, silence.span("until"), "Remove it: the history keeps it.")
