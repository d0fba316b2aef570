"""Who is called what: the names of a policy set, for references and clashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.document import Document, Entry, entries
from tocsin.finding import Finding, Span, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

SECTIONS = ("alerts", "contacts", "escalations", "rotations", "schedules", "windows", "silences", "policies")
PEOPLE = ("contacts", "escalations", "schedules")
"""AWS keeps these three in one namespace: each is a contact, and its name ends the ARN."""

CONTACT_ARN = re.compile(
    r"arn:(?:aws|aws-cn|aws-us-gov):ssm-contacts:[a-z0-9-]{1,32}:[0-9]{12}:contact/[a-z0-9_-]{1,255}"
)
"""Written by hand: the service model's own pattern backtracks exponentially."""


@dataclass(frozen=True, slots=True)
class Names:
    """The first entry of each name, by section, and what `page` may name."""

    sections: Mapping[str, Mapping[str, Entry]]
    templates: Collection[str]

    @classmethod
    def of(cls, documents: Sequence[Document], templates: Collection[str]) -> Names:
        """The names of a set."""
        sections: dict[str, dict[str, Entry]] = {}
        for section in SECTIONS:
            found = sections[section] = {}
            for entry in entries(documents, section):
                found.setdefault(entry.name, entry)
        return cls(sections, templates)

    def kind(self, name: str) -> str | None:
        """Which of PEOPLE the name belongs to."""
        return next((section for section in PEOPLE if name in self.sections[section]), None)

    def targets(self) -> list[str]:
        """Every name that a policy may page."""
        return [name for section in PEOPLE for name in self.sections[section]]


def clashes(documents: Sequence[Document]) -> list[Finding]:
    """Names that stand for two things: per section, and over contacts, escalations and schedules together."""
    findings = []
    for group in (("alerts",), PEOPLE, ("rotations",), ("windows",), ("silences",), ("policies",)):
        seen: dict[str, Entry] = {}
        for section in group:
            for entry in entries(documents, section):
                first = seen.setdefault(entry.name, entry)
                if first is not entry:
                    findings.append(_clash(entry, first))
    return findings


def _clash(entry: Entry, first: Entry) -> Finding:
    where = name_span(first)
    message = f"the name `{entry.name}` is taken: {first.path[0]} at {where.path}:{where.line}"
    shared = "Contacts, escalations and schedules share AWS's one namespace of contact aliases."
    return Finding("TOC202", "error", message, name_span(entry), shared if first.path[0] != entry.path[0] else "")


def name_span(entry: Entry) -> Span:
    """Where the entry's own name stands."""
    return entry.span("name") if isinstance(entry.path[-1], int) else entry.span(key=True)


def unknown(what: str, name: str, known: Collection[str], span: Span, help_: str = "") -> Finding:
    """A reference that leads nowhere, with the name that was probably meant."""
    meant = nearest(name, known)
    hint = f"Did you mean `{meant}`?" if meant else help_
    return Finding("TOC201", "error", f"unknown {what} `{name}`", span, hint, meant)
