"""TOC315: a contact, escalation, schedule or rotation that nothing names, so that no policy ever comes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.finding import Finding
from tocsin.validate.names import name_span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject

RULE = "TOC315"

_NAMED_BY = {
    "contacts": "policy, escalation or rotation",
    "escalations": "policy",
    "schedules": "policy or escalation",
    "rotations": "schedule",
}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each; none in a set without policies, whose people others page."""
    for section, whom in _NAMED_BY.items() if subject.policies else ():
        for entry in subject.section(section):
            if not subject.references.to(entry):
                message = f"no {whom} names `{entry.name}`"
                yield Finding(RULE, "note", message, name_span(entry), "Remove it, or say who is paged through it.")
