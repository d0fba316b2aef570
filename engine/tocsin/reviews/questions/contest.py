"""Alerts that policies get although others want them too.

An alert made for a policy may be taken by one before it, or page more people because another file wants it as well. The
difference that a change makes may only show where they are not in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.model import Alert
    from tocsin.patterns import Pattern
    from tocsin.policyset import Policy
    from tocsin.reviews.questions.alerts import Maker
    from tocsin.reviews.questions.line_ups import LineUps, Matching

MAX_ROUNDS = 8
"""Attempts to get others out of the way of one alert, of which each meets those that the one before has called in."""

Others = Callable[["Matching"], Iterable["Pattern"]]
"""The patterns of policies in the way of an alert, of those that match it."""


class Contest:
    """Between the policies of some sides. It ends once `limit` alerts were tried; from then on none is found."""

    def __init__(self, maker: Maker, line_ups: LineUps, limit: int) -> None:
        self._maker, self._line_ups = maker, line_ups
        self._left = limit

    def alerts(
        self,
        policies: Sequence[Policy],
        wanted: Sequence[Pattern] = (),
        unwanted: Sequence[Pattern] = (),
        known: Sequence[Alert] = (),
        *,
        alone: bool = True,
    ) -> Iterator[Alert]:
        """Alerts that the policies match, and what else is wanted, and nothing unwanted, besides those `known`.

        One, whoever else wants it; for each side one that no policy before them takes; with `alone` one that no other
        policy matches; each as far as there is one, and no other one of them will do.
        """
        patterns = [*wanted, *(policy.pattern for policy in policies)]
        make = partial(self._alert, policies[-1], patterns)
        found = list(known)
        if not found and (first := make(unwanted)):
            found.append(first)
            yield first
        matching = cache(lambda place: self._matching(found[place]))  # of most alerts nobody asks
        for others in self._opponents(policies, alone=alone):
            if self._left and found and all(any(True for _ in others(matching(place))) for place in range(len(found))):
                freed = self._freed(found[0], others, unwanted, make)
                found.append(freed)
                yield freed

    def _matching(self, alert: Alert) -> Matching:
        return self._line_ups.matching(alert.view())

    def _opponents(self, policies: Sequence[Policy], *, alone: bool) -> Iterator[Others]:
        for side in range(len(self._line_ups.sets)):
            yield partial(self._line_ups.rivals, side, policies)
        if alone:
            yield partial(self._line_ups.company, policies)

    def _alert(self, policy: Policy, wanted: Sequence[Pattern], unwanted: Sequence[Pattern]) -> Alert | None:
        if self._left == 0:
            return None
        self._left -= 1
        return self._maker.alert(policy, wanted, unwanted)

    def _freed(
        self,
        alert: Alert,
        others: Others,
        unwanted: Sequence[Pattern],
        make: Callable[[Sequence[Pattern]], Alert | None],
    ) -> Alert:
        """An alert that as few others as possible match."""
        avoided = list(unwanted)
        hopeless: set[Pattern] = set()
        for _ in range(MAX_ROUNDS):
            found = [each for each in dict.fromkeys(others(self._matching(alert))) if each not in hopeless]
            if not found:
                break
            for pattern in found:
                if better := make([*avoided, pattern]):
                    avoided.append(pattern)
                    alert = better
                else:
                    hopeless.add(pattern)
        return alert
