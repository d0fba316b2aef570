"""`tocsin test`: the policy tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from tocsin import collector
from tocsin.commands import FAILED, GOOD, UNUSABLE, options
from tocsin.commands.sources import sources
from tocsin.errors import UnreadableInput
from tocsin.pipeline import open_with_roster
from tocsin.reporters import github, json_, junit
from tocsin.reporters.human import suite as human_suite
from tocsin.reporters.markdown import suite as markdown_suite
from tocsin.reviews.suite import Suite, find, read, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.commands.options import Output, Talk
    from tocsin.compile import Overrides
    from tocsin.reporters.human.paint import Paint
    from tocsin.reviews.suite import Case


@click.command("test")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-k", "part", metavar="TEXT", help="Only the tests that have this in their name, in whatever case.")
@options.account
@options.output("human", "json", "github", "junit", "markdown")
@options.volume
@options.color
@click.pass_obj
@collector.paused()
def command(
    directory: str,
    *,
    paths: tuple[str, ...],
    part: str | None,
    overrides: Overrides,
    outputs: Sequence[Output],
    talk: Talk,
    paint: Paint,
) -> int:
    """Run the policy tests: test_*.yaml below DIR/tests, or these PATHs (files or folders).

    No clock is asked and nothing is sent. With -v every test is named, not only those that fail.
    """
    engine, roster = open_with_roster(directory, overrides)
    files = read(_test_files(paths, directory), directory)
    findings = tuple(finding for file in files for finding in file.findings)
    cases = [case for file in files for case in file.cases]
    suite = Suite(tuple(run(cases if findings else _chosen(cases, part), engine, roster)), findings)
    read_from = sources(directory, (case.document for case in cases))
    options.write(
        outputs,
        human=lambda: human_suite.suite(suite, paint, every=talk.verbose),
        json=lambda: json_.suite(suite),
        github=lambda: github.suite(suite, read_from),
        junit=lambda: junit.suite(suite, read_from),
        markdown=lambda: markdown_suite.suite(suite, read_from),
    )
    return UNUSABLE if findings else FAILED if suite.failed else GOOD


def _test_files(paths: Sequence[str], directory: str) -> list[str]:
    """Every file to read. A place without a test is an error: tests that nobody runs would look like good ones."""
    found: list[str] = []
    for path in paths or [os.path.join(directory, "tests")]:
        files = [path] if os.path.isfile(path) else find(path)
        if not files:
            missing = "has no test_*.yaml" if os.path.isdir(path) else "no such file or folder"
            raise UnreadableInput(f"no tests: {path}: {missing}")
        found += files
    return list(dict.fromkeys(found))


def _chosen(cases: Sequence[Case], part: str | None) -> Sequence[Case]:
    """The cases that -k asks for."""
    if part is None:
        return cases
    chosen = [case for case in cases if part.casefold() in case.name.casefold()]
    if not chosen:
        count = f"{len(cases)} test{'s' if len(cases) != 1 else ''}"
        raise UnreadableInput(f"no tests: -k {part}: none of the {count} has this in its name")
    return chosen
