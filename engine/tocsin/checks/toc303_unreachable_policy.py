"""TOC303: a policy that is never reached, because an earlier one of its file takes everything it could take.

Within a file the first policy that matches wins. An earlier policy without windows and without `continue` that has no
condition, or the very same pattern, leaves nothing over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.checks.subject import ALWAYS
from tocsin.finding import Finding
from tocsin.validate.names import name_span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject
    from tocsin.document import Entry

RULE = "TOC303"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such policy, naming the first that takes its alerts."""
    winners: dict[tuple[str, str], Entry] = {}
    for policy in subject.policies:
        file, text = policy.document.path, subject.condition(policy)
        earlier = winners.get((file, ALWAYS)) or winners.get((file, text))
        if earlier is not None:
            where = f"`{earlier.name}` on line {name_span(earlier).line}"
            message = f"this policy is never reached: {where} always wins before it"
            help_ = "Put it above, narrow the other one, or let the other one `continue: true`."
            yield Finding(RULE, "warning", message, name_span(policy), help_)
        elif not any(policy.value.get(key) for key in ("when", "unless", "continue")):
            winners[file, text] = policy
