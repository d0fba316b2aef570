"""The Pulumi program: policies in, resources and outputs out. `__main__.py` of a project calls `deploy`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import pulumi
from pulumi.runtime.config import get_config

from tocsin.errors import InvalidPolicies
from tocsin.provision.addresses import unaddressed
from tocsin.provision.components import register
from tocsin.provision.configuration import KEYS
from tocsin.provision.resource import key
from tocsin.provision.review import review
from tocsin.provision.stack import PROVIDERS, Stack
from tocsin.provision.tokens import CHANNEL, CONTACT, POLICY, SCHEDULE
from tocsin.reporters.human.findings import findings
from tocsin.reporters.human.paint import Paint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tocsin.finding import Finding
    from tocsin.policyset import PolicySet
    from tocsin.provision.components import Made
    from tocsin.provision.resource import Plan


def deploy(folder: Path) -> None:
    """Provision the policies in a folder. Raises RunError with every finding, before any resource is registered."""
    try:
        reviewed = review(str(folder), _stack())
    except InvalidPolicies as error:
        _refuse(error.findings)
    whole, planned = reviewed.whole, reviewed.plan
    _stop_at((*reviewed.findings, *unaddressed(whole, reviewed.configuration)))
    made = register(planned)
    _export(planned, made)
    _export_pages(whole.engine.policies, made)


def _stack() -> Stack:
    """The stack's configuration as Pulumi hands it over: text, or JSON text."""
    project = pulumi.get_project()
    given = {name: get_config(f"{project}:{name}") for name in KEYS}
    regions = {name: get_config(name) for name in PROVIDERS}
    return Stack(pulumi.get_stack(), _said(given), _said(regions))


def _said(given: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in given.items() if value is not None}


def _stop_at(problems: Iterable[Finding]) -> None:
    """Go on only without errors; say the rest."""
    problems = tuple(problems)
    if any(problem.severity == "error" and problem.suppressed is None for problem in problems):
        _refuse(problems)
    for problem in problems:
        say = pulumi.log.warn if problem.severity == "warning" else pulumi.log.info
        say(findings((problem,), Paint()).rstrip())


def _refuse(problems: Iterable[Finding]) -> NoReturn:
    raise pulumi.RunError("nothing is deployed:\n" + findings(tuple(problems), Paint()))


def _export(planned: Plan, made: Mapping[str, Any]) -> None:
    """Who and what there is, by the names of the policies."""
    contacts = {each.name: made[each.key].arn for each in planned.resources if each.type in {CONTACT, SCHEDULE}}
    channels = {each.name: made[each.key].activation_status for each in planned.resources if each.type == CHANNEL}
    pulumi.export("contacts", contacts)
    pulumi.export("channels", channels)
    pulumi.export("executorPolicies", [made[each.key].arn for each in planned.resources if each.type == POLICY])


def _export_pages(policies: PolicySet, made: Made) -> None:
    """Whom each policy pages. A contact that was made where no policy looks for it stops the deploy."""
    everybody = {target for policy in policies.policies for target in policy.targets}
    if policies.fallback is not None:
        everybody.update(policies.fallback.targets)
    checked = {target.arn: _checked(target.name, target.arn, made) for target in sorted(everybody)}
    pages = {policy.name: [checked[target.arn] for target in policy.targets] for policy in policies.policies}
    fallback = policies.fallback.targets if policies.fallback else ()
    pulumi.export("pages", pages)
    pulumi.export("fallback", [checked[target.arn] for target in fallback])


def _checked(name: str, arn: str, made: Made) -> pulumi.Input[str]:
    """The ARN that pages go to, once the contact is known to be there."""
    resource: Any = made.get(key(CONTACT, name)) or made.get(key(SCHEDULE, name))
    if resource is None:
        return arn

    def same(found: str) -> str:
        if found != arn:
            raise pulumi.RunError(
                f"contact `{name}` is {found}, but the policies page {arn}: "
                "set account and region in the policies' settings, aws:region and aws-native:region to the same"
            )
        return found

    output: pulumi.Output[str] = resource.arn.apply(same)
    return output
