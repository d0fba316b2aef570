"""Findings, one a line with its help, and their count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reporters.human.paint import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.finding import Finding
    from tocsin.reporters.human.paint import Paint


def findings(found: Sequence[Finding], paint: Paint) -> str:
    """`path:line:column: severity: message [rule]`, then up to two lines of help, then the count."""
    lines: list[str] = []
    for finding in found:
        span = finding.span
        severity = paint(finding.severity, f"{finding.severity}:")
        where = paint("bold", f"{span.path}:{span.line}:{span.column}:")
        lines.append(f"{where} {severity} {safe(finding.message)} {paint('dim', f'[{finding.rule}]')}")
        lines += [f"    {safe(line)}" for line in _help(finding)]
    return "".join(f"{line}\n" for line in lines)


def _help(finding: Finding) -> list[str]:
    """At most two lines; what was probably meant comes first."""
    lines = finding.help.splitlines()
    if finding.suggestion and finding.suggestion not in finding.help + finding.message:
        lines.insert(0, f"Did you mean `{finding.suggestion}`?")
    return lines[:2]


def summary(found: Sequence[Finding], files: int, policies: int) -> str:
    """One closing line of `validate`."""
    counts = [
        f"{number} {severity}{'s' if number != 1 else ''}"
        for severity in ("error", "warning", "note")
        if (number := sum(f.severity == severity for f in found))
    ]
    size = f"{policies} {'policy' if policies == 1 else 'policies'} in {files} {'file' if files == 1 else 'files'}"
    return f"{size}: {', '.join(counts) if counts else 'no findings'}\n"
