"""Who is called what: the names of a policy set, for references and clashes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.catalogue import FALLBACK
from tocsin.document import Document, Entry, entries
from tocsin.finding import Finding, Span, nearest
from tocsin.validate.words import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

SECTIONS = ("alerts", "contacts", "escalations", "rotations", "schedules", "windows", "silences", "policies")
_KIND = {"silences": list, "policies": list}
PEOPLE = ("contacts", "escalations", "schedules")
"""AWS keeps these three in one namespace: each is a contact, and its name ends the ARN."""

Steps = tuple[str | int, ...]
"""The way from an entry to a part of it."""

MAX_COMPARISONS = 20_000
"""So many pairs of an unknown and a known name are compared: each takes up to 50 us, and a file has room for 8,000 of
both. A first guess is always made."""

FEW = 8
"""So many names are listed where none of them is near."""

CONTACT_ARN = re.compile(
    r"arn:(?:aws|aws-cn|aws-us-gov):ssm-contacts:[a-z0-9-]{1,32}:[0-9]{12}:contact/[a-z0-9_-]{1,255}"
)
"""Written by hand: the service model's own pattern backtracks exponentially."""


class Names(NamedTuple):
    """The first entry of each name, by section, and what `page` may name.

    `complete` is false where a part of the set could not be read: then no name can be called unknown.
    """

    sections: Mapping[str, Mapping[str, Entry]]
    templates: Collection[str]
    complete: bool
    guesses: dict[tuple[str, str], str | None]

    @classmethod
    def of(cls, documents: Sequence[Document], templates: Collection[str]) -> Names:
        """The names of a set."""
        sections: dict[str, dict[str, Entry]] = {}
        for section in SECTIONS:
            found = sections[section] = {}
            for entry in entries(documents, section):
                if entry.name:
                    found.setdefault(entry.name, entry)
        return cls(sections, templates, all(map(_readable, documents)), {})

    def kind(self, name: str) -> str | None:
        """Which of PEOPLE the name belongs to."""
        return next((section for section in PEOPLE if name in self.sections[section]), None)

    def targets(self) -> list[str]:
        """Every name that a policy may page."""
        return [name for section in PEOPLE for name in self.sections[section]]

    def unknown(self, what: str, name: str, known: Collection[str], span: Span, help_: str = "") -> Iterator[Finding]:
        """A reference that leads nowhere, with the name that was probably meant."""
        if self.complete:
            meant = self._meant(what, name, known)
            hint = f"Did you mean `{meant}`?" if meant else help_ or _listed(known)
            yield Finding("TOC201", "error", f"unknown {what} `{shown(name)}`", span, hint, meant)

    def _meant(self, what: str, name: str, known: Collection[str]) -> str | None:
        """The nearest name, looked for once: a contact that was renamed is missing in every policy of its team."""
        if (what, name) not in self.guesses and len(self.guesses) * len(known) <= MAX_COMPARISONS:
            self.guesses[what, name] = nearest(name, known)
        return self.guesses.get((what, name))


def _readable(document: Document) -> bool:
    """Whether all names that the document gives can be known."""
    return document.complete and all(
        key in {"version", "settings"} or (key in SECTIONS and isinstance(content, _KIND.get(key, dict)))
        for key, content in document.data.items()
    )


def _listed(known: Collection[str]) -> str:
    """The names there are, if they are few."""
    return f"There are: {', '.join(sorted(known))}." if 0 < len(known) <= FEW else ""


def clashes(documents: Sequence[Document]) -> list[Finding]:
    """Names that stand for two things: per section, and over contacts, escalations and schedules together."""
    findings = []
    for group in (("alerts",), PEOPLE, ("rotations",), ("windows",), ("silences",), ("policies",)):
        seen: dict[str, Entry] = {}
        for section in group:
            for entry in entries(documents, section):
                if not entry.name:
                    continue
                if entry.name == FALLBACK and section == "policies":
                    message = f"the name `{FALLBACK}` is taken: settings.fallback pages under it"
                    findings.append(Finding("TOC202", "error", message, name_span(entry)))
                first = seen.setdefault(entry.name, entry)
                if first is not entry:
                    findings.append(_clash(entry, first))
    return findings


def _clash(entry: Entry, first: Entry) -> Finding:
    where = name_span(first)
    message = f"the name `{shown(entry.name)}` is taken: {first.path[0]} at {where.path}:{where.line}"
    shared = "Contacts, escalations and schedules share AWS's one namespace of contact aliases."
    return Finding("TOC202", "error", message, name_span(entry), shared if first.path[0] != entry.path[0] else "")


def name_span(entry: Entry) -> Span:
    """Where the entry's own name stands."""
    return entry.span("name") if isinstance(entry.path[-1], int) else entry.span(key=True)


def misspelt(value: Mapping[str, Any], *keys: str) -> bool:
    """Whether one of the absent keys seems to be there under another spelling, which the schema has spoken of."""
    return any(key not in value and nearest(key, value) for key in keys)
