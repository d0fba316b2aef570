"""Whole alerts from events that hold no more than a pattern speaks of.

The other fields are those of a sample of the type, else plain ones, with whatever the catalogue declares and the policy
reads of an alert. All start at the reference instant of the sides, at which all rotations run.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from tocsin.catalogue import ALERT_FIELDS
from tocsin.events import generic
from tocsin.patterns import Pattern
from tocsin.patterns.witness import meeting
from tocsin.reviews.instants import reference_of
from tocsin.reviews.questions.fillings import OPEN, Fillings, Reader

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from tocsin.model import Alert, Json
    from tocsin.patterns.witness import Event
    from tocsin.policyset import Policy
    from tocsin.reviews.questions.fillings import Path
    from tocsin.reviews.questions.question import Side

Shape = dict[str, Any]
"""An alert in normal form, before it is read."""

_PLAIN: Shape = {
    "type": "other",
    "status": "firing",
    "severity": "critical",
    "source": "generic",
    "account": "111122223333",
    "region": "us-east-1",
    "labels": {},
    "annotations": {},
}

Made = dict["Hashable", "Alert"]
"""Alerts by the event that each was made of, and by what it was laid over."""

LASTS = timedelta(hours=1)
"""How long an alert fires that is over."""

MAX_BASES = 64
"""What events are laid over that is kept: the versions of one policy need the same, again and again."""

_NEEDED = frozenset({"type", "status"})
"""What no alert is without."""


class Maker:
    """Makes alerts for the sides of a comparison, the same for all of them."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self.fillings = Fillings(sides)
        self._bases = lru_cache(MAX_BASES)(self._bases_of)
        start = reference_of(sides)
        self._starts_at, self._ends_at = _written(start), _written(start + LASTS)
        self._plain: Shape = {**_PLAIN, "starts_at": self._starts_at}
        self._samples: dict[str, Shape] = {}
        for question in (question for side in sides for question in side.given):
            if question.alert.status == "firing":
                self._samples.setdefault(question.alert.type, self._sample(question.alert))

    def plain(self, kind: str) -> Alert:
        """The plainest alert of a type: no sample of it, but with all that the catalogue declares."""
        return _alert(_filled({**self._plain, "type": kind}, self.fillings.declared.get(kind, {})))

    def alerts(
        self,
        events: Iterable[Event],
        policy: Policy | None,
        wanted: Sequence[Pattern],
        unwanted: Sequence[Pattern] = (),
        made: Made | None = None,
    ) -> Iterator[Alert]:
        """An alert for each event that speaks of no more than the patterns do, for a policy to page.

        All `wanted` match it and no `unwanted`; events of which there is no such alert are passed over (none has, say,
        an object as its severity, or no type). What is found is noted in `made`, and taken from there.
        """
        paths = dict.fromkeys(one.path for each in (*wanted, *unwanted) for row in each.alternatives for one in row)
        frame = Reader.of(policy) if policy else None, tuple(paths)
        made = {} if made is None else made
        for event in events:
            kind = str(event.get("type", _PLAIN["type"]))
            key = (frame, repr(event))  # with which all that patterns ask for is the same
            bases = self._bases(kind, *frame)
            known = (made[key],) if key in made else (_alert(_overlaid({**base}, event)) for base in bases)
            for alert in islice((alert for alert in known if _right(alert, wanted, unwanted)), 1):
                made.setdefault(key, alert)
                yield alert

    def alert(self, policy: Policy, wanted: Sequence[Pattern], unwanted: Sequence[Pattern] = ()) -> Alert | None:
        """An alert for a policy to page that all `wanted` match and no `unwanted`; None if none was found."""
        event = meeting([*wanted, *there(unwanted)], unwanted)
        return next(self.alerts([event] if event is not None else [], policy, wanted, unwanted), None)

    def resolved(self, alert: Alert) -> Alert:
        """The same alert once it is over."""
        return alert._replace(status="resolved", ends_at=self._ends_at)

    def _bases_of(self, kind: str, reader: Reader | None, paths: Sequence[str]) -> list[Shape]:
        """What an event is laid over that speaks of these paths."""
        steps = [path.split(".") for path in paths]
        return [_bare(base, steps) for base in self._shapes(kind, self.fillings.read_by(reader) if reader else {})]

    def _shapes(self, kind: str, read: Mapping[Path, Json]) -> Iterator[Shape]:
        """Alerts of a type with the fields that are `read`, the richest first."""
        if kind in self._samples:
            yield _filled({**self._samples[kind]}, read)
        yield _filled({**self._plain, "type": kind}, {**self.fillings.declared.get(kind, {}), **read})
        yield self._plain

    def _sample(self, alert: Alert) -> Shape:
        return {**alert.view(), "source": "generic", "id": None, "starts_at": self._starts_at}


def there(patterns: Iterable[Pattern]) -> list[Pattern]:
    """That alerts have the fields that these patterns speak of, as far as all have them, if only with null.

    To be wanted besides where these are not: to leave a field out is no way to miss them.
    """
    paths = frozenset(one.path for each in patterns for row in each.alternatives for one in row)
    always = sorted(paths.intersection(ALERT_FIELDS) - OPEN)
    return [_all_there(*always)] if always else []


@cache
def _all_there(*paths: str) -> Pattern:
    """That an alert has these fields; of the few that there are, one pattern for all who want it."""
    return Pattern.parse({path: [{"exists": True}] for path in paths})


def _right(alert: Alert, wanted: Iterable[Pattern], unwanted: Iterable[Pattern]) -> bool:
    view = alert.view()
    return (
        alert.status in {"firing", "resolved"}
        and all(pattern.matches(view) for pattern in wanted)
        and not any(pattern.matches(view) for pattern in unwanted)
    )


def _written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _alert(shape: Shape) -> Alert:
    (alert,) = generic.read(shape)
    return alert


def _filled(shape: Shape, fields: Mapping[Path, Json]) -> Shape:
    """The shape with these fields, where it has none of them yet."""
    for path, value in fields.items():
        section, *rest = path
        shape[section] = _with(shape.get(section) or {}, _steps(section, rest), value)
    return shape


def _steps(section: str, rest: Sequence[str]) -> Sequence[str]:
    """Labels and annotations have names and no objects: what pattern and template write with dots is one name."""
    return rest if section == "event" else [".".join(rest)]


def _with(node: Json, steps: Sequence[str], value: Json) -> Json:
    if not isinstance(node, dict):
        return node
    name, *rest = steps
    if not rest:
        return {name: value, **node}
    return {**node, name: _with(node.get(name, {}), rest, value)}


def _bare(base: Shape, paths: Iterable[Sequence[str]]) -> Shape:
    """The shape without these fields."""
    shape = {**base}
    for section, *rest in paths:
        if section in OPEN and rest:
            shape[section] = _without(shape.get(section), _steps(section, rest))
        elif section not in _NEEDED and section in shape:
            shape[section] = {} if section in OPEN else None
    return shape


def _without(node: Json, steps: Sequence[str]) -> Json:
    name, *rest = steps
    if not isinstance(node, dict) or name not in node:
        return node
    others = {other: value for other, value in node.items() if other != name}
    return {**others, name: _without(node[name], rest)} if rest else others


def _overlaid(shape: Shape, event: Event) -> Shape:
    """The shape with the event's fields in place of its own."""
    for section, value in event.items():
        if section in {"labels", "annotations"} and isinstance(value, dict):
            shape[section] = {**shape[section], **dict(_flat(value))}
        elif section == "event":
            shape[section] = _merged(shape.get(section), value)
        else:
            shape[section] = value
    return shape


def _flat(node: Mapping[str, Json], prefix: str = "") -> Iterator[tuple[str, Json]]:
    for name, value in node.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _merged(one: Json, other: Json) -> Json:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return other
    return {**one, **{name: _merged(one.get(name), value) for name, value in other.items()}}
