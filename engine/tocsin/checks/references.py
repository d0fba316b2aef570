"""What names what: how a page comes to people, and which entries nothing leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.document import Entry, entries, many
from tocsin.validate.names import PEOPLE
from tocsin.validate.people import stage_targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tocsin.document import Document
    from tocsin.validate.names import Names

Node = tuple[str | int, str]
"""A section and a name in it."""

PAGING = ("policies", "settings")
"""Sections in which a page begins."""


class References(NamedTuple):
    """By section and name: the entries that name it, in the order of policies, fallback, escalations, ..."""

    by: Mapping[Node, Sequence[Entry]]

    @classmethod
    def of(cls, documents: Sequence[Document], names: Names) -> References:
        """The references of a set. A contact's own ARN counts as its name, of whatever account it is."""
        kinds = {name: section for section in PEOPLE for name in names.sections[section]}
        by: dict[Node, list[Entry]] = {}
        for entry, targets in _paging(documents):
            for target in targets:
                name = target.rpartition("/")[2] if target.startswith("arn:") else target
                if name in kinds:
                    by.setdefault((kinds[name], name), []).append(entry)
        for section, key in (("schedules", "rotations"), ("rotations", "contacts")):
            for entry in names.sections[section].values():
                for name in entry.value[key]:
                    by.setdefault((key, name), []).append(entry)
        return cls(by)

    def to(self, entry: Entry) -> Sequence[Entry]:
        """Who names the entry."""
        return self.by.get(_node(entry), ())

    def pagers(self, entry: Entry) -> Iterator[Entry]:
        """The policies and the fallback that may page the entry, directly or through others."""
        ahead, seen = [entry], {_node(entry)}
        for each in ahead:
            for above in self.to(each):
                if _node(above) not in seen:
                    seen.add(_node(above))
                    ahead.append(above)
                    if above.path[0] in PAGING:
                        yield above


def _node(entry: Entry) -> Node:
    return entry.path[0], entry.name


def _paging(documents: Sequence[Document]) -> Iterator[tuple[Entry, Iterable[str]]]:
    """Whatever pages, with the names that it pages."""
    for policy in entries(documents, "policies"):
        yield policy, many(policy.value["page"])
    for document in documents:
        if fallback := document.data.get("settings", {}).get("fallback"):
            yield Entry(document, ("settings", "fallback"), "settings.fallback", fallback), many(fallback["page"])
    for escalation in entries(documents, "escalations"):
        yield escalation, [name for stage in escalation.value["stages"] for _, name in stage_targets(stage)]
