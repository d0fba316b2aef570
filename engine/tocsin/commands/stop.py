"""`tocsin stop`: stops an engagement."""

from __future__ import annotations

import click

from tocsin.backends.ssm_contacts import ENGAGEMENT_ARN
from tocsin.commands.service import ssm_contacts


@click.command("stop")
@click.argument("engagement", metavar="ARN")
@click.option("--reason", default="stopped by hand", show_default=True, metavar="TEXT", help="At most 255 characters.")
def command(engagement: str, *, reason: str) -> None:
    """Stop the engagement ARN: nobody further is engaged. One that has ended already is no error."""
    if not ENGAGEMENT_ARN.fullmatch(engagement):
        expected = "arn:PARTITION:ssm-contacts:REGION:ACCOUNT:engagement/ALIAS/ID"
        raise click.BadParameter(f"`{engagement}`: expected {expected}", param_hint="ARN")
    with ssm_contacts() as service:
        service.stop(engagement, reason[:255])
    click.echo(f"stopped  {engagement}")
