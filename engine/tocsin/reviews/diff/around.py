"""Alerts next to one that the sides treat differently: which one policy or silence more wants, or one less.

Questions are made of pairs. Where it takes three to show a difference, or that nobody else is there, that is one field
away from what two want.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from tocsin.patterns.fields import gather, steps_to
from tocsin.patterns.operators import Truth
from tocsin.patterns.representatives import ABSENT, allows, representatives

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


class Others:
    """All who may want an alert, with what is looked up in it for them: once for all of them."""

    def __init__(self, known: Iterable[Another]) -> None:
        self.known = tuple(dict.fromkeys(known))
        alternatives = (conditions for each in self.known for conditions in each.pattern.alternatives)
        self.steps = steps_to({condition.path for conditions in alternatives for condition in conditions})


def next_to(alert: Alert, others: Others) -> Iterator[tuple[str, Alert]]:
    """The alert with one field changed so that one of the others matches it and did not, or did and does not.

    With each comes who that is: "with policy a", "without policy b".
    """
    view = alert.view()
    found, _ = gather(others.steps, view)
    for name, pattern in others.known:
        failing = [_failing(conditions, found) for conditions in pattern.alternatives]
        if any(paths == "" for paths in failing) and pattern.matches(view):
            changes = _without(alert, pattern)
            yield from ((f"without {name}", each) for each in changes if not pattern.matches(each.view()))
        else:
            changes = _within(alert, pattern, failing)
            yield from ((f"with {name}", each) for each in changes if pattern.matches(each.view()))


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
