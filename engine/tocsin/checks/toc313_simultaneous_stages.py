"""TOC313: a stage of no length with another one behind it: both begin at the same moment, in no order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.durations import seconds
from tocsin.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject

RULE = "TOC313"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such stage of an escalation or a person's plan."""
    for section, key in (("contacts", "plan"), ("escalations", "stages")):
        for entry in subject.section(section):
            for index, stage in enumerate(entry.value.get(key, ())[:-1]):
                if seconds(stage["for"]) == 0:
                    message = "the next stage begins at the same moment as this one"
                    help_ = "Write the two as one stage, or say how long to wait in between."
                    yield Finding(RULE, "note", message, entry.span(key, index, "for"), help_)
