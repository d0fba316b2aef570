"""The door to Pulumi: the rules as policies of a pack. Pulumi runs this file in the pack's own virtual environment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, PolicyConfigSchema, PolicyPack, StackValidationPolicy
from pulumi_policy.proxy import UnknownValueError

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # the engine that this pack belongs to

from tocsin.errors import UnreadableInput
from tocsin.provision.changes.states import open_state
from tocsin.provision.crossguard.rules import LOST, LOST_SETTINGS, RULES, lost
from tocsin.provision.crossguard.sight import UNKNOWN, Shown, Stack
from tocsin.provision.resource import key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pulumi_policy import PolicyResource, StackValidationArgs

    from tocsin.provision.crossguard.rules import Rule, Violation

    Report = Callable[[str, str | None], None]


def _policy(name: str, rule: Rule) -> StackValidationPolicy:
    def validate(args: StackValidationArgs, report: Report) -> None:
        _report(rule.violations(_stack(args)), report)

    schema = PolicyConfigSchema(properties=rule.settings)
    return StackValidationPolicy(name, rule.description, validate, EnforcementLevel.MANDATORY, schema)


def _lost() -> StackValidationPolicy:
    def validate(args: StackValidationArgs, report: Report) -> None:
        path = args.get_config().get("state")
        if not path:
            args.not_applicable("no `state` is configured")
        try:
            _report(lost(_stack(args), open_state(path), args.get_config().get("accepted") or ()), report)
        except UnreadableInput as error:
            report(str(error), None)

    schema = PolicyConfigSchema(properties=LOST_SETTINGS)
    return StackValidationPolicy(*LOST, validate, EnforcementLevel.MANDATORY, schema)


def _report(violations: Iterable[Violation], report: Report) -> None:
    for violation in violations:
        report(violation.message, violation.urn)


def _stack(args: StackValidationArgs) -> Stack:
    return Stack([_shown(each) for each in args.resources], frozenset(args.get_config().get("elsewhere") or ()))


def _shown(resource: PolicyResource) -> Shown:
    upon = {
        name: tuple(key(each.resource_type, each.name) for each in resources)
        for name, resources in resource.property_dependencies.items()
    }
    formerly = tuple(urn.split("::", 3)[3] for urn in resource.opts.aliases)
    return Shown(resource.resource_type, resource.name, resource.urn, _plain(resource.props), upon, formerly)


def _plain(value: Any) -> Any:
    """The value with a mark for what is unknown, on reading which Pulumi's own mappings and lists raise an error."""
    if hasattr(value, "keys"):
        return {name: _item(value, name) for name in value}
    if isinstance(value, str) or not hasattr(value, "__getitem__"):
        return value
    return [_item(value, index) for index in range(len(value))]


def _item(value: Any, where: Any) -> Any:
    try:
        inner = value[where]
    except UnknownValueError:
        return UNKNOWN
    return _plain(inner)


PolicyPack("tocsin", [*(_policy(name, rule) for name, rule in RULES.items()), _lost()])
