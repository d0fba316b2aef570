"""What becomes of a deployed stack, and who is lost by it, as Pulumi says or as it would say."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from tocsin.provision.changes.losses import Change, losses
from tocsin.provision.changes.reach import TYPES, Facts, graph
from tocsin.provision.resource import Sealed, key
from tocsin.provision.tokens import CHANNEL, CONTACT, PLAN, ROTATION, SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from tocsin.provision.changes.losses import Loss, Page
    from tocsin.provision.changes.states import Deployed, State

Wanted: TypeAlias = "Sequence[tuple[Facts, tuple[str, ...]]]"
"""Resources that are to be, with the names that each had before."""

REPLACING: Mapping[str, tuple[str, ...]] = {
    CONTACT: ("alias", "type"),
    SCHEDULE: ("alias", "type"),
    CHANNEL: ("contactId", "type"),
    PLAN: ("contactId",),
    ROTATION: ("name",),
}
"""The inputs whose change makes a resource anew, as the providers' schemas say (ForceNew, createOnlyProperties)."""

_ADDRESS = "deliveryAddress"
STATUS = "activationStatus"
ACTIVATED = "ACTIVATED"
_REFRESH = "If it has been activated since: `pulumi refresh`, and export again."


def lost(wanted: Wanted, state: State, paging: Sequence[Page]) -> tuple[Loss, ...]:
    """What a change would take away, by rule and name.

    Deployed channels count as working first, because a state may be older than their activation, and then as the state
    says: nobody whom only they reach is lost, but whoever is left to them is.
    """
    found = losses(change_of(wanted, state, paging))
    told = {(loss.rule, loss.name) for loss in found}
    strict = losses(change_of(wanted, state, paging, idle(state)))
    more = (loss for loss in strict if (loss.rule, loss.name) not in told)
    return (*found, *(loss._replace(help=f"{loss.help}\n{_REFRESH}") for loss in more))


def idle(state: State) -> frozenset[str]:
    """The keys of the channels of which the state says that nobody has activated them.

    None, if it says so of all: then nobody has refreshed it since they were made.
    """
    channels = {each.key: each.values.get(STATUS) for each in state.resources.values() if each.type == CHANNEL}
    known = {each: status for each, status in channels.items() if isinstance(status, str)}
    waiting = frozenset(each for each, status in known.items() if status != ACTIVATED)
    return waiting if len(waiting) < len(known) else frozenset()


def change_of(wanted: Wanted, state: State, paging: Sequence[Page], waiting: Set[str] = frozenset()) -> Change:
    """What becomes of a state if these resources (with their former names) are all there is to be.

    Nothing arrives at the deployed channels `waiting`, before and after.
    """
    kept, replaced = _told(state) if state.steps is not None else _foreseen(wanted, state)
    deployed = {each.key: each for each in state.resources.values() if each.type in TYPES}
    deleted = deployed.keys() - kept.values() - replaced.keys()
    channels = {each.key: each for each, _ in wanted if each.type == CHANNEL}
    moved = {each for each, old in kept.items() if each in channels and _moves(channels[each], state, old)}
    moved |= {step.new for step in state.steps or () if step.new in kept and _ADDRESS in step.changes}
    before = graph(
        (Facts(each.type, each.name, each.key, _known(each, state.arns)) for each in deployed.values()), waiting
    )
    inactive = (channels.keys() - kept.keys()) | moved | {new for new, old in kept.items() if old in waiting}
    after = graph((each for each, _ in wanted), inactive)
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


def _foreseen(wanted: Wanted, state: State) -> tuple[dict[str, str], dict[str, str]]:
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
