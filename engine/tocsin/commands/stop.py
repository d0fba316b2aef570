"""`tocsin stop`: stops an engagement."""

from __future__ import annotations

import click

from tocsin.commands.service import engagement_arn, ssm_contacts


@click.command("stop")
@click.argument("engagement", metavar="ARN", callback=engagement_arn)
@click.option("--reason", default="stopped by hand", show_default=True, metavar="TEXT", help="At most 255 characters.")
def command(engagement: str, *, reason: str) -> None:
    """Stop the engagement ARN: nobody further is engaged. One that has ended already is no error."""
    with ssm_contacts() as service:
        service.stop(engagement, reason[:255])
    click.echo(f"stopped  {engagement}")
