"""Stage 4: which policies speak for an alert, and why.

Each file is evaluated on its own; inside a file the first policy that matches wins unless it says `continue: true`.
The same target reached twice is paged once. Every alert ends in exactly one decision.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tocsin.decision import Considered, Decision, Route
from tocsin.model import Alert, DecisionKind, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.policyset import Policy, PolicySet, Silence

STOPS = "stops the engagements started for it, but for policies with `resolve: keep`"
NO_TIME = "the alert has no time of its own and none was given (--at): windows and silences were left open"


def decide(policies: PolicySet, alert: Alert, at: datetime | None, *, trace: bool = False) -> Decision:
    """The decision on one alert at the instant `at`, which windows and silences are asked for.

    Without an instant the alert is paged rather than not: windows count as open, silences as over. With `trace` every
    policy is considered and the decision says what became of each.
    """
    view = alert.view()
    considered = tuple(consider(policies, alert, view, at)) if trace else ()
    if alert.status == "resolved":
        return Decision(DecisionKind.RESOLVED, alert, at, notes=(STOPS,), trace=considered)
    notes = [NO_TIME] if at is None and (policies.windows or policies.silences) else []
    matching = [policies.policies[position] for position in policies.index.matching(view)]
    taken = list(first_of_each_file(lifted(matching, alert), policies, at))
    silence = next((s for s in policies.silences if in_force(s, at) and s.pattern.matches(view)), None)
    if silence is not None:
        notes.append(f"silenced by {silence.name} until {silence.end}: {silence.reason}")
        return Decision(DecisionKind.SILENCED, alert, at, (), silence, tuple(notes), considered)
    if alert.hold is not None and not taken:
        return Decision(DecisionKind.SILENCED, alert, at, (), None, (*notes, alert.hold.reason), considered)
    kind = DecisionKind.PAGE
    if not taken:
        kind = DecisionKind.FALLBACK if policies.fallback else DecisionKind.UNROUTED
        taken = [policies.fallback] if policies.fallback else []
    routes, coalesced = coalesce(taken)
    return Decision(kind, alert, at, routes, None, (*notes, *coalesced), considered)


def lifted(matching: Iterable[Policy], alert: Alert) -> Iterator[Policy]:
    """Of the policies that match a held alert, those that name it in so many words; all for any other alert."""
    hold = alert.hold
    for policy in matching:
        if hold is None or (hold.path and hold.value in policy.pattern.exact_values(hold.path)):
            yield policy


def first_of_each_file(matching: Iterable[Policy], policies: PolicySet, at: datetime | None) -> Iterator[Policy]:
    """The policies that win their files, at this instant; `matching` is in order."""
    done = None
    for policy in matching:
        if policy.file != done and closed_window(policy, policies, at) is None:
            yield policy
            if not policy.continues:
                done = policy.file


def closed_window(policy: Policy, policies: PolicySet, at: datetime | None) -> tuple[Reason, str] | None:
    """Why the policy's windows keep it out at this instant, with the window's name; None where they do not."""
    if at is None:
        return None
    for name in policy.unless:
        if policies.windows[name].contains(at):
            return Reason.INSIDE_WINDOW, name
    if policy.when and not any(policies.windows[name].contains(at) for name in policy.when):
        return Reason.OUTSIDE_WINDOW, ", ".join(policy.when)
    return None


def in_force(silence: Silence, at: datetime | None) -> bool:
    """Whether the silence holds at this instant: its start is inside, its end is not."""
    if at is None:
        return False
    return (silence.start is None or _instant(silence.start) <= at) and at < _instant(silence.end)


@lru_cache(maxsize=4096)
def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def coalesce(taken: Sequence[Policy]) -> tuple[tuple[Route, ...], list[str]]:
    """One route a target, the first policy's; and a note for each that was left out."""
    routes: dict[str, Route] = {}
    notes = []
    for policy in taken:
        for target in policy.targets:
            first = routes.setdefault(target.arn, Route(policy, target))
            if first.policy is not policy:
                notes.append(f"{policy.name} pages {target.name} too: already paged by {first.policy.name}")
    return tuple(routes.values()), notes


def consider(policies: PolicySet, alert: Alert, view: dict[str, Any], at: datetime | None) -> Iterator[Considered]:
    """What became of every policy, in order, by the same conditions that `decide` applies."""
    done = None
    for policy in policies.policies:
        if (mismatch := policy.pattern.explain(view)) is not None:
            yield Considered(policy, Reason.PATTERN, mismatch)
        elif not list(lifted([policy], alert)):
            yield Considered(policy, Reason.HELD)
        elif policy.file == done:
            yield Considered(policy, Reason.SHADOWED)
        elif closed := closed_window(policy, policies, at):
            yield Considered(policy, closed[0], window=closed[1])
        else:
            yield Considered(policy, Reason.MATCHED)
            if not policy.continues:
                done = policy.file
