"""Which channels a state knows to be activated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.provision.changes.course import ACTIVATED, STATUS, change_of
from tocsin.provision.changes.refusals import facts
from tocsin.provision.tokens import CHANNEL

if TYPE_CHECKING:
    from tocsin.provision.changes.states import State
    from tocsin.provision.resource import Plan


def activated(plan: Plan, state: State) -> frozenset[str]:
    """The names (person/channel) of the plan's channels that stay as they are, and that the state says are activated.

    An address that cannot be read counts as the same, as it does for refusals.
    """
    change = change_of([(facts(each), each.formerly) for each in plan.resources], state, ())
    stay = {each.name: change.kept.get(each.key) for each in plan.resources if each.type == CHANNEL}
    moved = {each.name for each in plan.resources if each.key in change.moved}
    return frozenset(
        name
        for name, old in stay.items()
        if old is not None and name not in moved and state.resources[old].values.get(STATUS) == ACTIVATED
    )
