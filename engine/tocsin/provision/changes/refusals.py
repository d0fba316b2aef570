"""`tocsin plan --against`: what a deploy must not do, because policies that stay would page nobody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tocsin.finding import Finding, Span
from tocsin.provision.changes.losses import Change, Page, losses
from tocsin.provision.changes.reach import TYPES, Facts, graph
from tocsin.provision.resource import Reference, Sealed, key
from tocsin.provision.tokens import CHANNEL, CONTACT, PLAN, POLICY, ROTATION, SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tocsin.model import Target
    from tocsin.policyset import PolicySet
    from tocsin.provision.changes.losses import Loss
    from tocsin.provision.changes.states import Deployed, State
    from tocsin.provision.configuration import Accepted, Configuration
    from tocsin.provision.resource import Input, Plan, Resource

REPLACING: Mapping[str, tuple[str, ...]] = {
    CONTACT: ("alias", "type"),
    SCHEDULE: ("alias", "type"),
    CHANNEL: ("contactId", "type"),
    PLAN: ("contactId",),
    ROTATION: ("name",),
}
"""The inputs whose change makes a resource anew, as the providers' schemas say (ForceNew, createOnlyProperties)."""

EXECUTOR = "the deployed executor"
"""Who pages, where a state does not tell for which policy."""

_ADDRESS = "deliveryAddress"


def refusals(plan: Plan, state: State, policies: PolicySet, configuration: Configuration) -> tuple[Finding, ...]:
    """What must not be deployed (errors), with those that the configuration accepts suppressed; acceptances of nothing
    are warnings.
    """
    wanted = [(facts(each), each.formerly) for each in plan.resources]
    change = change_of(wanted, state, pages(policies, state, {each.key for each in plan.resources}))
    places = {each.key: Span(each.file, each.line or 1) for each in plan.resources if each.file}
    found = losses(change)
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
    documents = (each.values.get("policy") for each in state.resources.values() if each.type == POLICY)
    may = (arn for document in documents if isinstance(document, str) for arn in allowed(document))
    return frozenset((*may, *(arn for arns in (state.pages or {}).values() for arn in arns)))


def allowed(document: str) -> Iterator[str]:
    """The ARNs of the contacts on which an IAM policy document allows StartEngagement."""
    for statement in _many(json.loads(document).get("Statement")):
        if statement.get("Effect") == "Allow" and "ssm-contacts:StartEngagement" in _many(statement.get("Action")):
            yield from (arn for arn in _many(statement.get("Resource")) if ":contact/" in arn)


def _many(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def change_of(wanted: Sequence[tuple[Facts, tuple[str, ...]]], state: State, paging: Sequence[Page]) -> Change:
    """What becomes of a state if these resources (with their former names) are all there is to be."""
    kept, replaced = _told(state) if state.steps is not None else _foreseen(wanted, state)
    deployed = {each.key: each for each in state.resources.values() if each.type in TYPES}
    deleted = deployed.keys() - kept.values() - replaced.keys()
    channels = {each.key: each for each, _ in wanted if each.type == CHANNEL}
    moved = {each for each, old in kept.items() if each in channels and _moves(channels[each], state, old)}
    moved |= {step.new for step in state.steps or () if step.new in kept and _ADDRESS in step.changes}
    before = graph(Facts(each.type, each.name, each.key, _known(each, state.arns)) for each in deployed.values())
    after = graph((each for each, _ in wanted), (channels.keys() - kept.keys()) | moved)
    return Change(before, after, kept, replaced, deleted, moved, {own: arn for arn, own in state.arns.items()}, paging)


def _known(each: Deployed, arns: Mapping[str, str]) -> Mapping[str, object]:
    def by_key(value: object) -> object:
        if isinstance(value, str):
            return arns.get(value, value)
        if isinstance(value, dict):
            return {name: by_key(inner) for name, inner in value.items()}
        return [by_key(inner) for inner in value] if isinstance(value, list) else value

    return {name: by_key(value) for name, value in each.values.items() if name != "arn"}


def _told(state: State) -> tuple[dict[str, str], dict[str, str]]:
    """What Pulumi says."""
    pairs = [(step.fate, step.new, step.old) for step in state.steps or () if step.new and step.old]
    return (
        {new: old for fate, new, old in pairs if fate == "kept"},
        {old: new for fate, new, old in pairs if fate == "replaced"},
    )


def _foreseen(wanted: Iterable[tuple[Facts, tuple[str, ...]]], state: State) -> tuple[dict[str, str], dict[str, str]]:
    """What Pulumi would say: the resources come in an order in which each stands after those that it refers to."""
    kept, replaced = dict[str, str](), dict[str, str]()
    for new, formerly in wanted:
        names = (new.name, *formerly)
        old = next((each for name in names if (each := key(new.type, name)) in state.resources), None)
        if old is None:
            continue
        if all(_stays(new, name, state, old, kept) for name in REPLACING.get(new.type, ())):
            kept[new.key] = old
        else:
            replaced[old] = new.key
    return kept, replaced


def _stays(wanted: Facts, name: str, state: State, old: str, kept: Mapping[str, str]) -> bool:
    """Whether an input is what it was; so it is where the state does not tell."""
    new, was = wanted.values.get(name), state.resources[old].values.get(name)
    if not isinstance(new, str) or not isinstance(was, str):
        return True
    if new in kept:
        return state.resources[kept[new]].arn == was
    return new == was


def _moves(wanted: Facts, state: State, old: str) -> bool:
    new, was = _address(wanted.values), _address(state.resources[old].values)
    return None not in (new, was) and new != was


def _address(values: Mapping[str, object]) -> str | None:
    """The address, if it can be read."""
    outer = values.get(_ADDRESS)
    inner = outer.get("simpleAddress") if isinstance(outer, dict) else None
    return inner.value if isinstance(inner, Sealed) else None
