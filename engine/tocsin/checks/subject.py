"""What checks look at: a legal set, with who is reached by what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tocsin.document import entries
from tocsin.validate.names import Names
from tocsin.validate.people import items, stage_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.document import Document, Entry
    from tocsin.patterns import Pattern
    from tocsin.validate import Place


@dataclass(frozen=True, slots=True)
class Subject:
    """A policy set without errors. `policies` are in file-path order, then as written."""

    documents: Sequence[Document]
    patterns: Mapping[Place, Pattern]
    templates: Mapping[str, str]
    names: Names
    policies: Sequence[Entry]

    @classmethod
    def of(
        cls, documents: Sequence[Document], patterns: Mapping[Place, Pattern], templates: Mapping[str, str]
    ) -> Subject:
        """The subject that a set is."""
        names = Names.of(documents, templates)
        return cls(documents, patterns, templates, names, tuple(entries(documents, "policies")))

    def section(self, name: str) -> Sequence[Entry]:
        """The entries of contacts, escalations, ..."""
        return tuple(self.names.sections[name].values())

    def pattern(self, entry: Entry) -> Pattern:
        """The parsed pattern of a policy."""
        return self.patterns[entry.document.path, entry.path]

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


def pattern_text(pattern: Pattern | None) -> str:
    """The pattern in one spelling, to tell whether two are the same; None stands for the one that has no condition."""
    return json.dumps(pattern.source if pattern else {}, sort_keys=True)
