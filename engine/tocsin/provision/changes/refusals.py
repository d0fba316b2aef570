"""`tocsin plan --against`: what a deploy must not do, because policies that stay would page nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.finding import Finding, Span
from tocsin.provision.changes.course import lost
from tocsin.provision.changes.losses import Page
from tocsin.provision.changes.reach import Facts
from tocsin.provision.changes.roles import allowed, unattached
from tocsin.provision.resource import Reference, key
from tocsin.provision.tokens import CONTACT, SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tocsin.model import Target
    from tocsin.policyset import PolicySet
    from tocsin.provision.changes.losses import Loss
    from tocsin.provision.changes.states import State
    from tocsin.provision.configuration import Accepted, Configuration
    from tocsin.provision.resource import Input, Plan, Resource

EXECUTOR = "the deployed executor"
"""Who pages, where a state does not tell for which policy."""


def refusals(plan: Plan, state: State, policies: PolicySet, configuration: Configuration) -> tuple[Finding, ...]:
    """What must not be deployed (errors), with those that the configuration accepts suppressed; acceptances of nothing
    are warnings.
    """
    wanted = [(facts(each), each.formerly) for each in plan.resources]
    paging = pages(policies, state, {each.key for each in plan.resources})
    places = {each.key: Span(each.file, each.line or 1) for each in plan.resources if each.file}
    found = (*lost(wanted, state, paging), *unattached(state, (each for each, _ in wanted), paging))
    accepted = {(each.rule, each.name): each for each in configuration.accepted}
    findings = (_finding(loss, places.get(loss.key or "", Span(state.path)), accepted) for loss in found)
    used = {(loss.rule, loss.name) for loss in found}
    idle = (each for each in enumerate(configuration.accepted) if (each[1].rule, each[1].name) not in used)
    return (*findings, *(_idle(entry, configuration.where(("accepted", place))) for place, entry in idle))


def _finding(loss: Loss, span: Span, accepted: Mapping[tuple[str, str], Accepted]) -> Finding:
    entry = accepted.get((loss.rule, loss.name))
    return Finding(loss.rule, "error", loss.message, span, loss.help, suppressed=entry and entry.reason)


def _idle(entry: Accepted, span: Span) -> Finding:
    message = f"nothing of `{entry.name}` is refused by {entry.rule}, so there is nothing to accept"
    return Finding("TOC515", "warning", message, span, "Remove the entry from `accepted`.")


def facts(resource: Resource) -> Facts:
    """A resource of a plan, as a graph sees it."""
    values = {name: _referring(value) for name, value in resource.inputs.items()}
    return Facts(resource.type, resource.name, resource.key, values)


def _referring(value: Input) -> object:
    """An input with keys in place of references."""
    if isinstance(value, Reference):
        return value.resource
    if isinstance(value, dict):
        return {name: _referring(each) for name, each in value.items()}
    return [_referring(each) for each in value] if isinstance(value, list) else value


def pages(policies: PolicySet, state: State, planned: Iterable[str]) -> tuple[Page, ...]:
    """What each policy of the set pages, and paged in the last deploy; by what executors may page, where that is all
    that is known.
    """
    known = state.arns
    here, by_name, before = frozenset(planned), state.pages or {}, paged(state) or known.keys()
    found, claimed = [], set[str]()
    for policy in (*policies.policies, *((policies.fallback,) if policies.fallback else ())):
        targets = {target.arn: _after(target, here) for target in policy.targets}
        then = by_name.get(policy.name) or [arn for arn in targets if arn in before]
        claimed.update(then)
        found.append(Page(policy.name, tuple(known.get(arn, arn) for arn in then), tuple(targets.values())))
    if state.pages is None and (unclaimed := tuple(known[arn] for arn in paged(state) - claimed if arn in known)):
        found.append(Page(EXECUTOR, tuple(sorted(unclaimed)), ()))
    return tuple(found)


def _after(target: Target, here: frozenset[str]) -> str:
    return next((each for type_ in (CONTACT, SCHEDULE) if (each := key(type_, target.name)) in here), target.arn)


def paged(state: State) -> frozenset[str]:
    """The ARNs of the contacts that policies of the last deploy page, or that its executor may page."""
    may = (arn for each in state.resources.values() for arn in allowed(each.values.get("policy")))
    return frozenset((*may, *(arn for arns in (state.pages or {}).values() for arn in arns)))
