"""Where policies stand on the sides of a comparison: which differ, and which take an alert before others can."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from tocsin.model import Json
    from tocsin.patterns import Pattern
    from tocsin.policyset import Policy, PolicySet
    from tocsin.reviews.questions.question import Side

Matching = list[list[int]]
"""The places of the policies that match an alert, on each side."""


class LineUps:
    """The policies of all sides. `policies` has each once that is the same but for its line, in the order of files.

    `differing` are the names of those that are not the same, with the same windows and behind the same policy, on all
    sides; of one side alone all are.
    """

    def __init__(self, sides: Sequence[Side]) -> None:
        self.sets = [side.policies for side in sides]
        placed = [(policy, place) for policies in self.sets for place, policy in enumerate(policies.policies)]
        placed.sort(key=lambda each: (each[0].file, each[1]))
        self.policies = tuple({_key(policy): policy for policy, _ in placed}.values())
        self.differing = _differing(self.sets)
        self.versions: dict[str, list[Policy]] = defaultdict(list)
        """The policies by name: one, or as many as sides have it otherwise."""
        for policy in self.policies:
            self.versions[policy.name].append(policy)
        self._places = [{policy.name: place for place, policy in enumerate(each.policies)} for each in self.sets]

    def matching(self, view: Mapping[str, Json]) -> Matching:
        """Who matches an alert."""
        return [policies.index.matching(view) for policies in self.sets]

    def rivals(self, side: int, wanted: Iterable[Policy], matching: Matching) -> Iterator[Pattern]:
        """The patterns of the policies that, on one side, take an alert before those `wanted` can."""
        policies, places = self.sets[side], self._places[side]
        first: dict[str, int] = {}
        for policy in wanted:
            place = places.get(policy.name, 0)
            first[policy.file] = min(place, first.get(policy.file, place))
        for place in matching[side]:
            policy = policies.policies[place]
            if place < first.get(policy.file, 0) and not policy.continues:
                yield policy.pattern

    def company(self, wanted: Iterable[Policy], matching: Matching) -> Iterator[Pattern]:
        """The patterns of all other policies that match an alert, on any side."""
        names = {policy.name for policy in wanted}
        for policies, places in zip(self.sets, matching, strict=True):
            others = (policies.policies[place] for place in places)
            yield from (policy.pattern for policy in others if policy.name not in names)


def _differing(sets: Sequence[PolicySet]) -> frozenset[str]:
    if len(sets) == 1:
        return frozenset(policy.name for policy in sets[0].policies)
    placed = Counter(chain.from_iterable(map(_placed, sets)))
    return frozenset(name for (name, *_), times in placed.items() if times < len(sets))


def _placed(policies: PolicySet) -> Iterator[tuple[str, Hashable, Hashable, str]]:
    before = dict[str, str]()
    for policy in policies.policies:
        windows = tuple(policies.windows[name] for name in (*policy.when, *policy.unless))
        yield policy.name, _key(policy), windows, before.get(policy.file, "")
        before[policy.file] = policy.name


def _key(policy: Policy) -> Hashable:
    """Equal for policies that are the same but for their line."""
    return policy._replace(line=0, pattern=json.dumps(policy.pattern.source))  # type: ignore[arg-type]  # only compared
