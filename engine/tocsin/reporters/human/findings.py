"""Findings, one a line with its help, and their count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reporters.human.excerpt import excerpt
from tocsin.reporters.human.paint import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.finding import Finding
    from tocsin.reporters.human.paint import Paint
    from tocsin.reporters.sources import Sources


def findings(found: Sequence[Finding], paint: Paint, sources: Sources | None = None) -> str:
    """`path:line:column: severity: message [rule]`, the line itself if there are sources, up to two lines of help.

    Suppressed findings are left out.
    """
    counted = (finding for finding in found if finding.suppressed is None)
    return "".join(f"{line}\n" for finding in counted for line in _finding(finding, paint, sources))


def _finding(finding: Finding, paint: Paint, sources: Sources | None) -> Iterator[str]:
    span = finding.span
    severity = paint(finding.severity, f"{finding.severity}:")
    where = paint("bold", f"{safe(span.path)}:{span.line}:{span.column}:")
    yield f"{where} {severity} {safe(finding.message)} {paint('dim', f'[{finding.rule}]')}"
    text = sources.line(span) if sources else None
    if text is not None and text.strip():
        yield from _source(text, finding, paint)
    yield from (f"    {safe(line)}" for line in _help(finding))


def _source(text: str, finding: Finding, paint: Paint) -> Iterator[str]:
    """The line behind its number, and the mark below."""
    line, mark = excerpt(text, finding.span)
    number, gutter = f"{finding.span.line:>7} |", f"{'':>7} |"
    yield f"{paint('dim', number)} {line}"
    yield f"{paint('dim', gutter)} {paint(finding.severity, mark)}"


def _help(finding: Finding) -> list[str]:
    """At most two lines; what was probably meant comes first."""
    lines = finding.help.splitlines()
    if finding.suggestion and finding.suggestion not in finding.help + finding.message:
        lines.insert(0, f"Did you mean `{finding.suggestion}`?")
    return lines[:2]


def summary(found: Sequence[Finding], files: int, policies: int) -> str:
    """One closing line of `validate`."""
    counted = [each.severity for each in found if each.suppressed is None]
    counts = [
        f"{number} {severity}{'s' if number != 1 else ''}"
        for severity in ("error", "warning", "note")
        if (number := counted.count(severity))
    ]
    suppressed = f", {len(found) - len(counted)} suppressed" if len(counted) < len(found) else ""
    size = f"{policies} {'policy' if policies == 1 else 'policies'} in {files} {'file' if files == 1 else 'files'}"
    return f"{size}: {', '.join(counts) or 'no findings'}{suppressed}\n"
