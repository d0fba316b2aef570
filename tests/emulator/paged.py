"""People for the tests of the inbox page, a clock that stands, and pages to send them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from emulating import HOME, running, virtual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulating import Emulator

START = "2026-03-12T03:12:10Z"

PEOPLE: dict[str, Any] = {
    **HOME,
    "contacts": [
        {
            "alias": "akuam",
            "name": "Akua Mansa",
            "type": "PERSONAL",
            "channels": [
                {"name": "phone", "type": "sms", "address": "+12065550100"},
                {"name": "call", "type": "voice", "address": "+12065550100"},
                {"name": "mail", "type": "email", "address": "akuam@example.com"},
            ],
            "stages": [
                {"minutes": 5, "targets": [{"channel": "phone", "retry": 2}, {"channel": "mail"}]},
                {"minutes": 10, "targets": [{"channel": "call", "retry": 5}]},
            ],
        },
        {
            "alias": "bob",
            "name": "Bob Stone",
            "type": "PERSONAL",
            "channels": [
                {"name": "phone", "type": "sms", "address": "+12065550101"},
                {"name": "mail", "type": "email", "address": "bob@example.com"},
            ],
            "stages": [{"minutes": 10, "targets": [{"channel": "phone", "retry": 5}, {"channel": "mail"}]}],
        },
        {
            "alias": "chen",
            "name": "Chen Li",
            "type": "PERSONAL",
            "channels": [{"name": "call", "type": "voice", "address": "+12065550102"}],
            "stages": [{"minutes": 10, "targets": [{"channel": "call", "retry": 5}]}],
        },
        {
            "alias": "example_escalation",
            "name": "Example escalation",
            "type": "ESCALATION",
            "stages": [
                {"minutes": 5, "targets": [{"contact": "akuam"}]},
                {"minutes": 10, "targets": [{"contact": "bob"}, {"contact": "chen", "essential": False}]},
            ],
        },
    ],
}

CHECKOUT = {
    "Sender": "checkout-watch",
    "Subject": "Checkout answers 5xx on 7% of requests",
    "Content": (
        "checkout-5xx-ratio in eu-central-1 is 7.2 (limit 2) since 03:10.\n"
        "Load balancer: app/checkout/50dc6c495c0c9188\nRunbook: https://runbooks.example.com/checkout"
    ),
    "PublicSubject": "Checkout errors",
    "PublicContent": "Checkout fails for customers in eu-central-1. Open the runbook.",
    "IncidentId": "INC-2041",
}


@contextmanager
def office(people: dict[str, Any] | None = PEOPLE) -> Iterator[Emulator]:
    """An emulator with these people, at START."""
    with running(people, virtual(START)) as emulator:
        yield emulator


def start(emulator: Emulator, contact: str, **texts: str) -> str:
    """Start an engagement of a contact (alias), CHECKOUT unless told otherwise; its ARN."""
    answer = emulator.client().start_engagement(ContactId=emulator.arn(contact), **{**CHECKOUT, **texts})
    return str(answer["EngagementArn"])
