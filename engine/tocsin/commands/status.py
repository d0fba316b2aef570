"""`tocsin status`: an engagement with its pages and receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tocsin.commands import options
from tocsin.commands.service import engagement_arn, ssm_contacts
from tocsin.reporters import json_
from tocsin.reporters.human.status import engagement as table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.commands.options import Output
    from tocsin.reporters.human.paint import Paint


@click.command("status")
@click.argument("arn", metavar="ARN", callback=engagement_arn)
@options.output("human", "json")
@options.color
def command(*, arn: str, outputs: Sequence[Output], paint: Paint) -> None:
    """Show the engagement ARN: what it says, who was called on which channel, and who answered.

    Codes are masked: whoever has one can answer for somebody else.
    """
    with ssm_contacts() as service:
        found = service.engagement(arn)
    options.write(outputs, human=lambda: table(found, paint), json=lambda: json_.engagement(found))
