"""What a policy pack is shown of a stack, as a graph sees it: references by key, as far as they are known.

In a preview the ARN of what is yet to be made is unknown. Pulumi tells which resources a property stands on: what is
unknown in it are those of them that it does not name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tocsin.provision.changes.reach import TYPES, Facts, graph
from tocsin.provision.changes.roles import allowed
from tocsin.provision.changes.states import home
from tocsin.provision.resource import Sealed, key
from tocsin.provision.tokens import CONTACT, POLICY, SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Set

    from tocsin.provision.changes.reach import Graph

UNKNOWN = object()
"""A value that only the deploy will tell."""

_ORDER = (CONTACT, SCHEDULE)
"""Resources of these types come first: what refers to them is told apart by what becomes of them."""

_ARN = re.compile(r"arn:[^:]+:ssm-contacts:([^:]*:[^:]*):contact/(.+)")


class Shown(NamedTuple):
    """A resource of a stack; `formerly` are names that it had, `upon` the keys that each property stands on."""

    type: str
    name: str
    urn: str
    values: Mapping[str, object]
    upon: Mapping[str, tuple[str, ...]]
    formerly: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """As Resource.key."""
        return key(self.type, self.name)


@dataclass(frozen=True)
class Stack:
    """All resources of a stack. `elsewhere` are aliases and ARNs of contacts of the same account that others made."""

    shown: Sequence[Shown]
    elsewhere: Set[str] = frozenset()

    def facts(self, arns: Mapping[str, str]) -> list[Facts]:
        """The resources of a graph, what they refer to before themselves. `arns` leads from known ARNs to keys."""
        arns = {**arns, **self.arns}
        ordered = sorted(self.shown, key=lambda each: each.type not in _ORDER)
        return [Facts(each.type, each.name, each.key, _values(each, arns)) for each in ordered if each.type in TYPES]

    @property
    def graph(self) -> Graph:
        """Whom pages reach in this stack."""
        return graph(self.facts({}))

    @property
    def arns(self) -> dict[str, str]:
        """Keys by ARN, as far as these are known."""
        return {arn: each.key for each in self.shown if isinstance(arn := each.values.get("arn"), str)}

    @property
    def urns(self) -> dict[str, str]:
        """URNs by key."""
        return {each.key: each.urn for each in self.shown}

    @property
    def home(self) -> tuple[str | None, str | None]:
        """The names of the stack and of its project."""
        return home(self.shown[0].urn) if self.shown else (None, None)

    def paged(self) -> Iterator[tuple[str, str, str]]:
        """The executor policies' keys, with the ARNs that each may page, and the keys of those contacts (foreign ones
        keep their ARN; so does one that should be here and is not).
        """
        aliases = {each.values.get("alias"): each.key for each in self.shown if each.type in _ORDER}
        arns = self.arns
        for each in self.shown:
            document = each.values.get("policy")
            if each.type == POLICY and isinstance(document, str):
                for arn in dict.fromkeys(allowed(document)):
                    yield each.key, arn, arns.get(arn) or aliases.get(_alias(arn)) or arn

    def foreign(self, arn: str) -> bool:
        """Whether somebody else makes this contact: in another account or Region, or as the pack's settings say."""
        if arn in self.elsewhere or _alias(arn) in self.elsewhere:
            return True
        homes = {_home(own) for _, own, found in self.paged() if found != own}
        return _home(arn) not in homes


def _alias(arn: str) -> str | None:
    found = _ARN.fullmatch(arn)
    return found and found[2]


def _home(arn: str) -> str | None:
    """Region and account."""
    found = _ARN.fullmatch(arn)
    return found and found[1]


def _values(each: Shown, arns: Mapping[str, str]) -> dict[str, object]:
    return {name: _value(each, name, value, arns) for name, value in each.values.items()}


def _value(each: Shown, name: str, value: object, arns: Mapping[str, str]) -> object:
    if name == "deliveryAddress":
        return _sealed(value)
    known = set(_known(value, arns))
    missing = iter([key for key in each.upon.get(name, ()) if key not in known])

    def by_key(inner: object) -> object:
        if inner is UNKNOWN:
            return next(missing, None)
        if isinstance(inner, str):
            return arns.get(inner, inner)
        if isinstance(inner, dict):
            return {word: by_key(every) for word, every in inner.items()}
        return [by_key(every) for every in inner] if isinstance(inner, list) else inner

    return by_key(value)


def _known(value: object, arns: Mapping[str, str]) -> Iterator[str]:
    if isinstance(value, str) and value in arns:
        yield arns[value]
    elif isinstance(value, dict):
        for each in value.values():
            yield from _known(each, arns)
    elif isinstance(value, list):
        for each in value:
            yield from _known(each, arns)


def _sealed(value: object) -> object:
    """An address as a plan has it."""
    if isinstance(value, dict):
        return {name: _sealed(each) for name, each in value.items()}
    return Sealed(value if isinstance(value, str) else None)
