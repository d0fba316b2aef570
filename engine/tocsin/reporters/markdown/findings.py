"""`validate` as a comment: errors in sight, the rest folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reporters.markdown.comment import Section, comment
from tocsin.reporters.markdown.text import code, prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.finding import Finding
    from tocsin.reporters.sources import Sources


def findings(found: Sequence[Finding], sources: Sources) -> str:
    """The findings that nothing suppresses, the gravest first."""
    counts, sections = [], list[Section]()
    for word in ("error", "warning", "note"):
        group = [each for each in found if each.severity == word and each.suppressed is None]
        if group:
            counts.append(f"{len(group)} {word}{'s' if len(group) != 1 else ''}")
            items = [entry(each, sources) for each in group]
            sections.append(Section(f"{word.capitalize()}s ({len(group)})", items, folded=bool(sections)))
    return comment(sources.root, "validate", ", ".join(counts) or "no findings", sections)


def entry(finding: Finding, sources: Sources) -> str:
    """A list item: where, what, which rule; then its help."""
    span = finding.span
    where = code(f"{sources.path(span.path)}:{span.line}:{span.column}")
    help_ = "".join(f"<br>{prose(line)}" for line in finding.help.splitlines())
    return f"- {where} {prose(finding.message)} ({finding.rule}){help_}\n"
