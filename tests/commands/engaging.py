"""What the tests of commands that talk to the service do first: an engagement on an emulator whose clock they move."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulating import Emulator

UNKNOWN = "arn:aws:ssm-contacts:us-east-2:111122223333:engagement/akuam/69e40ce1-8dbb-4d57-8962-5fbe7fc53356"
"""An engagement that does not exist."""


def keys(emulator: Emulator) -> dict[str, str]:
    """The environment in which tocsin talks to the emulator."""
    return {
        "AWS_ENDPOINT_URL_SSM_CONTACTS": emulator.url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def engage(emulator: Emulator, alias: str = "example_escalation", **texts: str) -> str:
    """Start an engagement; its ARN."""
    given = {"Sender": "tocsin", "Subject": "Checkout is slow", "Content": "p99 is 2.4 s\nsee the dashboard", **texts}
    arn: str = emulator.client().start_engagement(ContactId=emulator.arn(alias), **given)["EngagementArn"]
    return arn
