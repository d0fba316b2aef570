"""`test` for people at a terminal: each test that failed with what was expected, and the count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reporters.human.findings import findings
from tocsin.reporters.human.paint import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.finding import Finding
    from tocsin.reporters.human.paint import Paint
    from tocsin.reporters.sources import Sources
    from tocsin.reviews.suite import Result, Suite


def suite(found: Suite, paint: Paint, sources: Sources | None = None, *, every: bool) -> str:
    """What is wrong with files, then the tests that failed (or with `every` all of them), then one closing line.

    With `sources`, what is wrong with a file shows the line itself.
    """
    told = found.results if every else [result for result in found.results if not result.passed]
    results = "".join(_headline(result, paint) + failures(result, paint) for result in told)
    return findings(found.findings, paint, sources) + results + f"{_counts(found, paint)}\n"


def failures(result: Result, paint: Paint) -> str:
    """Each expectation that does not hold: its place, what is the matter, and how it differs."""
    return "".join(f"  {line}\n" for each in result.failures for line in _failure(each, paint))


def _headline(result: Result, paint: Paint) -> str:
    word = paint("good", "passed") if result.passed else paint("error", "FAILED")
    case = result.case
    return f"{word}  {paint('bold', safe(case.name))} {paint('dim', f'({case.file}:{case.line})')}\n"


def _failure(each: Finding, paint: Paint) -> Iterator[str]:
    span = each.span
    yield f"{span.path}:{span.line}:{span.column}: {paint('error', safe(each.message))}"
    yield from (f"    {safe(line)}".rstrip() for line in each.help.split("\n") if each.help)


def _counts(found: Suite, paint: Paint) -> str:
    counts = [f"{len(found.results) - found.failed} passed"]
    if found.failed:
        counts.append(f"{found.failed} failed")
    if found.findings:
        files = len({finding.span.path for finding in found.findings})
        counts.append(f"{files} file{'s' if files != 1 else ''} that cannot be run")
    return paint("good" if len(counts) == 1 else "error", ", ".join(counts))
