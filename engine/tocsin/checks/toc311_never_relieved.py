"""TOC311: a rotation in which nobody is ever relieved, since it has no more people than places, at all hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.checks.subject import always_on_call
from tocsin.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject

RULE = "TOC311"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such rotation. Where `cover` leaves hours out, they are the relief."""
    for entry in subject.section("rotations"):
        people = sorted(always_on_call(subject.roster.rotations[entry.name]))
        if people:
            who = f"`{people[0]}` is" if len(people) == 1 else f"all {len(people)} people are"
            message = f"{who} on call in `{entry.name}` day and night, and nobody relieves them"
            help_ = "Add to `contacts`; whoever shall be reached at all hours can be paged by name, without a rotation."
            yield Finding(RULE, "warning", message, entry.span("contacts"), help_)
