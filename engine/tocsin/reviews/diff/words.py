"""How differences are told: short lines, about both sides at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tocsin.decision import Decision
    from tocsin.policyset import Policy, Storm

_UNITS = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def routing(before: Decision, after: Decision) -> Iterator[str]:
    """Which targets are no longer paged and which are now, by which policies; a decision of another kind."""
    if before.kind is not after.kind:
        yield f"{before.kind.value} before, {after.kind.value} after"
    old = {route.target.arn: f"{route.target.name} by {route.policy.name}" for route in before.routes}
    new = {route.target.arn: f"{route.target.name} by {route.policy.name}" for route in after.routes}
    yield from (f"no longer paged: {words}" for arn, words in old.items() if arn not in new)
    yield from (f"newly paged: {words}" for arn, words in new.items() if arn not in old)
    if before.kind is not after.kind:
        yield from (f"still paged: {new[arn]}, {words} before" for arn, words in old.items() if arn in new)
    if after.silence is not None:
        yield f"silenced by {after.silence.name} until {after.silence.end}: {after.silence.reason}"


def terms(before: Policy, after: Policy) -> Iterator[str]:
    """What differs in dedupe, repeat, resolve and storm."""
    for name, old, new in (
        ("one page for each", _dedupe(before), _dedupe(after)),
        ("paged again while it fires", _repeat(before), _repeat(after)),
        ("when it is over", _resolve(before), _resolve(after)),
        ("summed up", _storm(before.storm), _storm(after.storm)),
    ):
        if old != new:
            yield f"{name}: {old} before, {new} after"


def behind(target: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines about people behind a target, which is named where it is not the person."""
    return (line if line.startswith(f"{target}: ") else f"{target}: {line}" for line in lines)


def without_numbers(lines: Iterable[str]) -> tuple[str, ...]:
    """The same lines for the same change at another minute."""
    return tuple(re.sub("[0-9]+(?:, [0-9]+)*", "#", line) for line in lines)


def length(seconds: int) -> str:
    """A length of time as policies write it."""
    parts = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        parts += [f"{count}{unit}"] if count else []
    return "".join(parts) or "0s"


def _dedupe(policy: Policy) -> str:
    fields = ", ".join(policy.dedupe_by) or "policy and target"
    return f"{fields} in {length(policy.dedupe_window)}" if policy.dedupe_window else f"{fields} and firing"


def _repeat(policy: Policy) -> str:
    return f"every {length(policy.repeat)}" if policy.repeat else "never"


def _resolve(policy: Policy) -> str:
    return "the engagement stops" if policy.resolve == "stop" else "the engagement goes on"


def _storm(storm: Storm | None) -> str:
    if storm is None:
        return "never"
    each = f" of one {', '.join(storm.by)}" if storm.by else ""
    return f"from {storm.limit} pages{each} in {length(storm.per)}"
