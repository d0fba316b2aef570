"""States for tests: what a stack export says of a policy set (test_against compares one with Pulumi's own)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from provision.made import HOME
from tocsin.provision.plan import plan
from tocsin.provision.resource import Reference, Sealed
from tocsin.provision.tokens import CHANNEL, CONTACT, PLAN, POLICY, ROTATION, SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.pipeline import Whole
    from tocsin.policyset import PolicySet
    from tocsin.provision.configuration import Configuration
    from tocsin.provision.resource import Resource

_TAILS = {CONTACT: "contact", SCHEDULE: "contact", ROTATION: "rotation", CHANNEL: "contact-channel"}
_SEALED = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}


def export(whole: Whole, configuration: Configuration, *, shown: bool = False, outputs: bool = True) -> str:
    """The stack export after a deploy; `shown` with --show-secrets, without `outputs` as of a program without any."""
    planned = plan(whole, configuration)
    arns = {resource.key: _arn(resource) for resource in planned.resources}
    rows = [_row(resource, arns, shown=shown) for resource in planned.resources]
    told = _pages(whole.engine.policies) if outputs else {}
    stack = {"urn": _urn("pulumi:pulumi:Stack", "tocsin-dev"), "type": "pulumi:pulumi:Stack", "outputs": told}
    return json.dumps({"version": 3, "deployment": {"resources": [stack, *rows]}})


def _pages(policies: PolicySet) -> dict[str, Any]:
    return {
        "pages": {policy.name: [target.arn for target in policy.targets] for policy in policies.policies},
        "fallback": [target.arn for target in policies.fallback.targets] if policies.fallback else [],
    }


def _arn(resource: Resource) -> str:
    if resource.type == POLICY:
        return f"arn:aws:iam::111122223333:policy/{resource.name}"
    return f"{HOME}:{_TAILS.get(resource.type, 'other')}/{resource.name}"


def _urn(type_: str, name: str) -> str:
    return f"urn:pulumi:dev::tocsin::{type_}::{name}"


def _row(resource: Resource, arns: Mapping[str, str], *, shown: bool) -> dict[str, Any]:
    inputs = _value(resource.inputs, arns, shown=shown)
    own = arns[resource.inputs["contactId"].resource] if resource.type == PLAN else arns[resource.key]  # type: ignore[union-attr]
    outputs = {**inputs, "id": own} | ({} if resource.type == PLAN else {"arn": own})
    urn = _urn(f"tocsin:provision:{resource.component}${resource.type}", resource.name)
    return {"urn": urn, "type": resource.type, "id": own, "inputs": inputs, "outputs": outputs}


def _value(value: Any, arns: Mapping[str, str], *, shown: bool) -> Any:
    if isinstance(value, Reference):
        return arns[value.resource]
    if isinstance(value, Sealed):
        return _SEALED | ({"plaintext": json.dumps(value.value)} if shown else {"ciphertext": "v1:bm9uY2U=:c2VhbGVk"})
    if isinstance(value, dict):
        return {name: _value(each, arns, shown=shown) for name, each in value.items()}
    return [_value(each, arns, shown=shown) for each in value] if isinstance(value, list) else value
