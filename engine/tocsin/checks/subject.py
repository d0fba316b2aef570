"""What checks look at: a legal set, with who is reached by what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tocsin.checks.references import References
from tocsin.document import entries
from tocsin.validate.names import Names
from tocsin.validate.people import items, stage_targets
from tocsin.windows import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from tocsin.document import Document, Entry
    from tocsin.inspection import Inspected
    from tocsin.patterns import Pattern
    from tocsin.render.source import Outline
    from tocsin.roster import Roster
    from tocsin.rotations import Rotation
    from tocsin.validate import Place


@dataclass(frozen=True)
class Subject:
    """A policy set without errors. `policies` are in file-path order, then as written.

    `at` is from when on schedules are looked at, and silences; None: from when all rotations of a schedule run, and
    nothing is said of silences that are over.
    """

    documents: Sequence[Document]
    patterns: Mapping[Place, Pattern]
    outlines: Mapping[str, Outline]
    names: Names
    policies: Sequence[Entry]
    at: datetime | None = None

    @classmethod
    def of(cls, documents: Sequence[Document], inspected: Inspected, at: datetime | None = None) -> Subject:
        """The subject that a set is."""
        policies = tuple(entries(documents, "policies"))
        names = Names.of(documents, inspected.outlines)
        return cls(documents, inspected.patterns, inspected.outlines, names, policies, at)

    @cached_property
    def roster(self) -> Roster:
        """The people as plans and rotations see them; read by the first check that wants to know."""
        from tocsin import roster  # brings the arithmetic of shifts, which a set without people has no use for

        return roster.read(self.documents)

    @cached_property
    def references(self) -> References:
        """What names what."""
        return References.of(self.documents, self.names)

    def section(self, name: str) -> Sequence[Entry]:
        """The entries of contacts, escalations, ..."""
        return tuple(self.names.sections[name].values())

    def pattern(self, policy: Entry) -> Pattern:
        """The pattern of a policy or silence, parsed."""
        return self.patterns[policy.document.path, policy.path]

    @property
    def settings(self) -> tuple[Document, Mapping[str, Any]] | None:
        """The settings section with its file."""
        return next(((d, d.data["settings"]) for d in self.documents if "settings" in d.data), None)

    def rotations(self, schedule: Entry) -> Sequence[Rotation]:
        """The rotations of a schedule."""
        return [self.roster.rotations[name] for name in schedule.value["rotations"]]

    def year(self, schedule: Entry) -> tuple[datetime, datetime]:
        """The 52 weeks over which a schedule is looked at, as far as the calendar goes."""
        start = self.at or max(rotation.start for rotation in self.rotations(schedule))
        start = min(max(start, EARLIEST), LATEST)
        return start, start + timedelta(weeks=52)

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


def always_on_call(rotation: Rotation) -> frozenset[str]:
    """The members of a rotation without reliefs: as many places as people, at all hours. Nobody in any other one."""
    members = frozenset(rotation.members)
    relieved = len(members) > rotation.people or rotation.overrides or not rotation.all_hours
    return frozenset() if relieved else members


def targets(entry: Entry) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The names that a policy pages, with the steps to each."""
    for steps, name in items(entry.value["page"]):
        yield ("page", *steps), name
