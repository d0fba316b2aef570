"""Alerts for the combinations of a few policies that there are: which match, which do not.

What a change does may show only where a third policy goes on after the two that met, or where an old and a new version
of a policy match, with another one that one side has between the two. Few policies have few combinations: all are made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.model import Alert
    from tocsin.policyset import Policy
    from tocsin.reviews.questions.alerts import Maker


def combinations(maker: Maker, policies: Sequence[Policy]) -> Iterator[tuple[list[Policy], Alert]]:
    """An alert for each set of these policies that some alert matches while it matches none of the others.

    With those that match. At most two to the power of their number; none for the empty set.
    """
    for first, policy in enumerate(policies):
        if alert := _alert(maker, [policy], policies[:first]):
            yield from _further(maker, [policy], [*policies[:first]], policies[first + 1 :], alert)


def _further(
    maker: Maker, matching: list[Policy], others: list[Policy], rest: Sequence[Policy], alert: Alert
) -> Iterator[tuple[list[Policy], Alert]]:
    """The combinations that begin with these policies that match and these that do not, of which `alert` is one."""
    if not rest:
        yield matching, alert
        return
    policy, *rest = rest
    with_it, without = ([*matching, policy], others), (matching, [*others, policy])
    if not policy.pattern.matches(alert.view()):
        with_it, without = without, with_it
    yield from _further(maker, *with_it, rest, alert)
    if other := _alert(maker, *without):
        yield from _further(maker, *without, rest, other)


def _alert(maker: Maker, matching: Sequence[Policy], others: Sequence[Policy]) -> Alert | None:
    wanted, unwanted = ([policy.pattern for policy in each] for each in (matching, others))
    return maker.alert(matching[0], wanted, unwanted)
