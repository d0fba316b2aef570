"""Every finding on a policy set: the first two stages and the look at its templates, before anything is compiled.

Apart from `pipeline`, because `validate` answers at every save: it must not pay for the stages that it never reaches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.catalogue import visibilities
from tocsin.document import entries, many
from tocsin.errors import InvalidPolicies
from tocsin.finding import Finding
from tocsin.load import Loaded, load
from tocsin.render.lint import Use, lint_expression, lint_outlines
from tocsin.render.source import Outline, PolicyTemplate, outline
from tocsin.validate import Place, validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.document import Document, Entry
    from tocsin.load.files import Files
    from tocsin.patterns import Pattern


class Inspected(NamedTuple):
    """The findings, and what it took to find them: every policy's and silence's pattern, every template's parts."""

    findings: tuple[Finding, ...]
    patterns: Mapping[Place, Pattern]
    outlines: Mapping[str, Outline]


def inspect(loaded: Loaded) -> Inspected:
    """Every finding on a loaded set: files, shapes, meaning, templates."""
    checked = validate(loaded.documents, loaded.template_names, loaded.files.exists)
    outlines = {name: outline(source) for name, source in sources(loaded.templates).items()}
    findings = [*loaded.findings, *checked.findings]
    findings += lint_outlines(outlines, _uses(loaded.documents))
    findings += _expressions(loaded.documents)
    return Inspected(tuple(sorted(set(findings), key=Finding.sort_key)), checked.patterns, outlines)


def valid(root: str | Files) -> tuple[Loaded, Inspected]:
    """The set in a folder, or of these files. Raises InvalidPolicies with every finding if any is an error."""
    loaded = load(root)
    inspected = inspect(loaded)
    if any(finding.severity == "error" for finding in inspected.findings):
        raise InvalidPolicies(inspected.findings)
    return loaded, inspected


def sources(templates: Mapping[str, str]) -> dict[str, PolicyTemplate]:
    """The texts of templates/NAME.j2, by name, as templates that findings can point into."""
    return {name: PolicyTemplate(name, f"templates/{name}.j2", text) for name, text in templates.items()}


def _uses(documents: Sequence[Document]) -> Iterator[Use]:
    """Which policies page with which templates, for alert types that declare which fields."""
    catalogue = {entry.name: visibilities(entry.value) for entry in entries(documents, "alerts")}
    for entry in entries(documents, "policies"):
        if isinstance(template := entry.value.get("template"), str):
            yield Use(entry.name, template, _types(entry, catalogue) if catalogue else None)


def _types(entry: Entry, catalogue: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    names = many(entry.value.get("alert", []))
    return {name: catalogue.get(name, {}) for name in names if isinstance(name, str)}


def _expressions(documents: Sequence[Document]) -> Iterator[Finding]:
    """Findings on `incident`, the one piece of template text in a policy file; no message, so no field is barred."""
    for entry in entries(documents, "policies"):
        if isinstance(text := entry.value.get("incident"), str):
            span = entry.span("incident")
            quoted = entry.document.source((*entry.path, "incident"))[:1] in {'"', "'"}
            yield from lint_expression(PolicyTemplate("incident", span.path, text, span.line, span.column + quoted))
