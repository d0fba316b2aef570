"""TOC304: two files page the same target for the same alerts, so that one of the two pages is never sent.

Each file is evaluated on its own, and a target reached twice is paged once, by the policy that comes first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.checks.subject import targets
from tocsin.finding import Finding
from tocsin.validate.people import items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject
    from tocsin.document import Entry

RULE = "TOC304"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each target that a policy of an earlier file pages under the same conditions."""
    seen: dict[tuple[object, ...], Entry] = {}
    for policy in subject.policies:
        conditions = (subject.condition(policy), _windows(policy, "when"), _windows(policy, "unless"))
        for steps, target in targets(policy):
            first = seen.setdefault((*conditions, target), policy)
            if first.document is not policy.document:
                message = f"`{target}` is paged for the same alerts by `{first.name}` in {first.document.path}"
                help_ = "The target is paged once, with the other policy's message. Remove one of the two."
                yield Finding(RULE, "warning", message, policy.span(*steps), help_)


def _windows(policy: Entry, key: str) -> frozenset[str]:
    return frozenset(name for _, name in items(policy.value[key])) if key in policy.value else frozenset()
