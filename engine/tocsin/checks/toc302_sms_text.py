"""TOC302: someone whom only SMS reaches is paged with a template that has nothing to say by SMS.

SMS carries the public blocks only; without them a fixed text goes out that names neither service nor cause.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tocsin.checks.subject import targets
from tocsin.finding import Finding
from tocsin.render.source import ancestry
from tocsin.validate.people import items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject
    from tocsin.document import Entry

RULE = "TOC302"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each policy that names such a template and reaches such people."""

    @cache
    def by_sms(target: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(person.name for person in subject.people(target) if _sms_only(person)))

    @cache
    def silent(template: str) -> bool:
        chain, _problem = ancestry(template, subject.outlines)
        return not any(block.startswith("public_") for part in chain for block in part.blocks)

    for policy in subject.policies:
        template = policy.value.get("template")
        people = list(dict.fromkeys(name for _, target in targets(policy) for name in by_sms(target)))
        if template is not None and people and silent(template):
            more = f" (and {len(people) - 1} more)" if len(people) > 1 else ""
            message = f"`{people[0]}`{more} is reached by SMS only, and `{template}` has no public block"
            help_ = "The SMS shows a fixed text. Add the blocks public_subject and public_content."
            yield Finding(RULE, "warning", message, policy.span("template"), help_)


def _sms_only(person: Entry) -> bool:
    """Whether the plan uses channels, and SMS ones only."""
    channels = person.value.get("channels", {})
    used = {name for stage in person.value.get("plan", ()) for _, name in items(stage["notify"])}
    return bool(used) and all("sms" in channels[name] for name in used)
