"""`tocsin ack`: acknowledges a page, as its person would on the phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from tocsin.backends.ssm_contacts import ENGAGEMENT_ARN, PAGE_ARN
from tocsin.commands import FAILED, GOOD
from tocsin.commands.service import ssm_contacts
from tocsin.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.backends.ssm_contacts import SsmContacts


def _arn(_context: click.Context, _parameter: click.Parameter, arn: str) -> str:
    if PAGE_ARN.fullmatch(arn) or ENGAGEMENT_ARN.fullmatch(arn):
        return arn
    raise click.BadParameter(
        f"`{arn}`: expected arn:PARTITION:ssm-contacts:REGION:ACCOUNT:page/ALIAS/ID, or engagement/"
    )


def _digits(_context: click.Context, _parameter: click.Parameter, code: str) -> str:
    if re.fullmatch("[0-9]{6,10}", code):
        return code
    raise click.BadParameter("expected the digits of the message: 6, at most 10")


@click.command("ack")
@click.argument("arn", metavar="ARN", callback=_arn)
@click.option("--code", required=True, metavar="DIGITS", callback=_digits, help="The code in the message.")
def command(*, arn: str, code: str) -> int:
    """Acknowledge the page ARN, or the page of the engagement ARN that takes the code.

    The service checks the code. A wrong one ends with 1, and nothing is acknowledged.
    """
    with ssm_contacts() as service:
        pages = [arn] if PAGE_ARN.fullmatch(arn) else service.unanswered(arn)
        taken = _first_taken(service, pages, code)
    if taken is None:
        click.echo(f"tocsin: error: {_refused(arn, pages)}", err=True)
        return FAILED
    click.echo(f"acknowledged  {taken}")
    return GOOD


def _first_taken(service: SsmContacts, pages: Sequence[str], code: str) -> str | None:
    """The page that takes the code. Whatever is not about the code ends the search."""
    for page in pages:
        try:
            service.acknowledge(page, code)
        except InvalidRequest:
            continue
        return page
    return None


def _refused(arn: str, pages: Sequence[str]) -> str:
    if PAGE_ARN.fullmatch(arn):
        return f"the code was refused by {arn}"
    if not pages:
        return f"nothing to acknowledge: {arn} has no page that waits for an answer"
    return f"the code was refused by each of the {len(pages)} unanswered pages of {arn}"
