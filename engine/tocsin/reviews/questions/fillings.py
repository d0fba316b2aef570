"""The fields that an alert should have besides those a pattern asks for, so that templates can print it.

What the catalogue declares for its type, and what the policy's template, `incident`, `dedupe` and `storm` read. Their
values are made up and plain: a field `service` has the value "service".
"""

from __future__ import annotations

from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from tocsin.document import entries
from tocsin.render.names import ANY, read
from tocsin.render.source import PolicyTemplate, Problem, ancestry, outline, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jinja2 import nodes

    from tocsin.model import Json
    from tocsin.policyset import Policy
    from tocsin.render.source import Outline
    from tocsin.reviews.questions.question import Side

Path = tuple[str, ...]
"""Steps from an alert: ("labels", "service")."""

OPEN = frozenset({"labels", "annotations", "event"})
"""The fields of the normal form that hold others."""

_EXAMPLES: Mapping[str, Json] = {"number": 1.5, "integer": 1, "boolean": True}


class Reader(NamedTuple):
    """All of a policy that reads fields of alerts."""

    template: str | None
    fields: tuple[str, ...]
    incident: str | None

    @classmethod
    def of(cls, policy: Policy) -> Reader:
        """What of the policy does."""
        by = policy.storm.by if policy.storm else ()
        return cls(policy.template, (*policy.dedupe_by, *by), policy.incident)


class Fillings:
    """Fields with values, for the alert types and policies of some sides; the same for all of them."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self.declared: dict[str, dict[Path, Json]] = {}
        for entry in (entry for side in sides for entry in entries(side.documents, "alerts")):
            known = self.declared.setdefault(entry.name, {})
            for path, field in (entry.value.get("fields") or {}).items():
                _fill(known, path.split("."), _EXAMPLES.get(str(field.get("type"))))
        self.families = families(sides)
        self.read_by = cache(self._read_by)

    def of(self, policy: Policy) -> Mapping[Path, Json]:
        """What the policy reads of an alert."""
        return self.read_by(Reader.of(policy))

    def _read_by(self, reader: Reader) -> Mapping[Path, Json]:
        filled = dict(self._templates.get(reader.template, {}))
        expression = parse(reader.incident or "")
        steps = () if isinstance(expression, Problem) else _accesses(expression.body)
        for path in (*(field.split(".") for field in reader.fields), *steps):
            _fill(filled, path)
        return filled

    @cached_property
    def _templates(self) -> Mapping[str | None, Mapping[Path, Json]]:
        """What each template reads, with what it inherits, on any side."""
        found: dict[str | None, dict[Path, Json]] = {}
        for name, family in chain.from_iterable(known.items() for known in self.families):
            for body in bodies(family):
                for steps in _accesses(body):
                    _fill(found.setdefault(name, {}), steps)
        return found


def families(sides: Iterable[Side]) -> Sequence[Mapping[str, Sequence[Outline]]]:
    """Each template with those that it inherits from, of each side that has other ones than the sides before it."""
    different: list[Side] = []
    for side in sides:
        if all(side.policies.templates != other.policies.templates for other in different):
            different.append(side)
    return [_families(side) for side in different]


def _families(side: Side) -> Mapping[str, Sequence[Outline]]:
    outlines = {  # reading texts again would be a good part of the work
        name: side.outlines.get(name) or outline(PolicyTemplate(name, name, text))
        for name, text in side.policies.templates.items()
    }
    return {name: ancestry(name, outlines)[0] for name in outlines}


def bodies(family: Iterable[Outline]) -> Iterator[Sequence[nodes.Node]]:
    """The statements of all blocks."""
    return (block.body for part in family for block in part.blocks.values())


def _accesses(body: Sequence[nodes.Node]) -> Iterator[Path]:
    return (access.path for access in read(body).accesses)


def _fill(known: dict[Path, Json], steps: Iterable[str], value: Json = None) -> None:
    """Note ("alert", "labels", "service") with its own name as its value, unless another is given."""
    root, *path = steps
    if root == "alert" and len(path) > 1 and path[0] in OPEN and ANY not in path:
        known.setdefault(tuple(path), path[-1] if value is None else value)
