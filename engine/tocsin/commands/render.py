"""`tocsin render`: the dry run."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from tocsin.commands import options
from tocsin.pipeline import plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.commands.options import Output
    from tocsin.compile import Overrides
    from tocsin.reporters.human import Paint


@click.command("render")
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
    """Show the exact StartEngagement requests for these EVENTs, without sending anything.

    EVENT is a file of JSON or JSON lines, - is standard input. A saved `-o json` is what `page --plan` executes.
    """
    engine = options.engine(directory, overrides)
    given_at = given if isinstance(given, datetime) else None
    results = [
        plan(engine, alert, options.clock(given, alert, default_now=False), given_at=given_at)
        for alert in options.alerts(events, source_name)
    ]
    for output in outputs:
        if output.form == "json":
            from tocsin.reporters import json_

            output.write(json_.renderings(results))
        else:
            from tocsin.reporters import human

            output.write(human.renderings(results, paint))
