"""All that has a say in the paging of an alert, so that alerts for which it is the same on both sides are passed over.

A `Say` is equal on both sides only if decision, pages, texts and people are, at every instant: it holds everything that
`match`, `render` and the walks read, but for names that nobody is called by. That makes it safe to skip, and most
alerts of most changes are skipped.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from tocsin.match import lifted
from tocsin.reviews.diff.around import Another
from tocsin.roster import ContactTarget

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from tocsin.model import Alert, Json
    from tocsin.policyset import Policy, Silence
    from tocsin.reviews.diff.sides import Opened
    from tocsin.roster import Contact, Roster
    from tocsin.windows import Window


class Say(NamedTuple):
    """What speaks for one alert: the positions of policies by file, of silences, and whether the fallback may."""

    policies: tuple[tuple[int, ...], ...]
    silences: tuple[int, ...]
    fallback: bool


class Voices:
    """One side's policies, silences and fallback, each with everything that it brings with it."""

    def __init__(self, side: Opened) -> None:
        self._side, self._set = side, side.engine.policies
        self._people: dict[str, str] = {}

    def of(self, alert: Alert, view: dict[str, Json]) -> Say:
        """Who speaks for the alert."""
        groups = tuple(self._groups(alert, view))
        silences = self._set.silences
        silent = tuple(number for number, silence in enumerate(silences) if silence.pattern.matches(view))
        always = any(self._always(group[-1]) for group in groups)
        return Say(groups, silent, fallback=not always and self._set.fallback is not None)

    def content(self, say: Say, alert: Alert) -> Hashable:
        """All that these say: equal on both sides where the sides treat the alert alike."""
        return (
            tuple(tuple(self._contents[position] for position in group) for group in say.policies),
            tuple((silence.start, silence.end) for silence in self.silences(say)),
            self._fallback if say.fallback else None,
            self._set.public.get(alert.type, frozenset()),
            self._set.secret.get(alert.type, frozenset()),
        )

    def choice(self, say: Say) -> Hashable:
        """What decides whom these page, but for the hours of their windows."""
        return (
            tuple(tuple(_choice(self._set.policies[position]) for position in group) for group in say.policies),
            tuple((silence.start, silence.end) for silence in self.silences(say)),
            _choice(self._set.fallback) if say.fallback and self._set.fallback else None,
        )

    def window(self, name: str) -> Window:
        """The window of this name."""
        return self._set.windows[name]

    def policies(self, say: Say) -> list[Policy]:
        """The policies that speak, in order."""
        return [self._set.policies[position] for group in say.policies for position in group]

    def silences(self, say: Say) -> list[Silence]:
        """The silences that speak, in order."""
        return [self._set.silences[number] for number in say.silences]

    def files(self, say: Say) -> tuple[str, ...]:
        """The files whose policies speak."""
        return tuple(self._set.policies[group[0]].file for group in say.policies)

    def beside(self, say: Say) -> Iterator[Another]:
        """Who else may want the alert: the policies of the same files, and all silences."""
        yield from chain.from_iterable(self._files[file] for file in self.files(say))
        yield from (Another(f"silence {silence.name}", silence.pattern, silence=True) for silence in self._set.silences)

    def people(self, target: str) -> str:
        """Whoever is behind a target, with plans and rotations: equal where the same people are called alike."""
        if target not in self._people:
            self._people[target] = repr(sorted(self.behind(target).items()))
        return self._people[target]

    def behind(self, target: str) -> Mapping[str, object]:
        """The contacts and rotations that a target leads to, by name."""
        return closure(self._side.roster, target)

    def text(self, policy: Policy) -> Hashable:
        """What the texts of a policy are made from, beside the alert and the contact."""
        texts = tuple(self.texts(policy).values())  # names do not show
        return policy.sender, policy.incident, policy.description, policy.owner, texts

    def texts(self, policy: Policy) -> Mapping[str, str | None]:
        """The policy's template and those that it extends, by name."""
        return {name: self._set.templates.get(name) for name in self._family(policy.template)}

    def _groups(self, alert: Alert, view: dict[str, Json]) -> Iterator[tuple[int, ...]]:
        """The matching policies of each file, as far as one may win."""
        file, group = None, list[int]()
        for position in self._set.index.matching(view):
            policy = self._set.policies[position]
            if alert.hold is not None and not list(lifted([policy], alert)):
                continue
            if policy.file != file:
                if group:
                    yield tuple(group)
                file, group = policy.file, []
            if not group or not self._ends(group[-1]):
                group.append(position)
        if group:
            yield tuple(group)

    def _ends(self, position: int) -> bool:
        """Whether no policy behind this one is ever asked."""
        return self._always(position) and not self._set.policies[position].continues

    def _always(self, position: int) -> bool:
        policy = self._set.policies[position]
        return not policy.when and not policy.unless

    @cached_property
    def _files(self) -> dict[str, list[Another]]:
        """The policies of each file."""
        found: dict[str, list[Another]] = {}
        for policy in self._set.policies:
            found.setdefault(policy.file, []).append(Another(f"policy {policy.name}", policy.pattern))
        return found

    @cached_property
    def _contents(self) -> list[Hashable]:
        return [self._policy(policy) for policy in self._set.policies]

    @cached_property
    def _fallback(self) -> Hashable:
        return self._policy(self._set.fallback) if self._set.fallback else None

    def _policy(self, policy: Policy) -> Hashable:
        """All of a policy but its name and place, which nobody is called by, and its pattern, which has been asked."""
        windows = tuple(self._set.windows[name]._replace(name="") for name in policy.when)
        excluded = tuple(self._set.windows[name]._replace(name="") for name in policy.unless)
        targets = tuple((target, self.people(target.name)) for target in policy.targets)
        return targets, windows, excluded, policy.continues, terms(policy), self.text(policy)

    def _family(self, template: str | None) -> Iterator[str]:
        """The template and those it extends."""
        seen: set[str] = set()
        while template is not None and template not in seen:
            seen.add(template)
            yield template
            template = self._side.parents.get(template)


def _choice(policy: Policy) -> Hashable:
    return tuple(target.arn for target in policy.targets), policy.when, policy.unless, policy.continues


def terms(policy: Policy) -> Hashable:
    """On which terms a policy pages again, stops, or sums up."""
    return policy.dedupe_by, policy.dedupe_window, policy.repeat, policy.resolve, policy.storm


def closure(roster: Roster, target: str) -> dict[str, object]:
    """The contacts and rotations that a target leads to, by name."""
    found: dict[str, object] = {}
    waiting = [target]
    for name in waiting:  # grows while it is walked
        contact = roster.contact(name)
        if contact is not None and f"contact {name}" not in found:
            found[f"contact {name}"] = contact
            for rotation in contact.rotations:
                found[f"rotation {rotation}"] = roster.rotations.get(rotation)
            waiting += _behind(roster, contact)
    return found


def _behind(roster: Roster, contact: Contact) -> Iterator[str]:
    for rotation in (roster.rotations[name] for name in contact.rotations if name in roster.rotations):
        yield from rotation.members
        for override in rotation.overrides:
            yield from override.members
    for stage in contact.stages:
        yield from (target.contact for target in stage.targets if isinstance(target, ContactTarget))
