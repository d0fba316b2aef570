"""`tocsin validate`: every finding at once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from tocsin import collector
from tocsin.checks import check
from tocsin.commands import FAILED, GOOD, UNUSABLE, options
from tocsin.document import entries
from tocsin.finding import Finding
from tocsin.inspection import inspect
from tocsin.load import load
from tocsin.reporters import human

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.commands.options import Output, Talk
    from tocsin.load import Loaded
    from tocsin.reporters.human import Paint


@click.command("validate")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@options.output("human", "json")
@click.option("--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", show_default=True)
@options.volume
@options.color
@click.pass_obj
@collector.paused()
def command(
    directory: str, *, files: tuple[str, ...], outputs: Sequence[Output], fail_on: str, talk: Talk, paint: Paint
) -> int:
    """Check the policy set. With FILEs, print only the findings in those files; the whole set is read all the same."""
    loaded = load(directory)
    talk.detail(f"{len(loaded.documents)} policy files, {len(loaded.templates)} templates")
    found = _findings(loaded)
    if files:
        wanted = {os.path.relpath(file, directory).replace(os.sep, "/") for file in files}
        found = [finding for finding in found if finding.span.path in wanted]
    options.write(
        outputs,
        human=lambda: _human(found, loaded, talk, paint),
        json=lambda: _json(found),
    )
    return _exit_code(found, fail_on)


def _findings(loaded: Loaded) -> Sequence[Finding]:
    """What is wrong; where no error is, also what is unwise."""
    checked = inspect(loaded)
    if any(finding.severity == "error" for finding in checked.findings):
        return checked.findings
    unwise = check(loaded.documents, checked)
    return sorted((*checked.findings, *unwise), key=Finding.sort_key)


def _human(found: Sequence[Finding], loaded: Loaded, talk: Talk, paint: Paint) -> str:
    """The findings and, unless quiet, a closing line."""
    policies = sum(1 for _ in entries(loaded.documents, "policies"))
    closing = "" if talk.quiet else human.summary(found, len(loaded.documents), policies)
    return human.findings(found, paint) + closing


def _json(found: Sequence[Finding]) -> str:
    from tocsin.reporters import json_  # brings the values of decisions and pages, which this command has none of

    return json_.findings(found)


def _exit_code(found: Sequence[Finding], fail_on: str) -> int:
    """1 for findings at or above the threshold; 2 where a file could not even be read."""
    grave = {"error": ("error",), "warning": ("error", "warning"), "never": ()}[fail_on]
    failing = [finding for finding in found if finding.severity in grave]
    if any(finding.rule == "TOC101" for finding in failing):
        return UNUSABLE
    return FAILED if failing else GOOD
