"""Whom a page reaches: contacts, schedules, rotations and channels as one graph, made from a plan or from a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from tocsin.provision.tokens import CHANNEL, CONTACT, PLAN, ROTATION, SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

TYPES = frozenset({CONTACT, SCHEDULE, ROTATION, CHANNEL, PLAN})
"""What the graph is made of."""


class Facts(NamedTuple):
    """A resource as the graph sees it: `values` name other resources by their keys, somebody else's contacts by ARN."""

    type: str
    name: str
    key: str
    values: Mapping[str, object]


class Way(NamedTuple):
    """A channel that a person's plan uses. Not `active`: nothing arrives there before a code has been typed."""

    channel: str
    name: str
    kind: str
    active: bool


class Person(NamedTuple):
    """A person, with the channels of every stage of the plan."""

    name: str
    stages: tuple[tuple[Way, ...], ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of channels that reach this person."""
        return frozenset(way.kind for stage in self.stages for way in stage if way.active)


class Group(NamedTuple):
    """An escalation plan with the contacts of every stage; a schedule's only stage is its rotations, a rotation's its
    members.

    Of a rotation `on_call` are on call together, one after another in its order; `all_hours`: it leaves none out.
    """

    name: str
    type: str
    stages: tuple[tuple[str, ...], ...]
    on_call: int = 1
    all_hours: bool = True

    @property
    def targets(self) -> tuple[str, ...]:
        """Everybody in it, once."""
        return tuple(dict.fromkeys(target for stage in self.stages for target in stage))


Graph: TypeAlias = "Mapping[str, Person | Group]"
"""By key. A contact that is not in it and has an ARN is somebody else's, and taken to be reached."""


def graph(resources: Iterable[Facts], inactive: Set[str] = frozenset()) -> Graph:
    """The graph of these resources; channels are active but for those with the keys `inactive`."""
    facts = {each.key: each for each in resources if each.type in TYPES}
    plans = {str(each.values.get("contactId")): each for each in facts.values() if each.type == PLAN}
    return {each.key: _node(each, plans.get(each.key), facts, inactive) for each in facts.values() if _pages(each)}


def _pages(each: Facts) -> bool:
    return each.type in {CONTACT, SCHEDULE, ROTATION}


def _node(each: Facts, plan: Facts | None, facts: Mapping[str, Facts], inactive: Set[str]) -> Person | Group:
    if each.type == ROTATION:
        return _rotation(each)
    if each.type == SCHEDULE:
        rotations = (text for part in _maps(each.values.get("plan")) for text in _texts(part.get("rotationIds")))
        return Group(each.name, SCHEDULE, (tuple(rotations),))
    stages = [tuple(_maps(stage.get("targets"))) for stage in _maps(plan.values.get("stages") if plan else None)]
    if each.values.get("type") == "ESCALATION":
        return Group(each.name, CONTACT, tuple(tuple(_named(stage, "contact")) for stage in stages))
    return Person(each.name, tuple(tuple(_ways(stage, facts, inactive)) for stage in stages))


def _rotation(each: Facts) -> Group:
    given = each.values.get("recurrence")
    recurrence = given if isinstance(given, dict) else {}
    several = recurrence.get("numberOfOnCalls")
    members = tuple(_texts(each.values.get("contactIds")))
    on_call = int(several) if isinstance(several, int | float) else 1
    return Group(each.name, ROTATION, (members,), on_call, not recurrence.get("shiftCoverages"))


def _ways(targets: Iterable[Mapping[str, object]], facts: Mapping[str, Facts], inactive: Set[str]) -> Iterator[Way]:
    for channel in _named(targets, "channel"):
        found = facts.get(channel)
        if found is not None:
            name, kind = (str(found.values.get(each)) for each in ("name", "type"))
            yield Way(channel, name, kind.lower(), channel not in inactive)


def _named(targets: Iterable[Mapping[str, object]], what: str) -> Iterator[str]:
    """The ids that targets name: contactTargetInfo.contactId or channelTargetInfo.contactChannelId."""
    inner = "contactId" if what == "contact" else "contactChannelId"
    for target in targets:
        info = target.get(f"{what}TargetInfo")
        if isinstance(info, dict) and isinstance(info.get(inner), str):
            yield info[inner]


def _maps(values: object) -> Iterator[Mapping[str, object]]:
    return (each for each in values if isinstance(each, dict)) if isinstance(values, list) else iter(())


def _texts(values: object) -> Iterator[str]:
    return (each for each in values if isinstance(each, str)) if isinstance(values, list) else iter(())


def reached(paging: Graph, targets: Iterable[str]) -> Mapping[str, None]:
    """The keys of all that pages of these targets come to, the targets first, in order."""
    found = dict.fromkeys(targets)
    ahead = [*found]
    for key in ahead:
        node = paging.get(key)
        new = [each for each in node.targets if each not in found] if isinstance(node, Group) else []
        found.update(dict.fromkeys(new))
        ahead += new
    return found


def always(paging: Graph, targets: Sequence[str]) -> bool:
    """Whether a page of these targets notifies somebody whoever is on call: outside rotations, or by every member of
    one. Hours that a rotation does not cover count for nothing.
    """
    seen, ahead = set(targets), [*targets]
    for key in ahead:
        node = paging.get(key)
        if isinstance(node, Group) and node.type != ROTATION:
            new = [each for each in node.targets if each not in seen]
            seen.update(new)
            ahead += new
        elif isinstance(node, Group):
            if node.targets and not silent(paging, node):
                return True
        elif ready(paging, key):
            return True
    return False


def silent(paging: Graph, rotation: Group) -> tuple[str, ...]:
    """The members of a rotation in whose shifts nobody is notified, whoever is on call with them."""
    members, size = rotation.targets, len(rotation.targets)
    together = min(rotation.on_call, size)
    shifts = [[members[(first + each) % size] for each in range(together)] for first in range(size)]
    lost = {member for shift in shifts if not any(ready(paging, each) for each in shift) for member in shift}
    return tuple(member for member in members if member in lost)


def reachable(paging: Graph, targets: Iterable[str]) -> bool:
    """Whether anybody is notified by a page of these targets, whoever is on call."""
    return any(ready(paging, key) for key in reached(paging, targets))


def ready(paging: Graph, key: str) -> bool:
    """Whether this contact itself is notified when a page comes to it."""
    node = paging.get(key)
    return key.startswith("arn:") if node is None else isinstance(node, Person) and bool(node.kinds)


def holders(paging: Graph, key: str) -> tuple[str, ...]:
    """The names of the plans, schedules and rotations that hold this one directly."""
    return tuple(sorted(node.name for node in paging.values() if isinstance(node, Group) and key in node.targets))
