"""What checks look at: a legal set, with who is reached by what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.document import entries
from tocsin.validate.names import Names
from tocsin.validate.people import items, stage_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.document import Document, Entry
    from tocsin.inspection import Inspected
    from tocsin.patterns import Pattern
    from tocsin.render.source import Outline
    from tocsin.validate import Place

ALWAYS = "{}"
"""The condition of a policy that takes every alert."""

_SPELLING = json.JSONEncoder(sort_keys=True)


class Subject(NamedTuple):
    """A policy set without errors. `policies` are in file-path order, then as written.

    `conditions` holds each policy's pattern in one spelling, by place, to tell whether two are the same.
    """

    documents: Sequence[Document]
    conditions: Mapping[Place, str]
    patterns: Mapping[Place, Pattern]
    outlines: Mapping[str, Outline]
    names: Names
    policies: Sequence[Entry]

    @classmethod
    def of(cls, documents: Sequence[Document], inspected: Inspected) -> Subject:
        """The subject that a set is."""
        policies = tuple(entries(documents, "policies"))
        places = [(entry.document.path, entry.path) for entry in policies]
        conditions = {place: _SPELLING.encode(inspected.patterns[place].source) for place in places}
        names = Names.of(documents, inspected.outlines)
        return cls(documents, conditions, inspected.patterns, inspected.outlines, names, policies)

    def section(self, name: str) -> Sequence[Entry]:
        """The entries of contacts, escalations, ..."""
        return tuple(self.names.sections[name].values())

    def condition(self, policy: Entry) -> str:
        """The pattern of a policy, the same text for the same pattern; ALWAYS where it has none."""
        return self.conditions[policy.document.path, policy.path]

    def pattern(self, policy: Entry) -> Pattern:
        """The pattern of a policy, parsed."""
        return self.patterns[policy.document.path, policy.path]

    @property
    def settings(self) -> tuple[Document, Mapping[str, Any]] | None:
        """The settings section with its file."""
        return next(((d, d.data["settings"]) for d in self.documents if "settings" in d.data), None)

    def people(self, target: str) -> Iterator[Entry]:
        """The people of this set whom a name that `page` holds may engage, some perhaps twice."""
        kind = self.names.kind(target)
        entry = self.names.sections[kind][target] if kind else None
        if entry is None:
            return
        if kind == "contacts":
            yield entry
        elif kind == "schedules":
            for rotation in entry.value["rotations"]:
                members = self.names.sections["rotations"][rotation].value["contacts"]
                yield from (self.names.sections["contacts"][name] for name in members)
        else:
            for stage in entry.value["stages"]:
                for _, name in stage_targets(stage):
                    yield from self.people(name)


def targets(entry: Entry) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The names that a policy pages, with the steps to each."""
    for steps, name in items(entry.value["page"]):
        yield ("page", *steps), name
