"""`tocsin test`: the policy tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from tocsin import collector
from tocsin.commands import FAILED, GOOD, UNUSABLE, options
from tocsin.commands.sources import sources
from tocsin.errors import UnreadableInput
from tocsin.pipeline import open_whole
from tocsin.reporters import github, json_, junit
from tocsin.reporters.human import suite as human_suite
from tocsin.reporters.markdown import suite as markdown_suite
from tocsin.reviews.suite import Suite, find, read, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.commands.options import Output, Talk
    from tocsin.compile import Overrides
    from tocsin.pipeline import Whole
    from tocsin.reporters.human.paint import Paint
    from tocsin.reviews.coverage import Coverage
    from tocsin.reviews.suite import Case


class _Command(click.Command):
    """Knows --coverage without a value; click would take the PATH that follows for one, and write over it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        given = [f"{each}=-" if each == "--coverage" else each for each in args[:end]]
        return super().parse_args(ctx, [*given, *args[end:]])


@click.command("test", cls=_Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-k", "part", metavar="TEXT", help="Only the tests that have this in their name, in whatever case.")
@click.option(
    "--coverage",
    "coverage_to",
    metavar="[=FILE]",
    help="Also say what no test and no sample reaches; =FILE writes it there, as JSON.",
)
@click.option(
    "--fail-under",
    "least",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit 1 if less of the policy set than this is reached.",
)
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
    coverage_to: str | None,
    least: float | None,
    overrides: Overrides,
    outputs: Sequence[Output],
    talk: Talk,
    paint: Paint,
) -> int:
    """Run the policy tests: test_*.yaml below DIR/tests, or these PATHs (files or folders).

    No clock is asked and nothing is sent. With -v every test is named, not only those that fail.
    """
    whole = open_whole(directory, overrides)
    files = read(_test_files(paths, directory), directory)
    findings = tuple(finding for file in files for finding in file.findings)
    cases = [case for file in files for case in file.cases]
    suite = Suite(tuple(run(cases if findings else _chosen(cases, part), whole.engine, whole.roster)), findings)
    covered = None if coverage_to is None and least is None else _coverage(whole, suite)
    if covered is not None and coverage_to not in {None, "-"}:
        options.Output("json", coverage_to).write(json_.coverage(covered))
    read_from = sources(directory, (file.document for file in files))
    options.write(
        outputs,
        human=lambda: (
            human_suite.suite(suite, paint, read_from, every=talk.verbose) + _told(covered, coverage_to, least, paint)
        ),
        json=lambda: json_.suite(suite, covered),
        github=lambda: github.suite(suite, read_from, covered, least),
        junit=lambda: junit.suite(suite, read_from, covered, least),
        markdown=lambda: markdown_suite.suite(suite, read_from, covered, least),
    )
    too_little = covered is not None and least is not None and covered.percent < least
    return UNUSABLE if findings else FAILED if suite.failed or too_little else GOOD


def _coverage(whole: Whole, suite: Suite) -> Coverage:
    from tocsin.reviews.coverage import coverage

    decisions = (rendering.decision for result in suite.results for rendering in result.renderings)
    return coverage(whole.engine, whole.roster, whole.loaded.documents, decisions, whole.loaded.files)


def _told(covered: Coverage | None, coverage_to: str | None, least: float | None, paint: Paint) -> str:
    """The table where it was asked for and goes to no file; the closing line in any case."""
    if covered is None:
        return ""
    from tocsin.reporters.human.coverage import coverage

    return coverage(covered, paint, least=least, whole=coverage_to == "-")


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
