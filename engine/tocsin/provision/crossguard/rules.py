"""The rules of the pack: functions of what a stack shows, without Pulumi."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.provision.changes import course
from tocsin.provision.changes.losses import Page
from tocsin.provision.changes.reach import Facts, Group, Person, reached
from tocsin.provision.changes.refusals import EXECUTOR, paged
from tocsin.provision.changes.roles import unattached
from tocsin.provision.changes.states import check_home
from tocsin.provision.configuration import Accepted
from tocsin.provision.tokens import CONTACT, ROTATION, SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tocsin.model import Json
    from tocsin.provision.changes.states import State
    from tocsin.provision.crossguard.sight import Stack


class Violation(NamedTuple):
    """What is wrong, and with which resource (None: with the stack)."""

    message: str
    urn: str | None


def missing(stack: Stack) -> Iterator[Violation]:
    """Every contact that the executor may page is in the stack, or somebody else's."""
    for policy, arn, found in stack.paged():
        if found == arn and not stack.foreign(arn):
            yield Violation(f"may page {arn}, which is not in this stack", stack.urns[policy])


def unheard(stack: Stack) -> Iterator[Violation]:
    """Everybody whom a page can come to has a plan with a channel that exists."""
    graph, urns = stack.graph, stack.urns
    for key in reached(graph, dict.fromkeys(found for _, _, found in stack.paged())):
        node = graph.get(key)
        if isinstance(node, Person) and not node.kinds:
            yield Violation(f"`{node.name}` is paged, but has no plan with a channel", urns[key])


def empty(stack: Stack) -> Iterator[Violation]:
    """Rotations have members, schedules rotations, and every stage of an escalation plan somebody to engage."""
    what = {ROTATION: "rotation `{}` has no members", SCHEDULE: "schedule `{}` has no rotations"}
    for key, node in stack.graph.items():
        if not isinstance(node, Group):
            continue
        if node.type == CONTACT:
            bare = [number for number, stage in enumerate(node.stages, 1) if not stage]
            problems = [f"stage {number} of `{node.name}` engages nobody" for number in bare]
            problems += [] if node.stages else [f"escalation plan `{node.name}` has no stages"]
        else:
            problems = [] if node.targets else [what[node.type].format(node.name)]
        yield from (Violation(problem, stack.urns[key]) for problem in problems)


def lost(stack: Stack, state: State, accepted: Iterable[Mapping[str, str]] = ()) -> Iterator[Violation]:
    """Nobody whom the deployed stack pages would no longer be reached (TOC511 to TOC514), but for what is accepted.

    Raises UnreadableInput where the state is another stack's.
    """
    check_home(state, *stack.home)
    old = state.arns
    names = {each.key: each.formerly for each in stack.shown}
    # By name first, so that what stays can be told by its ARN even where a preview does not know it.
    wanted = [
        (facts, names[facts.key]) for facts in stack.facts({arn: key for arn, key in old.items() if key in names})
    ]
    deployed = paged(state)
    pages = [
        Page(policy, (old.get(arn, arn),), (found,))
        for _, arn, found in stack.paged()
        if arn in deployed
        for policy in _policies(state, arn)
    ]
    everything = (Facts(each.type, each.name, each.key, each.values) for each in stack.shown)
    given = {(each["rule"], each["name"]) for each in accepted}
    for loss in (*course.lost(wanted, state, sorted(pages)), *unattached(state, everything, pages)):
        if (loss.rule, loss.name) not in given:
            yield Violation(f"{loss.message} [{loss.rule}]", stack.urns.get(loss.key or ""))


def _policies(state: State, arn: str) -> tuple[str, ...]:
    """The policies that paged this contact in the last deploy."""
    return tuple(name for name, arns in (state.pages or {}).items() if arn in arns) or (EXECUTOR,)


class Rule(NamedTuple):
    """A rule of the pack: what it demands, its function, and its settings as JSON Schema."""

    description: str
    violations: Callable[[Stack], Iterator[Violation]]
    settings: Mapping[str, Json] = {}


RULES: Mapping[str, Rule] = {
    "paged-contacts-exist": Rule(
        "Every contact that an executor may page is in the stack, or somebody else's.",
        missing,
        {"elsewhere": {"type": "array", "items": {"type": "string"}, "default": []}},
    ),
    "paged-people-are-reached": Rule("Everybody who is paged has a plan with a channel.", unheard),
    "nothing-is-empty": Rule("Rotations have members, schedules rotations, stages somebody to engage.", empty),
}
"""By the name that a pack's configuration calls them by."""

LOST = ("nobody-is-lost", "Whoever is paged now is reached after the deploy.")
"""`lost`, which needs the state of the deployed stack."""

_ACCEPTED = Accepted._fields

LOST_SETTINGS: Mapping[str, Json] = {
    "state": {"type": "string", "default": ""},
    "accepted": {
        "type": "array",
        "default": [],
        "items": {
            "type": "object",
            "properties": {each: {"type": "string", "minLength": 1} for each in _ACCEPTED},
            "required": [*_ACCEPTED],
            "additionalProperties": False,
        },
    },
}
"""`state` is the path of a `pulumi stack export`; `accepted` is as in a stack's configuration."""
