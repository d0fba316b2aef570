"""Annotations beside the lines of a pull request: workflow commands of GitHub Actions.

Format and escaping: "Workflow commands for GitHub Actions", and command.ts in actions/toolkit. A step shows ten
annotations of a kind and drops the rest, so at most ten are made, and the last says how many there would have been.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.finding import Span
from tocsin.reporters import inert
from tocsin.reporters.sentences import HEADINGS, sentence
from tocsin.rules import title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tocsin.finding import Finding, Severity
    from tocsin.reporters.sources import Sources
    from tocsin.reviews.coverage import Coverage
    from tocsin.reviews.diff import Change, Diff, Titles
    from tocsin.reviews.suite import Suite

MOST = 10
"""Annotations of one result."""

_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}
_RANKS = ("error", "warning", "notice")

_GOOD_TO_KNOW = frozenset({"added", "timeline", "message"})
"""Changes that make nobody miss a page."""


class _Annotation(NamedTuple):
    """What stands beside a range of a file, or with the run."""

    level: str
    span: Span | None
    title: str
    message: str


def findings(found: Sequence[Finding], sources: Sources) -> str:
    """The findings that nothing suppresses, the gravest first."""
    return _commands((_finding(each) for each in found if each.suppressed is None), sources)


def suite(found: Suite, sources: Sources, covered: Coverage | None = None, least: float | None = None) -> str:
    """What is wrong with test files, each expectation that does not hold, and how much is covered, in one annotation.

    `least` is the percentage of coverage that was asked for.
    """
    failures = [
        _finding(each)._replace(title=f"test: {result.case.name}")
        for result in found.results
        for each in result.failures
    ]
    share = [_coverage(covered, least)] if covered else []
    return _commands([*share, *(_finding(each) for each in found.findings), *failures], sources)


def diff(found: Diff, sources: Sources) -> str:
    """One annotation for each change, beside the policy that pages now, or else that did before."""
    return _commands((_change(each, found.titles) for each in found.changes), sources)


def _finding(finding: Finding) -> _Annotation:
    message = "\n".join(part for part in (finding.message, finding.help) if part)
    return _Annotation(_LEVELS[finding.severity], finding.span, f"{finding.rule}: {title(finding.rule)}", message)


def _coverage(found: Coverage, least: float | None) -> _Annotation:
    too_little = least is not None and found.percent < least
    wanted = f"; at least {least:g} % wanted" if too_little else ""
    message = f"tests and samples reach {found.percent:g} % of the policy set{wanted}"
    return _Annotation("error" if too_little else "notice", None, "coverage", message)


def _change(change: Change, titles: Titles) -> _Annotation:
    pages = (*change.after.pages, *change.before.pages)
    span = Span(pages[0].file, pages[0].line, 1, pages[0].line, 1) if pages else Span("policies")
    level = "notice" if change.kind in _GOOD_TO_KNOW else "warning"
    return _Annotation(level, span, HEADINGS[change.kind], sentence(change, titles))


def _commands(found: Iterable[_Annotation], sources: Sources) -> str:
    """At most MOST of them, the gravest first, a line each."""
    ranked = sorted(found, key=lambda each: _RANKS.index(each.level))
    shown = ranked if len(ranked) <= MOST else ranked[: MOST - 1]
    lines = [_command(each, sources) for each in shown]
    if left := len(ranked) - len(shown):
        lines.append(f"::notice title=tocsin::+{left} more in the summary")
    return "".join(f"{line}\n" for line in lines)


def _command(each: _Annotation, sources: Sources) -> str:
    place = _place(each.span, sources) if each.span else {}
    written = ",".join(f"{name}={_property(str(value))}" for name, value in {**place, "title": each.title}.items())
    return f"::{each.level} {written}::{_data(each.message)}"


def _place(span: Span, sources: Sources) -> dict[str, str | int]:
    place: dict[str, str | int] = {"file": sources.path(span.path), "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:  # columns of several lines are not understood
        place |= {"col": span.column, "endColumn": span.end_column}
    return place


def _data(text: str) -> str:
    return inert.lines(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    """A comma ends a property, a colon may end them all."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
