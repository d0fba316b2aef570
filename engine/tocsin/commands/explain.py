"""`tocsin explain`: why an alert pages whom it pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tocsin.commands import options, planning
from tocsin.reporters import json_
from tocsin.reporters.human.renderings import explanations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.commands.options import Output
    from tocsin.decision import Rendering
    from tocsin.reporters.human.paint import Paint


@click.command("explain")
@options.output("human", "json")
@options.color
@planning.dry_run(trace=True)
def command(*, results: Sequence[Rendering], outputs: Sequence[Output], paint: Paint) -> None:
    """For each alert of these EVENTs, show every policy considered and the first condition that failed."""
    options.write(
        outputs,
        human=lambda: explanations(results, paint),
        json=lambda: json_.explanations(results),
    )
