"""`tocsin render`: the dry run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tocsin.commands import options, planning
from tocsin.reporters import json_
from tocsin.reporters.human.renderings import renderings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.commands.options import Output
    from tocsin.decision import Rendering
    from tocsin.reporters.human.paint import Paint


@click.command("render")
@options.output("human", "json")
@options.color
@planning.dry_run(trace=False)
def command(*, results: Sequence[Rendering], outputs: Sequence[Output], paint: Paint) -> None:
    """Show the exact StartEngagement requests for these EVENTs, without sending anything.

    EVENT is a file of JSON or JSON lines, - is standard input. A saved `-o json` is what `page --plan` executes.
    """
    options.write(
        outputs,
        human=lambda: renderings(results, paint),
        json=lambda: json_.renderings(results),
    )
