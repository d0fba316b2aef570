"""TOC303: a policy that is never reached: no alert can match it, or earlier ones take everything it could take.

No alert has a field beside those of the normal form, and one that is resolved never pages. Within a file the first
policy that matches wins, unless it says `continue`.
"""

from __future__ import annotations

from itertools import groupby, repeat
from typing import TYPE_CHECKING

from tocsin.checks.alert_values import Hopeless, hopeless
from tocsin.checks.examples import example
from tocsin.checks.precedence import Precedence
from tocsin.document import many
from tocsin.finding import Finding
from tocsin.validate.names import name_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.checks.subject import Subject
    from tocsin.document import Entry
    from tocsin.patterns import Pattern

RULE = "TOC303"

MAX_EXAMPLES = 100
"""So many findings show an alert: nobody reads more of them, and each takes time."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such policy, naming what no alert has, or the policies that take its alerts."""
    examples = repeat(True, MAX_EXAMPLES)
    for _, policies in groupby(subject.policies, key=lambda policy: policy.document.path):
        yield from _file(subject, list(policies), examples)


def _file(subject: Subject, policies: Sequence[Entry], examples: Iterator[bool]) -> Iterator[Finding]:
    precedence = Precedence(map(subject.pattern, policies))
    for policy in policies:
        pattern = subject.pattern(policy)
        reasons = list(hopeless(pattern))
        if reasons[0] and all(reasons):
            yield _matchless(policy, reasons[0])
        elif "unless" in policy.value and _closed(policy):
            yield _never_open(policy)
        else:
            rows = [row for row, reason in zip(pattern.alternatives, reasons, strict=True) if reason is None]
            if takers := precedence.takers(policy, pattern, rows):
                shown = _example(pattern) if next(examples, False) else ""
                yield _taken(policy, takers, shown)
            elif not policy.value.get("continue"):
                precedence.add(policy, pattern)


def _closed(policy: Entry) -> bool:
    """Whether every window in which the policy pages is one in which it does not."""
    return "when" in policy.value and set(many(policy.value["when"])) <= set(many(policy.value["unless"]))


def _never_open(policy: Entry) -> Finding:
    message = "this policy is never reached: `unless` names every window of `when`"
    return Finding(RULE, "warning", message, policy.span("unless"), "Remove the window from one of the two.")


def _matchless(policy: Entry, reason: Hopeless) -> Finding:
    place = ("match", reason.field) if reason.field in policy.value.get("match", {}) else ("name",)
    span = policy.span(*place, key=len(place) > 1)
    return Finding(RULE, "warning", f"this policy is never reached: {reason.why}", span, reason.help)


def _taken(policy: Entry, takers: Sequence[Entry], shown: str) -> Finding:
    names = [f"`{each.name}` on line {name_span(each).line}" for each in takers]
    if len(names) == 1:
        message = f"this policy is never reached: {names[0]} always wins before it"
    else:
        more = f" and {len(names) - 2} more" if len(names) > 2 else ""
        message = f"this policy is never reached: {names[0]} and {names[1]}{more} together win before it"
    help_ = f"Put it above, narrow the other one, or let the other one `continue: true`.{shown}"
    return Finding(RULE, "warning", message, name_span(policy), help_)


def _example(pattern: Pattern) -> str:
    from tocsin.patterns.witness import witnesses  # most sets have no such policy

    event = next(witnesses(pattern), None)
    return f"\nFor example {example(event)}." if event else ""
