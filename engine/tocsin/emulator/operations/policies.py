"""PutContactPolicy, GetContactPolicy: which other accounts may use a contact.

A policy is kept and shown, and opens nothing: the emulator does not ask who calls.
Source: "Working with shared contacts" of the user guide, and AWS's example of put-contact-policy.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import invalid_fields, not_found
from tocsin.emulator.resources import existing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.emulator.state import State

_VERSIONS = ("2012-10-17", "2008-10-17")

_ACTIONS = frozenset(
    f"ssm-contacts:{action}"
    for action in (
        "GetContact",
        "StartEngagement",
        "DescribeEngagement",
        "ListPagesByEngagement",
        "StopEngagement",
    )
)
"""What another account can be allowed to do."""


def put_contact_policy(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The policy in the place of the one before."""
    contact = existing(state, "contact", given["ContactArn"])
    problems = list(_wrong_policy(contact["ContactArn"], given["Policy"]))
    if problems:
        raise invalid_fields(("Policy", problem) for problem in problems)
    state.put("policy", ContactArn=contact["ContactArn"], Policy=given["Policy"])
    return {}


def get_contact_policy(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The policy as it was put; nothing at all, by choice, where there is none."""
    contact = existing(state, "contact", given["ContactArn"])
    found = state.row("SELECT ContactArn, Policy FROM policy WHERE ContactArn = ?", contact["ContactArn"])
    if found is None and state.choices.without_policy == "ResourceNotFoundException":
        raise not_found("CONTACT_POLICY", contact["ContactArn"])
    return found or {}


def _wrong_policy(contact: str, text: str) -> Iterator[str]:
    try:
        policy = json.loads(text)
    except (ValueError, RecursionError):
        policy = None
    if not isinstance(policy, dict):
        yield "is not a JSON object"
        return
    if policy.get("Version") not in _VERSIONS:
        yield f"must have a Version, {' or '.join(_VERSIONS)}"
    statements = _listed(policy.get("Statement"))
    if not statements:
        yield "must have a Statement"
    for number, statement in enumerate(statements):
        for problem in _wrong_statement(contact, statement):
            yield f"has in statement {number} {problem}"


def _wrong_statement(contact: str, statement: Any) -> Iterator[str]:
    if not isinstance(statement, dict):
        yield "no JSON object"
        return
    if statement.get("Effect") not in {"Allow", "Deny"}:
        yield "no Effect, Allow or Deny"
    if not statement.get("Principal"):
        yield "no Principal"
    if not _all(statement.get("Action"), _ACTIONS.__contains__):
        yield f"an Action that is none of {', '.join(sorted(_ACTIONS))}"
    if not _all(statement.get("Resource"), _resources(contact).fullmatch):
        yield "a Resource that is neither the contact nor its engagements"


def _resources(contact: str) -> re.Pattern[str]:
    """The ARNs of a contact and of its engagements, in its own Region or in any."""
    _, partition, service, region, account, path = map(re.escape, contact.split(":", 5))
    alias = path.partition("/")[2]
    home = rf"arn:{partition}:{service}:(?:\*|{region}):{account}"
    return re.compile(rf"{home}:(?:contact/{alias}|engagement/{alias}/.+)")


def _all(values: Any, right: Any) -> bool:
    """Whether there are values (a text, or a list of texts) and each is right."""
    listed = _listed(values)
    return bool(listed) and all(isinstance(value, str) and right(value) for value in listed)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
