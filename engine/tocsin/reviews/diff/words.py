"""How differences are told: short lines, about both sides at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tocsin.decision import Decision
    from tocsin.policyset import Policy, Storm
    from tocsin.reviews.diff.causes import Opening

_UNITS = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def routing(before: Decision, after: Decision) -> Iterator[str]:
    """Which targets are no longer paged and which are now, by which policies; a decision of another kind."""
    if before.kind is not after.kind:
        yield f"{before.kind.value} before, {after.kind.value} after"
    old, new = _paged(before, after), _paged(after, before)
    yield from (f"no longer paged: {words}" for arn, words in old.items() if arn not in new)
    yield from (f"newly paged: {words}" for arn, words in new.items() if arn not in old)
    if before.kind is not after.kind:
        yield from (f"still paged: {new[arn]}, {words} before" for arn, words in old.items() if arn in new)
    if after.silence is not None:
        start = f" from {after.silence.start}" if after.silence.start else ""
        yield f"silenced by {after.silence.name}{start} until {after.silence.end}: {after.silence.reason}"


def openings(found: Iterable[Opening]) -> Iterator[str]:
    """Which windows are open on one side only."""
    for name, *states in found:
        before, after = ("open" if state else "closed" for state in states)
        yield f"window {name}: {before} before, {after} after"


def terms(before: Policy, after: Policy) -> Iterator[str]:
    """What differs in dedupe, repeat, resolve and storm."""
    for name, old, new in (
        ("dedupe", _dedupe(before), _dedupe(after)),
        ("repeat", _repeat(before), _repeat(after)),
        ("resolve", _resolve(before), _resolve(after)),
        ("storm", _storm(before.storm), _storm(after.storm)),
    ):
        if old != new:
            yield f"{name}: {old} before, {new} after"


def behind(target: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines about people behind a target, which is named where it is not the person."""
    return (line if line.startswith(f"{target}: ") else f"{target}: {line}" for line in lines)


def length(seconds: int) -> str:
    """A length of time as policies write it."""
    parts = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        parts += [f"{count}{unit}"] if count else []
    return "".join(parts) or "0s"


def _paged(decision: Decision, other: Decision) -> Mapping[str, str]:
    """The targets with their policies, by ARN, which is told where the other side has another one by the same name."""
    arns = {route.target.name: route.target.arn for route in other.routes}
    return {
        route.target.arn: route.target.name
        + f" ({route.target.arn})" * (arns.get(route.target.name, route.target.arn) != route.target.arn)
        + f" by {route.policy.name}"
        for route in decision.routes
    }


def _dedupe(policy: Policy) -> str:
    fields = ", ".join(policy.dedupe_by) or "policy and target"
    return f"one page for each {fields} " + (
        f"in {length(policy.dedupe_window)}" if policy.dedupe_window else "and firing"
    )


def _repeat(policy: Policy) -> str:
    return f"every {length(policy.repeat)}" if policy.repeat else "never"


def _resolve(policy: Policy) -> str:
    return "the engagement stops" if policy.resolve == "stop" else "the engagement goes on"


def _storm(storm: Storm | None) -> str:
    if storm is None:
        return "never summed up"
    each = f" of one {', '.join(storm.by)}" if storm.by else ""
    return f"summed up beyond {storm.limit} pages{each} in {length(storm.per)}"
