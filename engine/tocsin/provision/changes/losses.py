"""Who would no longer be paged after a change of a stack, while policies that stay count on it: one function a rule.

Channels that are made anew, or get another address, count as out of order: a person must type a code first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tocsin.provision.changes.reach import Group, Person, always, holders, reachable, reached, ready, silent
from tocsin.provision.tokens import CONTACT, ROTATION, SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from tocsin.provision.changes.reach import Graph, Way

_KINDS = {"sms": "SMS", "voice": "voice", "email": "e-mail"}
_LATER = "Add what is new beside it, activate its channels, page that instead, and deploy; delete this one after that."


class Page(NamedTuple):
    """What a policy that stays pages: the keys of its targets before and after (none: nobody knows)."""

    policy: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """Two graphs, and what becomes of the resources of the first.

    `kept` leads from new keys to the old ones of the same resource, `replaced` from old keys to new ones; `moved` are
    new keys of channels that get another address. `arns` are those of the old keys.
    """

    before: Graph
    after: Graph
    kept: Mapping[str, str]
    replaced: Mapping[str, str]
    deleted: Set[str]
    moved: Set[str]
    arns: Mapping[str, str]
    pages: Sequence[Page] = field(default=())

    @cached_property
    def paged_before(self) -> Mapping[str, tuple[str, ...]]:
        """The policies that come to a contact, schedule or rotation, by key."""
        return _by_key((page.policy, reached(self.before, page.before)) for page in self.pages)

    @cached_property
    def paged_after(self) -> Mapping[str, tuple[str, ...]]:
        """The same after the change, of policies that notified somebody before it."""
        heard = (page for page in self.pages if reachable(self.before, page.before))
        return _by_key((page.policy, reached(self.after, page.after)) for page in heard)

    @cached_property
    def named_after(self) -> Mapping[str, tuple[str, ...]]:
        """The same of all policies."""
        return _by_key((page.policy, reached(self.after, page.after)) for page in self.pages)


def _by_key(pages: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for policy, keys in pages:
        for key in keys:
            found.setdefault(key, []).append(policy)
    return {key: tuple(dict.fromkeys(policies)) for key, policies in found.items()}


class Loss(NamedTuple):
    """One refusal, about what `name` calls; `key` is that of the resource in the plan, if it is there.

    `people` are the keys of those of whom nothing more need be said.
    """

    rule: str
    name: str
    message: str
    help: str
    policies: tuple[str, ...]
    key: str | None = None
    people: frozenset[str] = frozenset()


def losses(change: Change) -> tuple[Loss, ...]:
    """Everything that a change would take away, the causes before what follows from them."""
    causes = (*deleted(change), *replaced(change), *silenced(change))
    told = frozenset(person for loss in causes for person in loss.people)
    left = (*rotations(change, told), *stages(change, told))
    return (*causes, *left, *policies(change, {policy for loss in (*causes, *left) for policy in loss.policies}))


def deleted(change: Change) -> Iterator[Loss]:
    """Contacts, escalation plans and schedules that are paged, and would be deleted."""
    for key, node in change.before.items():
        paging = _policies(change, key)
        if key in change.deleted and _is_contact(node) and paging:
            message = f"`{node.name}` would be deleted, and {_names(paging)} {_pages(paging)} it{_through(change, key)}"
            yield Loss("TOC511", node.name, message, _help_to_delete(change, key), paging)


def replaced(change: Change) -> Iterator[Loss]:
    """Those that would be made anew: under another ARN, with channels that nobody has activated."""
    for key, node in change.before.items():
        paging = _policies(change, key)
        if key in change.replaced and _is_contact(node) and paging:
            new = change.replaced[key]
            name = change.after[new].name if new in change.after else node.name
            lost = "its channels need a new code each" if isinstance(node, Person) else "its ARN is another one"
            anew = f"made anew as `{name}`" if name != node.name else "made anew"
            paged = f"{_names(paging)} {_pages(paging)} it{_through(change, key)}"
            message = f"`{node.name}` would be {anew}: {lost}, and {paged}"
            yield Loss("TOC512", node.name, message, _LATER, paging, new, frozenset({new}))


def silenced(change: Change) -> Iterator[Loss]:
    """People who stay, but would no longer be reached by a kind of channel that reaches them now."""
    for new, node in change.after.items():
        old = change.before.get(change.kept.get(new, ""))
        paging = change.paged_after.get(new, ())
        if not (isinstance(node, Person) and isinstance(old, Person) and paging):
            continue
        if change.kept[new] in change.paged_before:
            lost = [kind for kind in _KINDS if kind in old.kinds - node.kinds]
            if lost:
                yield _silenced(change, new, (old, node), lost, paging)


def _silenced(
    change: Change, new: str, people: tuple[Person, Person], lost: Sequence[str], paging: tuple[str, ...]
) -> Loss:
    old, node = people
    ways = {way.channel: way for stage in old.stages for way in stage if way.active and way.kind in lost}
    why = "; ".join(_what_becomes_of(change, way) for way in ways.values())
    by = "any channel" if not node.kinds else " or ".join(_KINDS[kind] for kind in lost)
    message = f"`{node.name}` would no longer be reached by {by} when {_names(paging)} {_pages(paging)}: {why}"
    unheard = frozenset({new} if not node.kinds else ())
    help_ = "Add the new channel beside the old one, activate it, and remove the old one in a later deploy."
    return Loss("TOC514", node.name, message, help_, paging, new, unheard)


def _what_becomes_of(change: Change, way: Way) -> str:
    new = next((new for new, old in change.kept.items() if old == way.channel), None)
    if way.channel in change.replaced:
        return f"`{way.name}` is made anew, and needs a code"
    if new is None:
        return f"`{way.name}` is deleted"
    if new in change.moved:
        return f"`{way.name}` gets another address, and needs a code"
    return f"`{way.name}` is no longer in the plan"


def rotations(change: Change, told: Set[str]) -> Iterator[Loss]:
    """Rotations and schedules in which nobody is left, or somebody whom nothing reaches."""
    for key, node in change.after.items():
        paging = change.paged_after.get(key, ())
        if not isinstance(node, Group) or node.type not in {ROTATION, SCHEDULE} or not paging:
            continue
        old = change.before.get(change.kept.get(key, ""))
        if not node.targets and (old is None or (isinstance(old, Group) and old.targets)):
            what = "members" if node.type == ROTATION else "rotations"
            message = f"`{node.name}` would have no {what}, and {_names(paging)} {_pages(paging)} it"
            yield Loss("TOC513", node.name, message, "Leave somebody in it, or page somebody else first.", paging, key)
        elif node.type == ROTATION and (unheard := _newly_unheard(change, node, old, told)) and _alone(change, key):
            message = (
                f"`{node.name}` would page nobody in the shifts of {_people(change, unheard)}, "
                f"and {_names(paging)} {_pages(paging)} it"
            )
            yield Loss("TOC513", node.name, message, _FIRST, paging, key)


_FIRST = "Give them channels and a plan, deploy, let them activate the channels, and put them there after that."


def _newly_unheard(change: Change, rotation: Group, old: Person | Group | None, told: Set[str]) -> tuple[str, ...]:
    """Members in whose shifts nobody is notified, but for those of whom it was said, or of whom it was so before."""
    before = silent(change.before, old) if isinstance(old, Group) else ()
    return tuple(
        each for each in silent(change.after, rotation) if each not in told and change.kept.get(each) not in before
    )


def _alone(change: Change, rotation: str) -> bool:
    """Whether a schedule that is paged stands on this rotation: no other of it notifies somebody at all hours."""
    schedules = (
        node
        for key, node in change.after.items()
        if isinstance(node, Group) and node.type == SCHEDULE and rotation in node.targets and key in change.paged_after
    )
    return not all(any(_sound(change, each) for each in node.targets if each != rotation) for node in schedules)


def _sound(change: Change, rotation: str) -> bool:
    node = change.after.get(rotation)
    return isinstance(node, Group) and node.all_hours and bool(node.targets) and not silent(change.after, node)


def stages(change: Change, told: Set[str]) -> Iterator[Loss]:
    """Stages of escalation plans that would notify nobody, whoever is on call."""
    for key, node in change.after.items():
        paging = change.paged_after.get(key, ())
        if not isinstance(node, Group) or node.type != CONTACT or not paging:
            continue
        old = change.before.get(change.kept.get(key, ""))
        if isinstance(old, Group) and _as_good(change, old, node):
            continue
        for number, stage in enumerate(node.stages, 1):
            if not reachable(change.after, stage) and _newly_silent(change, stage, old, told):
                who = f"page {_unheard(change, stage)}" if stage else "have no targets"
                message = f"stage {number} of `{node.name}` would {who}, and {_names(paging)} {_pages(paging)} it"
                yield Loss("TOC513", node.name, message, _FIRST, paging, key)


def _as_good(change: Change, old: Group, new: Group) -> bool:
    """Whether as many stages notify somebody as before, the first of them no later: what is silent has been added."""
    heard = [
        [number for number, stage in enumerate(node.stages) if reachable(paging, stage)]
        for paging, node in ((change.before, old), (change.after, new))
    ]
    return not heard[0] or (len(heard[1]) >= len(heard[0]) and heard[1][0] <= heard[0][0])


def _newly_silent(change: Change, stage: Sequence[str], old: Person | Group | None, told: Set[str]) -> bool:
    """Not if something was said of one in it, nor if the same stage was silent before."""
    if not told.isdisjoint(reached(change.after, stage)):
        return False
    same = tuple(change.kept.get(each, each) for each in stage)
    silent = [each for each in old.stages if not reachable(change.before, each)] if isinstance(old, Group) else []
    return same not in silent


def policies(change: Change, told: Set[str]) -> Iterator[Loss]:
    """Policies that notify somebody now whoever is on call, and then do not, if nothing else has been said of them."""
    for page in change.pages:
        if page.policy in told or not page.after or not always(change.before, page.before):
            continue
        if not always(change.after, page.after):
            when = "at times " if reachable(change.after, page.after) else ""
            message = f"`{page.policy}` would {when}page {_unheard(change, page.after)}"
            yield Loss("TOC513", page.policy, message, _FIRST, (page.policy,))


def _unheard(change: Change, targets: Iterable[str]) -> str:
    """Those whom nothing reaches among all to whom a page of these targets comes."""
    keys = reached(change.after, targets)
    people = [key for key in keys if not isinstance(change.after.get(key), Group) and not ready(change.after, key)]
    return f"only {_people(change, people)}, whom nothing reaches" if people else "nobody"


def _is_contact(node: Person | Group) -> bool:
    return isinstance(node, Person) or node.type != ROTATION


def _policies(change: Change, key: str) -> tuple[str, ...]:
    """The policies that page an old contact, or its ARN still."""
    still = change.named_after.get(change.arns.get(key, ""), ())
    return tuple(dict.fromkeys((*change.paged_before.get(key, ()), *still)))


def _help_to_delete(change: Change, key: str) -> str:
    if change.arns.get(key, "") in change.named_after:
        return "Somebody else's contact of the same ARN is this one: take it out of the stack without deleting it."
    inside = holders(change.before, key)
    out = f"Take it out of {_names(inside)}" if inside else "Let the policies page somebody else"
    return f"{out} and deploy; delete it in a later deploy."


def _through(change: Change, key: str) -> str:
    inside = holders(change.before, key)
    return f" through {_names(inside)}" if inside else ""


def _people(change: Change, keys: Iterable[str]) -> str:
    return _names([node.name if (node := change.after.get(key)) else key.rpartition("::")[2] for key in keys])


def _names(names: Sequence[str]) -> str:
    """A few names, and how many more there are."""
    shown = [f"`{name}`" for name in names[:3]]
    more = len(names) - len(shown)
    shown += [f"{more} more"] if more else []
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _pages(policies: Sequence[str]) -> str:
    return "pages" if len(policies) == 1 else "page"
