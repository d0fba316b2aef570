"""`tocsin compile`: the policy set as a runtime loads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tocsin.commands import options
from tocsin.pipeline import open_set
from tocsin.policyset import dump

if TYPE_CHECKING:
    from tocsin.compile import Overrides


@click.command("compile")
@click.option("-o", "--output", "path", required=True, metavar="FILE", help="Where the compiled set goes.")
@options.account
@click.pass_obj
def command(directory: str, path: str, overrides: Overrides) -> None:
    """Write the compiled policy set: one JSON file, the same bytes for the same policies."""
    options.Output("json", path).write(dump(open_set(directory, overrides).policies))
