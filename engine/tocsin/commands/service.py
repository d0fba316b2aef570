"""Opens the service that pages people, for the commands that talk to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tocsin.backends.ssm_contacts import ENGAGEMENT_ARN
from tocsin.errors import UnreadableInput

if TYPE_CHECKING:
    from tocsin.backends.ssm_contacts import SsmContacts


def ssm_contacts() -> SsmContacts:
    """AWS, or what AWS_ENDPOINT_URL_SSM_CONTACTS names; without boto3 a message that says how to get it."""
    from tocsin.backends.ssm_contacts import SsmContacts

    try:
        return SsmContacts()
    except ModuleNotFoundError:
        raise UnreadableInput("paging needs boto3: install tocsin[aws]") from None


def engagement_arn(_context: click.Context, _parameter: click.Parameter, arn: str) -> str:
    """Callback of an argument that must be an engagement's ARN."""
    if ENGAGEMENT_ARN.fullmatch(arn):
        return arn
    raise click.BadParameter(f"`{arn}`: expected arn:PARTITION:ssm-contacts:REGION:ACCOUNT:engagement/ALIAS/ID")
