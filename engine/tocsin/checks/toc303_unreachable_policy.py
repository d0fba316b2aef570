"""TOC303: a policy that is never reached: no alert can match it, or an earlier one takes everything it could take.

No alert has a field beside those of the normal form, and one that is resolved never pages. Within a file the first
policy that matches wins: an earlier one without windows and without `continue` that has no condition, or the very same
pattern, leaves nothing over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.catalogue import ALERT_FIELDS
from tocsin.checks.subject import ALWAYS
from tocsin.finding import Finding, nearest
from tocsin.validate.names import name_span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject
    from tocsin.document import Entry
    from tocsin.patterns.condition import Condition

RULE = "TOC303"

_FIELDS = frozenset(ALERT_FIELDS)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such policy, naming what no alert has, or the first policy that takes its alerts."""
    winners: dict[tuple[str, str], Entry] = {}
    for policy in subject.policies:
        hopeless = [next(filter(_fails, row), None) for row in subject.pattern(policy).alternatives]
        if all(hopeless) and hopeless[0]:
            yield _matchless(policy, hopeless[0])
            continue
        file, text = policy.document.path, subject.condition(policy)
        earlier = winners.get((file, ALWAYS)) or winners.get((file, text))
        if earlier is not None:
            where = f"`{earlier.name}` on line {name_span(earlier).line}"
            message = f"this policy is never reached: {where} always wins before it"
            help_ = "Put it above, narrow the other one, or let the other one `continue: true`."
            yield Finding(RULE, "warning", message, name_span(policy), help_)
        elif not any(policy.value.get(key) for key in ("when", "unless", "continue")):
            winners[file, text] = policy


def _fails(condition: Condition) -> bool:
    """Whether no alert that pages satisfies the condition."""
    if condition.path == "status":
        return not condition.accepts("firing")
    return condition.path.partition(".")[0] not in _FIELDS and not condition.absent


def _matchless(policy: Entry, condition: Condition) -> Finding:
    field = condition.path.partition(".")[0]
    place = ("match", field) if field in policy.value.get("match", {}) else ("name",)
    if field == "status":
        why, help_ = "only firing alerts page", "`resolve` says what happens when an alert is resolved."
    else:
        meant = nearest(field, ALERT_FIELDS)
        why = f"alerts have no field `{field}`"
        help_ = f"Did you mean `{meant}`?\n" if meant else ""
        help_ += "A rule copied from EventBridge, or any field of the source's own event, stands below `event`."
    span = policy.span(*place, key=len(place) > 1)
    return Finding(RULE, "warning", f"this policy is never reached: {why}", span, help_)
