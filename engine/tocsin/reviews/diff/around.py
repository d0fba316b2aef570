"""Alerts next to one that the sides treat differently: which one policy or silence more wants, or one less.

Questions are made of pairs. Where it takes three to show a difference, or that nobody else is there, that is one field
away from what two want.

Silences do nothing together that one of them does not do alone. So another one is tried only where there is none, and
where there are several each is tried without the others, and none of them: all combinations would be too many.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from tocsin.patterns.fields import gather, steps_to
from tocsin.patterns.operators import Truth
from tocsin.patterns.representatives import ABSENT, allows, representatives

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.model import Alert, Json
    from tocsin.patterns import Pattern
    from tocsin.patterns.condition import Condition
    from tocsin.patterns.fields import Found
    from tocsin.patterns.representatives import Value

_NAMED = frozenset({"labels", "annotations"})
_PLAIN = frozenset({"type", "severity", "source", "summary", "url", "account", "region"})
"""Fields that can be another value: what makes up the firing itself (status, id, times) stays."""


class Another(NamedTuple):
    """Somebody else who may want an alert: a policy or a silence."""

    name: str
    pattern: Pattern
    silence: bool = False


class Others:
    """All who may want an alert, with what is looked up in it for them: once for all of them."""

    def __init__(self, known: Iterable[Another]) -> None:
        self.known = tuple({(each.name, repr(each.pattern.source)): each for each in known}.values())
        wanted: dict[str, dict[Condition, list[int]]] = {}
        for place, each in enumerate(self.known):
            for condition in chain.from_iterable(each.pattern.alternatives):
                wanted.setdefault(condition.path, {}).setdefault(condition, []).append(place)
        self.steps = steps_to(wanted)
        self._telling = {path: wanted[path] for path in sorted(wanted, key=lambda path: -len(wanted[path]))[:2]}
        self._elsewhere = [place for place, each in enumerate(self.known) if not self._told(each.pattern)]

    def _told(self, pattern: Pattern) -> bool:
        """Whether all alternatives speak of both telling fields."""
        spoken = [{condition.path for condition in row} for row in pattern.alternatives]
        return len(self._telling) > 1 and all(self._telling.keys() <= paths for paths in spoken)

    def near(self, found: Found) -> Iterator[Another]:
        """All that at most one field keeps away, and few others, in order.

        Whoever misses both of the two fields of which the most different things are wanted is not asked further.
        """
        places = set(self._elsewhere)
        for wanted in self._telling.values():
            places.update(*(at for condition, at in wanted.items() if condition.holds(found)))
        return map(self.known.__getitem__, sorted(places))


def next_to(alert: Alert, others: Others) -> Iterator[tuple[str, Alert]]:
    """The alert with one field changed so that one of the others matches it and did not, or did and does not.

    Of several silences at once it is freed by several fields. With each comes who that is: "with policy a",
    "without policy b"; the first, where they are several.
    """
    seen = {repr([])}
    for who, changed in _next_to(alert, others):
        change = repr([(old, new) for old, new in zip(alert, changed, strict=True) if old is not new])
        if change not in seen:
            seen.add(change)
            yield who, changed


def _next_to(alert: Alert, others: Others) -> Iterator[tuple[str, Alert]]:
    view = alert.view()
    found, _ = gather(others.steps, view)
    near = [
        (each, [_failing(conditions, found) for conditions in each.pattern.alternatives]) for each in others.near(found)
    ]
    matching = [each for each, failing in near if "" in failing and each.pattern.matches(view)]
    silences = [each for each in matching if each.silence]
    if len(silences) > 1:
        yield "without silences", _freed(alert, matching)
        yield from ((f"with {each.name} alone", _freed(alert, matching, each)) for each in silences)
    for each, failing in near:
        name, pattern = each.name, each.pattern
        if each.silence and silences not in ([], [each]):
            continue
        if "" in failing and pattern.matches(view):
            changes = _without(alert, pattern)
            yield from ((f"without {name}", one) for one in changes if not pattern.matches(one.view()))
        else:
            changes = _within(alert, pattern, failing)
            yield from ((f"with {name}", one) for one in changes if pattern.matches(one.view()))


def _freed(alert: Alert, matching: Sequence[Another], kept: Another | None = None) -> Alert:
    """The alert as few silences as possible match but the one to be kept, and as many of the policies as before."""
    policies = [each.pattern for each in matching if not each.silence]
    for silence in (each.pattern for each in matching if each.silence and each is not kept):
        if silence.matches(alert.view()):
            free = [one for one in _without(alert, silence) if not silence.matches(one.view())]
            right = [one for one in free if kept is None or kept.pattern.matches(one.view())]
            alert = max(right, key=lambda one: sum(policy.matches(one.view()) for policy in policies), default=alert)
    return alert


def _failing(conditions: Iterable[Condition], found: Found) -> str | None:
    """The path of the one field that keeps an alert out of an alternative; "" if none does, None if several do."""
    failing = ""
    for condition in conditions:
        if not condition.holds(found):
            if failing not in ("", condition.path):
                return None
            failing = condition.path
    return failing


def _within(alert: Alert, pattern: Pattern, failing: Iterable[str | None]) -> Iterator[Alert]:
    """The alert with a value for the one field that keeps it out of an alternative, where it is one."""
    for conditions, path in zip(pattern.alternatives, failing, strict=True):
        if path:
            yield from _changed(alert, path, conditions, allowed=True)


def _without(alert: Alert, pattern: Pattern) -> Iterator[Alert]:
    """The alert with each field of an alternative changed to a value that it does not allow."""
    for conditions in pattern.alternatives:
        for path in dict.fromkeys(condition.path for condition in conditions):
            yield from _changed(alert, path, conditions, allowed=False)


def _changed(alert: Alert, path: str, conditions: Iterable[Condition], *, allowed: bool) -> Iterator[Alert]:
    """The alert with the first value at a path that the conditions on it allow, or do not, and the path takes."""
    here = tuple(condition for condition in conditions if condition.path == path)
    values = (value for value in representatives(here) if all(allows(each, value) for each in here) is allowed)
    alerts = (_with(alert, path, value) for value in values)
    return islice((changed for changed in alerts if changed is not None), 1)


def _with(alert: Alert, path: str, value: Value) -> Alert | None:
    """The alert with a value at a dotted path; None where it cannot have one there."""
    section, _, rest = path.partition(".")
    if section in _NAMED and rest:
        fields = {name: known for name, known in getattr(alert, section).items() if name != rest}
        return _replaced(alert, section, fields if value is ABSENT else {**fields, rest: _json(value)})
    if section == "event" and rest and isinstance(alert.event, dict):
        return _replaced(alert, "event", _inside(alert.event, rest.split("."), value))
    if path in _PLAIN and (isinstance(value, str) or (value is None and path not in {"type", "source", "summary"})):
        return _replaced(alert, path, value)
    return None


def _replaced(alert: Alert, field: str, value: Json) -> Alert:
    return alert._replace(**{field: value})


def _inside(node: Json, steps: list[str], value: Value) -> Json:
    """The payload with a value at the end of the steps."""
    name, *rest = steps
    others = {key: known for key, known in node.items() if key != name} if isinstance(node, dict) else {}
    if rest:
        return {**others, name: _inside(node.get(name) if isinstance(node, dict) else None, rest, value)}
    return others if value is ABSENT else {**others, name: _json(value)}


def _json(value: Value) -> Json:
    return value.value if isinstance(value, Truth) else value
