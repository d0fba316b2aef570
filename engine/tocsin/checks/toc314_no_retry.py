"""TOC314: a retry that never comes, because the stage is over before.

Channels are tried again until their stage ends (choices.retries_until).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.durations import seconds
from tocsin.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject

RULE = "TOC314"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such stage of a person's plan."""
    for contact in subject.section("contacts"):
        for index, stage in enumerate(contact.value.get("plan", ())):
            retry = stage.get("retry", "none")
            if retry != "none" and 0 < seconds(retry) >= seconds(stage["for"]):
                message = f"nothing is tried again after {retry}: the stage lasts {stage['for']}"
                help_ = "Try again sooner, let the stage last longer, or leave `retry` out."
                yield Finding(RULE, "note", message, contact.span("plan", index, "retry"), help_)
