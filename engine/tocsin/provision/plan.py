"""Policy set -> plan: which resources `pulumi up` makes, in which order, and what it leaves to people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tocsin.document import COLUMN_BITS, entries
from tocsin.finding import Finding
from tocsin.provision.executor import executor
from tocsin.provision.limits import limits
from tocsin.provision.oncall import oncall
from tocsin.provision.people import people
from tocsin.provision.replication import replication
from tocsin.provision.resource import Plan
from tocsin.provision.tasks import tasks
from tocsin.provision.tokens import CHANNEL, CONTACT, PLAN, ROTATION, SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tocsin.document import Document
    from tocsin.pipeline import Whole
    from tocsin.provision.configuration import Configuration
    from tocsin.provision.resource import Component, Resource


_SECTIONS: Mapping[tuple[str, Component | None], str] = {
    (CONTACT, "People"): "contacts",
    (CHANNEL, "People"): "contacts",
    (PLAN, "People"): "contacts",
    (ROTATION, "OnCall"): "rotations",
    (SCHEDULE, "OnCall"): "schedules",
    (CONTACT, "OnCall"): "escalations",
    (PLAN, "OnCall"): "escalations",
}
"""Where the policies ask for what."""


def plan(whole: Whole, configuration: Configuration) -> Plan:
    """The plan of a valid set for a stack."""
    roster = whole.roster
    first = tuple(replication(configuration))
    later = (
        *people(roster, configuration),
        *oncall(roster, configuration),
        *executor(whole.engine.policies, configuration),
    )
    resources = (*first, *_placed(_after(first, later, protect=configuration.protect), whole.loaded.documents))
    problems = sorted(limits(whole, configuration, resources), key=Finding.sort_key)
    return Plan(resources, tuple(tasks(whole, configuration)), tuple(problems))


def _after(first: tuple[Resource, ...], resources: Iterable[Resource], *, protect: bool) -> Iterator[Resource]:
    """All but the first: the service makes no contact before there is a replication set.

    Protection is of everything: a contact without its plan, or a plan that nobody may engage, reaches nobody either.
    """
    keys = tuple(resource.key for resource in first)
    for resource in resources:
        after = (*resource.after, *keys) if resource.type in {CONTACT, SCHEDULE} else resource.after
        yield replace(resource, after=after, protect=protect)


def _placed(resources: Iterable[Resource], documents: Sequence[Document]) -> Iterator[Resource]:
    """With the place where the policies ask for each: the key of what it has its name from."""
    found = {
        (section, entry.name): entry for section in set(_SECTIONS.values()) for entry in entries(documents, section)
    }
    for resource in resources:
        owner, _, channel = resource.name.partition("/")
        entry = found.get((_SECTIONS.get((resource.type, resource.component), ""), owner))
        if entry is None:
            yield resource
        else:
            path = (*entry.path, "channels", channel) if channel else entry.path
            line = (entry.document.place(path, key=True) >> COLUMN_BITS) + 1
            yield replace(resource, file=entry.document.path, line=line)
