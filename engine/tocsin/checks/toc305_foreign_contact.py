"""TOC305: a stage of an escalation engages a contact of another AWS account.

AWS takes contacts of the plan's own account only (Incident Manager user guide, "Working with cross-account"). Policies
may page a shared contact directly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.finding import Finding
from tocsin.validate.people import stage_targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.checks.subject import Subject

RULE = "TOC305"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such target; none where `settings` does not say the account."""
    account = subject.settings[1].get("account") if subject.settings else None
    if account is None:
        return
    for escalation in subject.section("escalations"):
        for index, stage in enumerate(escalation.value["stages"]):
            for steps, name in stage_targets(stage):
                other = _account(name, subject)
                if other not in {None, account}:
                    message = f"`{name}` belongs to account {other}: a stage takes contacts of {account} only"
                    help_ = "Let a policy page it beside the escalation."
                    yield Finding(RULE, "warning", message, escalation.span("stages", index, "page", *steps), help_)


def _account(name: str, subject: Subject) -> str | None:
    """The account in the contact's ARN, if it has one: arn:PARTITION:ssm-contacts:REGION:ACCOUNT:contact/ALIAS."""
    contact = subject.names.sections["contacts"].get(name)
    arn = name if contact is None else contact.value.get("arn", "")
    return arn.split(":")[4] if arn.startswith("arn:") else None
