"""Alerts next to one that the sides treat differently: those of which a further policy or silence takes note.

Questions are made of pairs. Where it takes three to show a difference, the third is one field away from what two want.
"""

from __future__ import annotations

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


def next_to(alert: Alert, others: Iterable[Another]) -> Iterator[tuple[str, Alert]]:
    """The alert with one field changed, for each of the others that matches it then and does not now."""
    view = alert.view()
    for name, pattern in others:
        for conditions in pattern.alternatives:
            found, _ = gather(steps_to({condition.path for condition in conditions}), view)
            changed = _changed(alert, conditions, found)
            if changed is not None and pattern.matches(changed.view()):
                yield name, changed


def _changed(alert: Alert, conditions: Iterable[Condition], found: Found) -> Alert | None:
    """The alert with a value that satisfies the one field that does not; None where several do not, or all do."""
    failing = [condition for condition in conditions if not condition.holds(found)]
    paths = {condition.path for condition in failing}
    if len(paths) != 1:
        return None
    (path,) = paths
    together = tuple(condition for condition in conditions if condition.path == path)
    fitting = (value for value in representatives(together) if all(allows(each, value) for each in together))
    value = next(fitting, None)
    return _with(alert, path, value)


def _with(alert: Alert, path: str, value: Value) -> Alert | None:
    """The alert with a value at a dotted path; None where it cannot have one there."""
    section, _, rest = path.partition(".")
    if section in _NAMED and rest:
        fields = {name: known for name, known in getattr(alert, section).items() if name != rest}
        return alert._replace(**{section: fields if value is ABSENT else {**fields, rest: _json(value)}})
    if section == "event" and rest and isinstance(alert.event, dict):
        return alert._replace(event=_inside(alert.event, rest.split("."), value))
    if path in _PLAIN and (isinstance(value, str) or (value is None and path not in {"type", "source", "summary"})):
        return alert._replace(**{path: value})
    return None


def _inside(node: Json, steps: list[str], value: Value) -> Json:
    """The payload with a value at the end of the steps."""
    name, *rest = steps
    others = {key: known for key, known in node.items() if key != name} if isinstance(node, dict) else {}
    if rest:
        return {**others, name: _inside(node.get(name) if isinstance(node, dict) else None, rest, value)}
    return others if value is ABSENT else {**others, name: _json(value)}


def _json(value: Value) -> Json:
    return value.value if isinstance(value, Truth) else value
