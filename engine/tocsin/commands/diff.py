"""`tocsin diff`: what a change of the policies changes for people."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from tocsin import collector
from tocsin.commands import GOOD, UNUSABLE, options
from tocsin.commands.sources import sources
from tocsin.errors import UnreadableInput
from tocsin.load.files import Folder
from tocsin.reporters import github, json_
from tocsin.reporters.human.diff import diff as table
from tocsin.reporters.markdown.diff import diff as comment
from tocsin.reviews.diff import Past, opened, review
from tocsin.reviews.revisions import WORKTREE, Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tocsin.commands.options import Output, Talk
    from tocsin.compile import Overrides
    from tocsin.reporters.human.paint import Paint
    from tocsin.reviews.diff import Opened

CHANGED = UNUSABLE
"""The exit code of --detailed-exitcode for a change, as terraform and diff tools have it; errors are then FAILED."""

TOLD_EVERY = 500
"""Alerts, a fraction of a second of work."""


@click.command("diff")
@click.option("--base", required=True, metavar="REF", help="The revision to compare with.")
@click.option("--head", metavar="REF", help="The revision to compare (default: the files as they are now).")
@click.option("--events", "recorded", metavar="FILE", multiple=True, help="Recorded events to try on both, JSON lines.")
@click.option("--show-internal", is_flag=True, help="Show the values of internal fields too; never secret ones.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit code 0: no change, 1: error, 2: something has changed.")
@options.source
@options.account
@options.output("human", "json", "github", "markdown")
@options.volume
@options.color
@click.pass_obj
@collector.paused()
def command(
    directory: str,
    *,
    base: str,
    head: str | None,
    recorded: tuple[str, ...],
    source_name: str | None,
    show_internal: bool,
    detailed_exitcode: bool,
    overrides: Overrides,
    outputs: Sequence[Output],
    talk: Talk,
    paint: Paint,
) -> int:
    """Show how decisions, people and messages differ between two git revisions.

    Both are read from git's objects: work tree, index and branches stay as they are. Every policy is asked about with
    alerts made from its pattern, at every instant where a window, silence or shift changes anything.
    """
    repository = Repository(directory)
    before = _revision(repository, base, overrides, "base")
    after = _revision(repository, head, overrides, "head") if head else _worktree(directory, overrides)
    if before.missing and after.missing:
        raise UnreadableInput(f"{directory}: neither side has a folder policies; choose DIR with -C")
    past = Past(recorded, source_name) if recorded else None
    with _progress(talk) as heard:
        found = review(before, after, past, internal=show_internal, heard=heard)
    talk.detail(f"{found.questions} alerts compared")
    place = sources(directory, ())
    options.write(
        outputs,
        human=lambda: table(found, paint),
        json=lambda: json_.diff(found),
        github=lambda: github.diff(found, place),
        markdown=lambda: comment(found, place.root),
    )
    return CHANGED if detailed_exitcode and found.changes else GOOD


@contextmanager
def _progress(talk: Talk) -> Iterator[Callable[[int], None]]:
    """Where a person looks on: how many alerts have been compared, on a line that is gone in the end."""
    shown = not talk.quiet and sys.stderr.isatty()

    def show(number: int) -> None:
        if shown and number % TOLD_EVERY == 0:
            click.echo(f"\r{number} alerts compared", err=True, nl=False)

    yield show
    if shown:
        click.echo("\r\x1b[K", err=True, nl=False)


def _revision(repository: Repository, name: str, overrides: Overrides, side: str) -> Opened:
    revision = repository.revision(name)
    return opened(revision.commit, revision, overrides, f"the {side} ({name})")


def _worktree(directory: str, overrides: Overrides) -> Opened:
    return opened(WORKTREE, Folder(directory), overrides, "the head (the files as they are now)")
