"""Stage 2: everything that is wrong with a policy set, at once and in place.

First the shape of each file (JSON Schema), then what it means: names, references, AWS's limits, patterns, times.
What has the wrong shape is left out of the second part, but its name stays known, so that one slip is one finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.document import Document, entries
from tocsin.finding import Finding
from tocsin.validate.matching import patterns
from tocsin.validate.names import Names, clashes
from tocsin.validate.people import people
from tocsin.validate.routing import alert_types, catalogue, routing, settings
from tocsin.validate.structure import structure
from tocsin.validate.times import times

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from tocsin.patterns import Pattern

Place = tuple[str, tuple[str | int, ...]]
"""A file's path and the path of an entry in it."""


class Checked(NamedTuple):
    """The findings, and the parsed pattern of every policy and silence by place, for `compile`."""

    findings: tuple[Finding, ...]
    patterns: Mapping[Place, Pattern]


def validate(documents: Sequence[Document], templates: Collection[str], exists: Callable[[str], bool]) -> Checked:
    """Check a set: its documents in path order, the names of its templates; `exists` knows its files by their paths."""
    findings = [found for document in documents for found in structure(document)]
    names = Names.of(documents, templates)
    parsed: dict[Place, Pattern] = {}
    findings += clashes(documents)
    findings += settings(names, documents)
    findings += people(names)
    findings += times(names, tuple(documents))
    findings += catalogue(names, exists)
    policies = list(entries(documents, "policies"))
    findings += routing(names, policies)
    silences = list(entries(documents, "silences"))
    findings += [found for silence in silences for found in alert_types(silence, names)]
    findings += patterns([*policies, *silences], parsed)
    return Checked(tuple(sorted(set(findings), key=Finding.sort_key)), parsed)


__all__ = ["Checked", "validate"]
