"""TOC306: a person who is never notified, whoever pages them, because no plan says how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.finding import Finding
from tocsin.validate.names import name_span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject

RULE = "TOC306"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each contact of this set without a stage in its plan."""
    for contact in subject.section("contacts"):
        if "arn" not in contact.value and not contact.value.get("plan"):
            missing = "no plan" if contact.value.get("channels") else "no channels and no plan"
            pager = next(subject.references.pagers(contact), None)
            paged = f"paged by `{pager.name}` and " if pager else ""
            message = f"`{contact.name}` is {paged}never notified: {missing}"
            help_ = "Add `plan: [{notify: CHANNEL, for: 10m}]`, or `arn` if it is provisioned elsewhere."
            yield Finding(RULE, "warning", message, name_span(contact), help_)
