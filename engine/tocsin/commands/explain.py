"""`tocsin explain`: why an alert pages whom it pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tocsin.commands import options
from tocsin.pipeline import plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tocsin.commands.options import Output
    from tocsin.compile import Overrides
    from tocsin.reporters.human import Paint


@click.command("explain")
@click.argument("events", nargs=-1, required=True, metavar="EVENT...")
@options.output("human", "json")
@options.at("the alert's own start")
@options.source
@options.account
@options.color
@click.pass_obj
def command(
    directory: str,
    *,
    events: tuple[str, ...],
    outputs: Sequence[Output],
    given: datetime | str | None,
    source_name: str | None,
    overrides: Overrides,
    paint: Paint,
) -> None:
    """For each alert of these EVENTs, show every policy considered and the first condition that failed."""
    engine = options.engine(directory, overrides)
    results = [
        plan(engine, alert, options.clock(given, alert, default_now=False), trace=True)
        for alert in options.alerts(events, source_name)
    ]
    for output in outputs:
        if output.form == "json":
            from tocsin.reporters import json_

            output.write(json_.explanations(results))
        else:
            from tocsin.reporters import human

            output.write(human.explanations(results, paint))
