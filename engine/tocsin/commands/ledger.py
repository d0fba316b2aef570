"""Opens the memory of the commands that page people."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from tocsin.errors import LedgerUnavailable, UnreadableInput
from tocsin.ledgers.journal import Journal
from tocsin.ledgers.memory import MemoryLedger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.commands.options import Talk
    from tocsin.execute import Ledger
    from tocsin.model import Claim, Standing

JOURNAL = os.path.join(".tocsin", "journal.jsonl")


class NoJournal(MemoryLedger):
    """In place of a journal that cannot be used: the tokens alone keep people from being paged twice."""

    def claim(self, claims: Sequence[Claim]) -> list[Standing]:
        """Nothing is written down, and the outcomes say so."""
        raise LedgerUnavailable("there is no journal")

    def running(self, alert_id: str) -> list[Standing]:
        """Nobody knows."""
        raise LedgerUnavailable("there is no journal")


@contextmanager
def open_ledger(directory: str, file: str | None, talk: Talk, *, resume: bool) -> Iterator[Ledger]:
    """The journal: `file`, or the one below `directory`. Where it cannot be used people are paged all the same.

    Raises UnreadableInput where there is no such directory; to resume, LedgerUnavailable and UnreadableInput where the
    journal cannot be used.
    """
    if not os.path.isdir(directory):
        raise UnreadableInput(f"{directory}: no such folder")
    path = file or os.path.join(directory, JOURNAL)
    if resume and not os.path.exists(path):
        talk.note(f"note: {path}: no journal there, so nothing was claimed in it")
        yield MemoryLedger()
        return
    try:
        journal = Journal(path)
    except (LedgerUnavailable, UnreadableInput) as error:
        if resume:
            raise
        click.echo(f"tocsin: warning: {error}; paging without a journal: --resume will know of nothing", err=True)
        yield NoJournal()
        return
    if file is None:
        _keep_out_of_git(os.path.dirname(path))
    with journal:
        for note in journal.notes:
            click.echo(f"tocsin: note: {note}", err=True)
        yield journal


def _keep_out_of_git(folder: str) -> None:
    """The folder stands among policies that are committed, and what it holds is the text of pages."""
    with suppress(OSError), open(os.path.join(folder, ".gitignore"), "x", encoding="utf-8") as file:
        file.write("*\n")
