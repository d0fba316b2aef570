"""TOC308: a channel that no stage of the person's plan notifies, so that nothing ever arrives there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.document import many
from tocsin.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject

RULE = "TOC308"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such channel of a person who has a plan (TOC306 speaks of those who have none)."""
    for contact in subject.section("contacts"):
        if plan := contact.value.get("plan"):
            notified = {name for stage in plan for name in many(stage["notify"])}
            for channel in contact.value.get("channels", {}):
                if channel not in notified:
                    message = f"no stage of the plan of `{contact.name}` notifies `{channel}`"
                    help_ = f"Add `{{notify: {channel}, for: 5m}}` to the plan, or remove the channel."
                    yield Finding(RULE, "note", message, contact.span("channels", channel, key=True), help_)
