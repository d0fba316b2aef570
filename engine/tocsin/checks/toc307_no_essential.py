"""TOC307: an escalation that nobody's acknowledgement stops.

Only a target with `essential: true` (the default) stops the stages that follow; without one everybody is engaged to
the last stage, however early somebody answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.finding import Finding
from tocsin.validate.names import name_span
from tocsin.validate.people import items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject

RULE = "TOC307"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such escalation."""
    for escalation in subject.section("escalations"):
        targets = [target for stage in escalation.value["stages"] for _, target in items(stage["page"])]
        if not any(isinstance(target, str) or target.get("essential", True) for target in targets):
            message = f"no acknowledgement stops `{escalation.name}`: none of its targets is essential"
            yield Finding(RULE, "warning", message, name_span(escalation), "Let one target be `essential: true`.")
