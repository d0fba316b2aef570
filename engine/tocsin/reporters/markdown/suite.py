"""`test` as a comment: what failed and how, in sight; what passed, folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.reporters.markdown.comment import Section, comment
from tocsin.reporters.markdown.coverage import coverage, headline
from tocsin.reporters.markdown.findings import entry
from tocsin.reporters.markdown.text import code, fence, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.finding import Finding
    from tocsin.reporters.sources import Sources
    from tocsin.reviews.coverage import Coverage
    from tocsin.reviews.suite import Result, Suite


def suite(found: Suite, sources: Sources, covered: Coverage | None = None, least: float | None = None) -> str:
    """Files that cannot be run, tests that failed, what is not covered, tests that passed.

    `least` is the percentage of coverage that was asked for.
    """
    failed = [result for result in found.results if not result.passed]
    passed = [result for result in found.results if result.passed]
    sections = [
        Section("Cannot be run", [entry(each, sources) for each in found.findings]),
        Section("Failed", [_failed(each, sources) for each in failed]),
        *(coverage(covered, sources) if covered else ()),
        Section(f"{len(passed)} passed", [f"- {_name(each, sources)}\n" for each in passed], folded=True),
    ]
    counts = [f"{len(failed)} failed"] * bool(failed) + [f"{len(passed)} passed"]
    unread = len({each.span.path for each in found.findings})
    counts += [f"{unread} file{'s' if unread != 1 else ''} cannot be run"] * bool(unread)
    counts += [headline(covered, least)] if covered else []
    return comment(sources.root, "test", ", ".join(counts), sections)


def _name(result: Result, sources: Sources) -> str:
    case = result.case
    return f"{text(case.name)} ({code(f'{sources.path(case.file)}:{case.line}')})"


def _failed(result: Result, sources: Sources) -> str:
    lines = "\n".join(line for each in result.failures for line in _failure(each))
    return f"**{_name(result, sources)}**\n\n{fence(lines)}\n"


def _failure(failure: Finding) -> Iterator[str]:
    """What does not hold and, below, how it differs."""
    yield f"{failure.span.line}:{failure.span.column}: {failure.message}"
    yield from (f"    {line}" for line in failure.help.splitlines())
