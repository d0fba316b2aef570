"""The executor's rights: to page whom the policies page, to follow those pages and stop them, and nothing else.

Each document is whole by itself. It names contacts and their engagements one by one and no channel and no page, of
which AWS's own documents spell the ARN in three ways (`contactchannel/`, `contact-channel/`, `device/`); what is
denied is denied on everything, however it is spelt.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from tocsin.provision.resource import Reference, Resource, key
from tocsin.provision.tokens import ATTACHMENT, POLICY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.model import Json
    from tocsin.policyset import PolicySet
    from tocsin.provision.configuration import Configuration
    from tocsin.provision.resource import Input

NAME = "tocsin-executor"

LONGEST = 6144
"""Characters of a managed policy (IAM quotas)."""

FOLLOWING = ("DescribeEngagement", "ListPagesByEngagement", "StopEngagement")
"""Calls on an engagement. DescribeEngagement also finds out whether a page of doubtful outcome has been taken."""

DENIED = ("AcceptPage", "PutContactPolicy")
"""Who pages must not answer a page for somebody, nor let others into a contact."""

_KEY_USE = ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext")
"""Which of them the service asks for in its caller's name is not documented."""


def executor(policies: PolicySet, configuration: Configuration) -> Iterator[Resource]:
    """Managed policies over all paged contacts, and their attachments to the configured roles."""
    for bits, contacts in _parts(sorted(paged(policies)), configuration):
        name = f"{NAME}-{bits}" if bits else NAME
        yield Resource(
            POLICY,
            name,
            "Executor",
            {
                # A new description would replace the policy: it says nothing that can change.
                "description": "Pages the contacts that the paging policies name, and nobody else.",
                "policy": document(contacts, configuration),
                "tags": configuration.all_tags,
            },
        )
        for role in configuration.roles:
            inputs: dict[str, Input] = {"policyArn": Reference(key(POLICY, name)), "role": role}
            yield Resource(ATTACHMENT, f"{name}/{role}", "Executor", inputs)


def paged(policies: PolicySet) -> set[str]:
    """The ARNs of all contacts that a policy or the fallback pages, wherever they are provisioned."""
    fallback = (policies.fallback,) if policies.fallback else ()
    return {target.arn for policy in (*policies.policies, *fallback) for target in policy.targets}


def document(contacts: Sequence[str], configuration: Configuration) -> str:
    """The policy document for these contacts, as canonical JSON."""
    statements: list[Json] = [
        _statement("Page", "Allow", ["ssm-contacts:StartEngagement"], list(contacts)),
        _statement("Follow", "Allow", _actions(FOLLOWING), [_engagements(contact) for contact in contacts]),
        # ListEngagements is about no resource: IAM takes nothing narrower.
        _statement("Find", "Allow", ["ssm-contacts:ListEngagements"], "*"),
        *_keys(contacts, configuration),
        _statement("Never", "Deny", _actions(DENIED), "*"),
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, sort_keys=True, separators=(",", ":"))


def _parts(
    contacts: Sequence[str], configuration: Configuration, bits: str = ""
) -> Iterator[tuple[str, Sequence[str]]]:
    """The contacts in as many parts as the quota asks for, each named by the bits that its contacts' hashes begin with.

    So one contact more changes the one document that holds it, or splits it in two, and no other.
    """
    if len(contacts) < 2 or len(document(contacts, configuration)) <= LONGEST:
        yield from [(bits, contacts)] if contacts else ()
        return
    for bit in "01":
        half = [contact for contact in contacts if _hash(contact)[len(bits)] == bit]
        yield from _parts(half, configuration, bits + bit)


def _hash(contact: str) -> str:
    return f"{int.from_bytes(sha256(contact.encode()).digest()):0256b}"


def _statement(sid: str, effect: str, actions: Iterable[str], resources: Json, condition: Json = None) -> Json:
    statement: dict[str, Json] = {"Sid": sid, "Effect": effect, "Action": list(actions), "Resource": resources}
    return statement | {"Condition": condition} if condition else statement


def _actions(operations: Iterable[str]) -> list[str]:
    return [f"ssm-contacts:{operation}" for operation in operations]


def _engagements(contact: str) -> str:
    """All engagements of a contact: an engagement's ARN holds the alias of the contact engaged."""
    home, alias = contact.split(":contact/")
    return f"{home}:engagement/{alias}/*"


def _keys(contacts: Iterable[str], configuration: Configuration) -> Iterator[Json]:
    """The use of the replication set's own keys, by the service and no other way."""
    regions = sorted({contact.split(":")[3] for contact in contacts} & configuration.replication.keys.keys())
    if regions:
        keys = [configuration.replication.keys[region] for region in regions]
        # The guide to Incident Manager writes the service without a Region, KMS writes services with one.
        services = ["ssm-contacts.amazonaws.com", *(f"ssm-contacts.{region}.amazonaws.com" for region in regions)]
        yield _statement("UseKey", "Allow", _KEY_USE, keys, {"StringEquals": {"kms:ViaService": services}})
