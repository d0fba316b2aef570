"""`tocsin validate`: every finding at once."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

import click

from tocsin import checks, collector
from tocsin.clock import SystemClock
from tocsin.commands import FAILED, GOOD, UNUSABLE, options
from tocsin.commands.findings import GRAVE, forms
from tocsin.commands.sources import sources
from tocsin.document import entries
from tocsin.errors import UnreadableInput
from tocsin.load import load
from tocsin.reporters.human.findings import findings, summary

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tocsin.commands.options import Output, Talk
    from tocsin.finding import Finding, Severity
    from tocsin.load import Loaded
    from tocsin.reporters.human.paint import Paint
    from tocsin.reporters.sources import Sources

_FOLDERS = ("policies", "templates")


@click.command("validate")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@options.output("human", "json", "github", "sarif", "junit", "markdown")
@options.at(
    "when its last rotation starts",
    "silences that are over, and for a schedule, whose next 52 weeks are searched for gaps",
)
@click.option("--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", show_default=True)
@options.volume
@options.color
@click.pass_obj
@collector.paused()
def command(
    directory: str,
    *,
    files: tuple[str, ...],
    outputs: Sequence[Output],
    given: datetime | str | None,
    fail_on: str,
    talk: Talk,
    paint: Paint,
) -> int:
    """Check the policy set. With FILEs, print only the findings in those files; the whole set is read all the same.

    A FILE may be a folder.
    """
    wanted = [_in_set(file, directory) for file in files]
    loaded = load(directory)
    talk.detail(f"{len(loaded.documents)} policy files, {len(loaded.templates)} templates")
    found = checks.findings(loaded, given if isinstance(given, datetime) else SystemClock().now() if given else None)
    if files:
        found = [finding for finding in found if any(_covers(path, finding.span.path) for path in wanted)]
    read = _sources(directory, loaded, wanted)
    options.write(
        outputs,
        human=lambda: findings(found, paint, read) + _closing(found, loaded, talk),
        **forms(found, read, GRAVE[fail_on]),
    )
    return _exit_code(found, GRAVE[fail_on])


def _in_set(file: str, directory: str) -> str:
    """The path below the set's folder. A file without findings because nobody read it would look like a good one."""
    if not os.path.exists(file):
        raise UnreadableInput(f"{file}: no such file")
    folder, name = os.path.split(os.path.abspath(file))
    path = os.path.relpath(os.path.join(os.path.realpath(folder), name), os.path.realpath(directory))
    if path != os.curdir and path.split(os.sep)[0] not in _FOLDERS:
        raise UnreadableInput(f"{file}: not of this set, which is {' and '.join(_FOLDERS)} in {directory}")
    return path.replace(os.sep, "/")


def _covers(wanted: str, path: str) -> bool:
    return wanted in {os.curdir, path} or path.startswith(f"{wanted}/")


def _sources(directory: str, loaded: Loaded, wanted: Sequence[str]) -> Sources:
    """The files of the set, or those of them that are wanted."""
    read = sources(directory, loaded.documents, loaded.templates)
    if not wanted:
        return read
    return read._replace(
        texts={path: text for path, text in read.texts.items() if any(_covers(w, path) for w in wanted)}
    )


def _closing(found: Sequence[Finding], loaded: Loaded, talk: Talk) -> str:
    """Unless quiet, a closing line."""
    policies = sum(1 for _ in entries(loaded.documents, "policies"))
    return "" if talk.quiet else summary(found, len(loaded.documents), policies)


def _exit_code(found: Sequence[Finding], grave: Collection[Severity]) -> int:
    """1 for findings of a grave severity; 2 where a file could not even be read."""
    failing = [finding for finding in found if finding.severity in grave and finding.suppressed is None]
    if any(finding.rule == "TOC101" for finding in failing):
        return UNUSABLE
    return FAILED if failing else GOOD
