"""Annotations beside the lines of a pull request: workflow commands of GitHub Actions.

Format and escaping: "Workflow commands for GitHub Actions", and command.ts in actions/toolkit. A step shows ten
annotations of a kind and drops the rest, so at most ten are made, and the last says how many there would have been.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reporters import inert
from tocsin.reporters.rules import title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.finding import Finding
    from tocsin.reporters.sources import Sources
    from tocsin.reviews.suite import Suite

MOST = 10
"""Annotations of one result."""

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
"""In the order in which they are shown."""


def findings(found: Sequence[Finding], sources: Sources) -> str:
    """The findings that nothing suppresses, the gravest first."""
    counted = [each for each in found if each.suppressed is None]
    return _annotations([(each, _heading(each)) for each in counted], sources)


def suite(found: Suite, sources: Sources) -> str:
    """What is wrong with test files, and one annotation for each expectation that does not hold."""
    failures = [(each, f"test: {result.case.name}") for result in found.results for each in result.failures]
    return _annotations([*((each, _heading(each)) for each in found.findings), *failures], sources)


def _heading(finding: Finding) -> str:
    return f"{finding.rule}: {title(finding.rule)}"


def _annotations(found: Sequence[tuple[Finding, str]], sources: Sources) -> str:
    """At most MOST of them, a finding and its heading each."""
    order = list(_COMMANDS)
    ranked = sorted(found, key=lambda each: order.index(each[0].severity))
    shown = ranked if len(ranked) <= MOST else ranked[: MOST - 1]
    lines = [_annotation(each, heading, sources) for each, heading in shown]
    if left := len(ranked) - len(shown):
        lines.append(f"::notice title=tocsin::+{left} more in the summary")
    return "".join(f"{line}\n" for line in lines)


def _annotation(finding: Finding, heading: str, sources: Sources) -> str:
    span = finding.span
    properties = {"file": sources.path(span.path), "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:  # columns of several lines are not understood
        properties |= {"col": span.column, "endColumn": span.end_column}
    written = ",".join(f"{name}={_property(str(value))}" for name, value in {**properties, "title": heading}.items())
    message = "\n".join(part for part in (finding.message, finding.help) if part)
    return f"::{_COMMANDS[finding.severity]} {written}::{_data(message)}"


def _data(text: str) -> str:
    return inert.lines(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    """A comma ends a property, a colon may end them all."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
