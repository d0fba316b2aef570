"""Every question to some policy sets, once and in one order."""

from __future__ import annotations

import json
from itertools import chain, islice, permutations
from typing import TYPE_CHECKING

from tocsin.patterns.witness import near, witnesses
from tocsin.reviews.questions.alerts import Maker, resolved
from tocsin.reviews.questions.contest import Contest
from tocsin.reviews.questions.line_ups import LineUps
from tocsin.reviews.questions.overlaps import Overlaps
from tocsin.reviews.questions.question import Question

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from tocsin.patterns import Pattern
    from tocsin.policyset import Policy
    from tocsin.reviews.questions.question import Side

MAX_ALERTS = 8_000
"""Alerts made of policies that differ: each has its share, but not less than FEW."""

FEW = 8
"""Alerts made of a policy that is the same on all sides: one for every entry of the usual lists."""

MAX_PAIRS = 3_000
"""Pairs within files, and again pairs of any files, with a policy that differs; MAX_OTHER_PAIRS of all others."""

MAX_OTHER_PAIRS = 1_000

UNHEARD_OF = "unheard-of"
"""The type of an alert that no policy expects."""


def questions(sides: Sequence[Side]) -> Iterator[Question]:
    """All that is worth asking these sides, each question once.

    First what people wrote: samples, tests, events. Then what is made. For each policy and silence an alert for every
    entry of every list of its pattern, and one that is over; for policies that differ between the sides (or of one side
    alone) also at every bound, and such as are just missed. Alerts that two policies want, or that one wants and its
    other version does not; or a silence and a policy. Where policies before them would take these alerts, another one
    that they leave. One of each type of the catalogue, and one of no known type.
    """
    asker = _Asker(sides)
    made = (asker.of_versions(), asker.of_policies(), asker.of_pairs(), asker.of_silences(), asker.of_types())
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
        self.contest = Contest(self.maker, self.line_ups)
        self.share = max(FEW, MAX_ALERTS // max(1, len(self.line_ups.differing)))

    def of_versions(self) -> Iterator[Question]:
        """What one version of a policy takes and another one does not."""
        for name in sorted(self.line_ups.differing):
            for one, other in permutations(self.line_ups.versions[name], 2):
                for alert in self.contest.alerts([one], unwanted=[other.pattern]):
                    yield Question(alert, None, f"made from policy {name}")

    def of_policies(self) -> Iterator[Question]:
        """What each policy takes and what it just misses."""
        for policy in self.line_ups.policies:
            differs, origin = policy.name in self.line_ups.differing, f"made from policy {policy.name}"
            events = islice(witnesses(policy.pattern), self.share if differs else FEW)
            taken = [*self.maker.alerts(events, policy, [policy.pattern])]
            won = self.contest.alerts([policy], known=taken, alone=differs)
            yield from (Question(alert, None, origin) for alert in chain(taken, won))
            yield from (Question(resolved(alert), None, f"{origin}, resolved") for alert in taken[:1])
            missed = islice(near(policy.pattern), self.share // 2 if differs else 0)
            for alert in self.maker.alerts(missed, policy, [], [policy.pattern]):
                yield Question(alert, None, f"just outside policy {policy.name}")

    def of_pairs(self) -> Iterator[Question]:
        """What two policies want, and what other versions of them do not."""
        policies, differing = self.line_ups.policies, self.line_ups.differing
        within, across = Overlaps(policies), Overlaps(policies, within_files=False)
        everyone = [policy.name for policy in policies]
        pairs = (within.of(differing, MAX_PAIRS), across.of(differing, MAX_PAIRS), within.of(everyone, MAX_OTHER_PAIRS))
        for one, other in dict.fromkeys(chain(*pairs)):
            for unwanted in self._lost(one, other):
                for alert in self.contest.alerts([one, other], unwanted=unwanted):
                    yield Question(alert, None, f"made from policies {one.name} and {other.name}")

    def _lost(self, one: Policy, other: Policy) -> Iterator[tuple[Pattern, ...]]:
        """The patterns of other versions of two policies: none, of one, of both."""
        ours, theirs = (
            tuple(version.pattern for version in self.line_ups.versions[each.name] if version is not each)
            for each in (one, other)
        )
        yield from dict.fromkeys(((), ours, theirs, ours + theirs))

    def of_silences(self) -> Iterator[Question]:
        """What each silence takes, from nobody in particular and from policies."""
        silences = [silence for side in self.sides for silence in side.policies.silences]
        overlaps = Overlaps(self.line_ups.policies)
        for silence in silences:
            origin = f"made from silence {silence.name}"
            for alert in self.maker.alerts(witnesses(silence.pattern), None, [silence.pattern]):
                yield Question(alert, None, origin)
            for policy in islice(overlaps.meeting(silence.pattern), max(FEW, MAX_OTHER_PAIRS // len(silences))):
                for alert in self.contest.alerts([policy], [silence.pattern], alone=False):
                    yield Question(alert, None, f"{origin} and policy {policy.name}")

    def of_types(self) -> Iterator[Question]:
        """An alert of each type of the catalogues, and one of a type that nobody expects."""
        for kind in self.maker.fillings.declared:
            yield Question(self.maker.plain(kind), None, f"alert type {kind}")
        yield Question(self.maker.plain(UNHEARD_OF), None, "an alert of no known type")
