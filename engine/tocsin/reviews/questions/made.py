"""Every question to some policy sets, once and in one order."""

from __future__ import annotations

import json
from itertools import chain, islice, product
from typing import TYPE_CHECKING

from tocsin.patterns.witness import meeting, near, witnesses
from tocsin.reviews.questions.alerts import Made, Maker, there
from tocsin.reviews.questions.branches import Branches
from tocsin.reviews.questions.combinations import combinations
from tocsin.reviews.questions.contest import Contest
from tocsin.reviews.questions.line_ups import LineUps
from tocsin.reviews.questions.overlaps import Overlaps
from tocsin.reviews.questions.question import Question

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from tocsin.patterns import Pattern
    from tocsin.policyset import Policy
    from tocsin.reviews.questions.question import Side

MAX_ALERTS = 8_000
"""Alerts made of policies that differ: each has its share, but not less than FEW."""

FEW = 8
"""Alerts made of a policy that is the same on all sides: one for every entry of the usual lists."""

MAX_PAIRS, MAX_CONTESTED = 3_000, 3_000
"""Pairs within files, and again pairs of any files, with a policy that differs; alerts tried to get others out of the
way of such a policy, or for pairs."""

MAX_COMBINED, MAX_COMBINATIONS = 8, 2_000
"""Policies that meet of which every combination is made; combinations in all, of which each policy that differs has its
share: in a change of many policies there are pairs only."""

MAX_OTHER_PAIRS, MAX_OTHER_CONTESTED = 1_000, 1_000
"""The same of policies that do not differ, and again of silences."""

MAX_BRANCHES = 2_000
"""Alerts made for conditions in templates."""

UNHEARD_OF = "unheard-of"
"""The type of an alert that no policy expects."""


def questions(sides: Sequence[Side]) -> Iterator[Question]:
    """All that is worth asking these sides, each question once.

    First what people wrote: samples, tests, events. Then what is made. For each policy and silence an alert for every
    entry of every list of its pattern, and one that is over; for policies that differ between the sides (or of one side
    alone) also at every bound, and such as are just missed. Alerts that two policies want, or that one wants and its
    other version does not; then a silence and a policy. Where policies before them would take these alerts, another
    one that they leave. One of each type of the catalogue, and one of no known type.
    """
    asker = _Asker(sides)
    made = (
        asker.of_versions(), asker.of_differing(), asker.of_branches(), asker.of_others(), asker.of_silences(),
        asker.of_types(),
    )  # fmt: skip
    return _once(chain(chain.from_iterable(side.given for side in sides), *made))


def _once(asked: Iterable[Question]) -> Iterator[Question]:
    seen: set[Hashable] = set()
    for question in asked:
        key = (json.dumps(question.alert.view()), question.at)
        if key not in seen:
            seen.add(key)
            yield question


class _Asker:
    """Makes questions to some sides."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self.sides = sides
        self.maker = Maker(sides)
        self.line_ups = LineUps(sides)
        self.differing = self.line_ups.differing
        self.branches = Branches(self.maker.fillings.families)
        self.contest = Contest(self.maker, self.line_ups, MAX_CONTESTED)
        self.others = Contest(self.maker, self.line_ups, MAX_OTHER_CONTESTED)
        self.silenced = Contest(self.maker, self.line_ups, MAX_OTHER_CONTESTED)

    def of_versions(self) -> Iterator[Question]:
        """What one version of a policy takes and another one does not."""
        for name in sorted(self.differing):
            pairs = ((one, other) for one in self.line_ups.versions[name] for other in self._otherwise(one))
            for one, other in pairs:
                for alert in self.contest.alerts([one], unwanted=[other.pattern]):
                    yield Question(alert, None, f"made from policy {name}")

    def of_differing(self) -> Iterator[Question]:
        """What the policies take that differ, what they just miss, what two want and other versions of them do not."""
        share = max(FEW, MAX_ALERTS // max(1, len(self.differing)))
        for name in dict.fromkeys(policy.name for policy in self.line_ups.policies if policy.name in self.differing):
            made: Made = {}  # of an event that several versions take or miss there is one alert
            for policy in self.line_ups.versions[name]:
                yield from self._taken(policy, share, self.contest, made, alone=True)
                yield from self._missed(policy, share // 2, made)
        within = Overlaps(self.line_ups.policies)
        across = Overlaps(self.line_ups.policies, within_files=False)
        pairs = dict.fromkeys(
            chain(within.of(self.differing, MAX_PAIRS), across.of(self.differing, MAX_PAIRS)),
        )
        yield from self._of_groups(pairs, self.contest)
        yield from self._of_combinations(pairs)

    def _of_combinations(self, pairs: Iterable[tuple[Policy, Policy]]) -> Iterator[Question]:
        """What each policy that differs takes together with those that it meets, in every combination of a few."""
        size = max(1, MAX_COMBINATIONS // max(1, len(self.differing))).bit_length() - 1
        if size < 2:  # one policy alone has been asked about
            return
        for name, company in self._company(pairs).items():
            few = {json.dumps(policy.pattern.source): policy for policy in (*self.line_ups.versions[name], *company)}
            for matching, alert in combinations(self.maker, [*few.values()][: min(size, MAX_COMBINED)]):
                yield Question(alert, None, _origin(matching))

    def _company(self, pairs: Iterable[tuple[Policy, Policy]]) -> Mapping[str, Sequence[Policy]]:
        """The policies that each one meets which differs, by its name."""
        found: dict[str, list[Policy]] = {name: [] for name in sorted(self.differing)}
        for pair in pairs:
            for policy, other in (pair, pair[::-1]):
                if policy.name in found:
                    found[policy.name].append(other)
        return found

    def of_branches(self) -> Iterator[Question]:
        """What policies take of which the template differs, on both sides of each of its conditions."""
        return islice(chain.from_iterable(map(self._in_branches, self.line_ups.policies)), MAX_BRANCHES)

    def _in_branches(self, policy: Policy) -> Iterator[Question]:
        templates = {version.template for version in self.line_ups.versions[policy.name]}
        if len(templates) < 2 and self.branches.differing.isdisjoint(filter(None, templates)):
            return
        for asked in self.branches.asked(tuple(sorted(filter(None, templates)))):
            if alert := self.maker.alert(policy, [policy.pattern, asked]):
                yield Question(alert, None, f"made from policy {policy.name} and its template")

    def of_others(self) -> Iterator[Question]:
        """What the other policies take, and what two of them want."""
        others = [policy for policy in self.line_ups.policies if policy.name not in self.differing]
        for policy in others:
            yield from self._taken(policy, FEW, self.others, {}, alone=False)
        pairs = Overlaps(others).of({policy.name for policy in others}, MAX_OTHER_PAIRS)
        yield from self._of_groups(pairs, self.others)

    def _taken(self, policy: Policy, limit: int, contest: Contest, made: Made, *, alone: bool) -> Iterator[Question]:
        """What is not `made` yet of what the policy takes."""
        origin, known = f"made from policy {policy.name}", len(made)
        events = islice(witnesses(policy.pattern), limit)
        taken = [*self.maker.alerts(events, policy, [policy.pattern], made=made)]
        won = contest.alerts([policy], known=taken, alone=alone)
        yield from (Question(alert, None, origin) for alert in chain([*made.values()][known:], won))
        yield from (Question(self.maker.resolved(alert), None, f"{origin}, resolved") for alert in taken[:1])

    def _missed(self, policy: Policy, limit: int, made: Made) -> Iterator[Question]:
        """What is not `made` yet of what the policy just misses."""
        origin, known = f"just outside policy {policy.name}", len(made)
        events = islice(near(policy.pattern), limit)
        for alert in self.maker.alerts(events, policy, [], [policy.pattern], made=made):
            if len(made) > known:
                known = len(made)
                yield Question(alert, None, origin)

    def _of_groups(self, groups: Iterable[tuple[Policy, ...]], contest: Contest) -> Iterator[Question]:
        """What all policies of a group want, and what other versions of some of them do not."""
        for group in groups:
            for unwanted in self._lost(group):
                yield from (Question(alert, None, _origin(group)) for alert in contest.alerts(group, unwanted=unwanted))

    def _lost(self, group: Iterable[Policy]) -> Iterable[tuple[Pattern, ...]]:
        """The patterns of other versions: of none of the policies, of each one, of several."""
        others = (
            ((), tuple(version.pattern for version in self._otherwise(policy) if version not in group))
            for policy in group
        )
        return dict.fromkeys(tuple(chain.from_iterable(chosen)) for chosen in product(*others))

    def _otherwise(self, policy: Policy) -> Iterator[Policy]:
        """The versions of a policy that match other alerts than this one."""
        versions = self.line_ups.versions[policy.name]
        return (version for version in versions if version.pattern.source != policy.pattern.source)

    def of_silences(self) -> Iterator[Question]:
        """What each silence takes, from nobody in particular and from policies, and other versions of it do not."""
        found = [silence for side in self.sides for silence in side.policies.silences]
        silences = list({(silence.name, json.dumps(silence.pattern.source)): silence for silence in found}.values())
        overlaps, share = Overlaps(self.line_ups.policies), max(FEW, MAX_OTHER_PAIRS // max(1, len(silences)))
        for silence in silences:
            origin, pattern = f"made from silence {silence.name}", silence.pattern
            lost = [each.pattern for each in silences if each.name == silence.name and each is not silence]
            apart = [event for other in lost if (event := meeting([pattern, *there([other])], [other]))]
            for alert in self.maker.alerts(chain(witnesses(pattern), apart), None, [pattern]):
                yield Question(alert, None, origin)
            for policy in islice(overlaps.meeting(pattern), share):
                for unwanted in dict.fromkeys(((), tuple(lost))):
                    for alert in self.silenced.alerts([policy], [pattern], unwanted, alone=False):
                        yield Question(alert, None, f"{origin} and policy {policy.name}")

    def of_types(self) -> Iterator[Question]:
        """An alert of each type of the catalogues, and one of a type that nobody expects."""
        for kind in self.maker.fillings.declared:
            yield Question(self.maker.plain(kind), None, f"alert type {kind}")
        yield Question(self.maker.plain(UNHEARD_OF), None, "an alert of no known type")


def _origin(policies: Iterable[Policy]) -> str:
    first, *more = dict.fromkeys(policy.name for policy in policies)
    return f"made from policies {' and '.join([first, *more])}" if more else f"made from policy {first}"
