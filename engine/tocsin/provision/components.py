"""Pulumi's side of a plan: components whose children are the plan's resources, made by the typed providers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_aws as aws
import pulumi_aws_native as aws_native

from tocsin.provision import tokens
from tocsin.provision.resource import Reference, Sealed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.provision.resource import Component, Input, Plan, Resource

_CLASSES: Mapping[str, type[pulumi.CustomResource]] = {
    tokens.CONTACT: aws.ssmcontacts.Contact,
    tokens.CHANNEL: aws.ssmcontacts.ContactChannel,
    tokens.PLAN: aws.ssmcontacts.Plan,
    tokens.ROTATION: aws.ssm.ContactsRotation,
    tokens.SCHEDULE: aws_native.ssmcontacts.Contact,
    tokens.REPLICATION_SET: aws.ssmincidents.ReplicationSet,
    tokens.POLICY: aws.iam.Policy,
    tokens.ATTACHMENT: aws.iam.RolePolicyAttachment,
}

_REPLACED_BY: Mapping[str, list[str]] = {tokens.ROTATION: ["name"]}
"""What AWS cannot change and the provider does not know that: it would say that it has, and change nothing."""

_DATA = frozenset({"tags"})
"""Inputs whose keys are a user's own words."""

Made = dict[str, pulumi.CustomResource]
"""What has been registered, by the keys of the plan."""


class _Part(pulumi.ComponentResource):
    """The resources of one component of a plan."""

    def __init__(self, component: Component, name: str, plan: Plan, made: Made) -> None:
        super().__init__(f"tocsin:provision:{component}", name)
        for resource in plan.of(component):
            made[resource.key] = _make(resource, made, self)
        self.register_outputs({})


class People(_Part):
    """Contacts with their channels and engagement plans."""

    def __init__(self, plan: Plan, made: Made) -> None:
        super().__init__("People", "people", plan, made)


class OnCall(_Part):
    """Rotations, on-call schedules and escalation plans."""

    def __init__(self, plan: Plan, made: Made) -> None:
        super().__init__("OnCall", "on-call", plan, made)


class Executor(_Part):
    """The right to page whom the policies page, and nobody else."""

    def __init__(self, plan: Plan, made: Made) -> None:
        super().__init__("Executor", "executor", plan, made)


def register(plan: Plan) -> Made:
    """Register every resource of a plan with Pulumi, and say what has been made of each."""
    made: Made = {}
    for resource in plan.of(None):
        made[resource.key] = _make(resource, made, None)
    for part in (People, OnCall, Executor):
        part(plan, made)
    return made


def _make(resource: Resource, made: Made, parent: pulumi.Resource | None) -> pulumi.CustomResource:
    options = pulumi.ResourceOptions(
        parent=parent,
        depends_on=[made[key] for key in resource.after],
        protect=resource.protect or None,
        retain_on_delete=resource.kept or None,
        import_=resource.existing,
        replace_on_changes=_REPLACED_BY.get(resource.type),
        aliases=[pulumi.Alias(name=name) for name in resource.formerly],
    )
    arguments: dict[str, Any] = {_snake(name): _value(name, value, made) for name, value in resource.inputs.items()}
    return _CLASSES[resource.type](resource.name, opts=options, **arguments)


def _value(name: str, value: Input, made: Made) -> Any:
    """An input as the SDK takes it: outputs of other resources for references, secrets sealed, keys in snake case."""
    if isinstance(value, Reference):
        return getattr(made[value.resource], _snake(value.output))
    if isinstance(value, Sealed):
        return pulumi.Output.secret(value.value)
    if isinstance(value, dict):
        return value if name in _DATA else {_snake(key): _value(key, each, made) for key, each in value.items()}
    if isinstance(value, list):
        return [_value("", each, made) for each in value]
    return value


def _snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
