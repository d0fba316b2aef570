"""Who is notified, as a test expects it: on which kind of channel, how soon, and who must not be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tocsin.durations import seconds
from tocsin.finding import nearest
from tocsin.reviews.suite.failures import failure
from tocsin.validate.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.finding import Finding
    from tocsin.reviews.simulate import Notified, Simulation
    from tocsin.reviews.suite.cases import Case
    from tocsin.roster import Roster

MOST = 5
"""So many moments are told of somebody."""

Limits = dict[str, str]
"""`by` and `within`, as written."""


def asked(case: Case) -> bool:
    """Whether the test speaks of people, so that its pages have to be walked through."""
    return bool(case.acks) or "reaches" in case.expect or "not_reaches" in case.expect


def failures(case: Case, simulations: Sequence[Simulation], roster: Roster) -> Iterator[Finding]:
    """People who are not notified as expected, people who should not be, and answers that cannot be given."""
    yield from _answers(case, simulations, roster)
    for key in ("reaches", "not_reaches"):
        for steps, contact, limits in _people(case.expect.get(key, {})):
            if problem := stranger(contact, roster):
                yield failure(case.span("expect", key, *steps, key=True), *problem)
            elif key == "reaches":
                yield from _reached(case, steps, contact, limits, simulations)
            else:
                yield from _spared(case, steps, contact, limits, simulations)


def stranger(contact: str, roster: Roster) -> tuple[str, list[str]] | None:
    """Why nobody of this name can be notified, as far as this set knows."""
    known = roster.contacts.get(contact)
    if known is None:
        people = [name for name, each in roster.contacts.items() if each.kind == "PERSONAL"]
        meant = nearest(contact, people)
        return f"unknown contact {quoted(contact)}", [f"Did you mean `{meant}`?"] if meant else []
    if known.kind != "PERSONAL":
        kind = "an escalation" if known.kind == "ESCALATION" else "an on-call schedule"
        return f"`{contact}` is {kind}: name the people whom it notifies", []
    if known.elsewhere:
        return f"`{contact}` is provisioned elsewhere: how it is notified is not known here", []
    return None


def _people(wanted: Any) -> Iterator[tuple[tuple[str | int, ...], str, Limits]]:
    """Each person with its place and its limits, from a mapping or a list of names."""
    if isinstance(wanted, list):
        yield from (((index,), name, {}) for index, name in enumerate(wanted))
    else:
        yield from (((name,), name, limits) for name, limits in wanted.items())


def _reached(
    case: Case, steps: tuple[str | int, ...], contact: str, limits: Limits, simulations: Sequence[Simulation]
) -> Iterator[Finding]:
    if any(_meets(each, limits, simulation) for simulation, each in _moments(contact, simulations)):
        return
    span = case.span("expect", "reaches", *steps, key=True)
    yield failure(span, f"{contact} is not notified{_limits(limits)}", _instead(contact, simulations))


def _spared(
    case: Case, steps: tuple[str | int, ...], contact: str, limits: Limits, simulations: Sequence[Simulation]
) -> Iterator[Finding]:
    moments = [_moment(s, each) for s, each in _moments(contact, simulations) if _meets(each, limits, s)]
    if moments:
        span = case.span("expect", "not_reaches", *steps, key=True)
        yield failure(span, f"{contact} is notified{_limits(limits)}", moments[:MOST])


def _moments(contact: str, simulations: Sequence[Simulation]) -> Iterator[tuple[Simulation, Notified]]:
    for simulation in simulations:
        yield from ((simulation, each) for each in simulation.notified if each.contact == contact)


def _meets(each: Notified, limits: Mapping[str, str], simulation: Simulation) -> bool:
    if "by" in limits and each.type != limits["by"]:
        return False
    return "within" not in limits or _after(each, simulation) <= timedelta(seconds=seconds(limits["within"]))


def _after(each: Notified, simulation: Simulation) -> timedelta:
    return each.at - (simulation.start or each.at)


def _limits(limits: Mapping[str, str]) -> str:
    return "".join(f" {word} {limits[word]}" for word in ("by", "within") if word in limits)


def _moment(simulation: Simulation, each: Notified) -> str:
    via = f" via {' > '.join(each.via)}" if each.via else ""
    return f"minute {simulation.minute(each.at)}: {each.contact} by {each.type}{via} ({each.policy})"


def _instead(contact: str, simulations: Sequence[Simulation]) -> list[str]:
    """What becomes of somebody who was to be notified: their first moment on each kind of channel, or what is amiss."""
    first: dict[str, str] = {}
    for simulation, each in _moments(contact, simulations):
        first.setdefault(each.type, _moment(simulation, each))
    if first:
        return list(first.values())
    gaps = [f"minute {s.minute(gap.at)}: {gap.reason}" for s in simulations for gap in s.missed if not gap.expected]
    if gaps:
        return gaps[:MOST]
    woken = list(dict.fromkeys(each.contact for simulation in simulations for each in simulation.notified))
    decisions = ", ".join(dict.fromkeys(simulation.decision.kind.value for simulation in simulations))
    return [f"decision  {decisions}", f"notified  {', '.join(woken) or 'nobody'}"]


def _answers(case: Case, simulations: Sequence[Simulation], roster: Roster) -> Iterator[Finding]:
    """An answer must come from somebody who has been notified by then."""
    for index, said in enumerate(case.acks):
        span = case.span("acks", index)
        if problem := stranger(said.contact, roster):
            yield failure(span, *problem)
        elif not any(
            each.contact == said.contact and simulation.start and each.at - simulation.start == said.after
            for simulation in simulations
            for each in simulation.answered
        ):
            yield failure(
                span,
                f"{said.contact} cannot answer then: not notified by that time",
                _instead(said.contact, simulations),
            )
