"""`tocsin simulate`: who is woken when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from tocsin.commands import options, planning
from tocsin.durations import seconds
from tocsin.finding import nearest
from tocsin.pipeline import open_whole
from tocsin.reporters import json_
from tocsin.reporters.human.simulate import simulations as table
from tocsin.reviews.simulate import Acknowledgement, simulate
from tocsin.windows import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.commands.options import Output, Talk
    from tocsin.compile import Overrides
    from tocsin.decision import Rendering
    from tocsin.reporters.human.paint import Paint
    from tocsin.reviews.simulate import Simulation
    from tocsin.roster import Contact, Roster

LONGEST = timedelta(days=7)


class _Acknowledgement(click.ParamType[Acknowledgement]):
    name = "CONTACT@DURATION"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Acknowledgement:
        if isinstance(value, Acknowledgement):
            return value
        contact, _, length = str(value).rpartition("@")
        if not contact:
            self.fail(f"`{value}`: expected CONTACT@DURATION, such as akuam@5m", param, ctx)
        try:
            after = timedelta(seconds=seconds(length))
        except ValueError as error:
            self.fail(f"`{value}`: {error}", param, ctx)
        if after > LONGEST:
            self.fail(f"`{value}`: expected at most {LONGEST.days}d", param, ctx)
        return Acknowledgement(contact, after)


@click.command("simulate")
@click.argument("events", nargs=-1, required=True, metavar="EVENT...")
@options.at("the alert's own start", "windows, silences and shifts: when the page goes out")
@click.option(
    "--ack", "said", type=_Acknowledgement(), multiple=True,
    help="Somebody answers, so long after the page went out: akuam@5m. Repeatable.",
)  # fmt: skip
@options.source
@options.account
@options.output("human", "json")
@options.volume
@options.color
@click.pass_obj
def command(
    directory: str,
    *,
    events: tuple[str, ...],
    given: datetime | str | None,
    said: tuple[Acknowledgement, ...],
    source_name: str | None,
    overrides: Overrides,
    outputs: Sequence[Output],
    talk: Talk,
    paint: Paint,
) -> None:
    """Show who is notified at which minute on which channel for these EVENTs, until someone answers.

    EVENT is a file of JSON or JSON lines, - is standard input. Nothing is sent.
    """
    whole = open_whole(directory, overrides)
    engine, roster = whole.engine, whole.roster
    _check_people(said, roster)
    found = planning.alerts(events, source_name)
    planning.told(talk, engine, found)
    results = planning.plans(engine, found, given)
    _check_times(results)
    simulations = [simulate(result, roster, said) for result in results]
    _check_answers(said, simulations)
    options.write(
        outputs,
        human=lambda: table(simulations, paint),
        json=lambda: json_.simulations(simulations),
    )


def _check_times(results: Sequence[Rendering]) -> None:
    """Pages go out at an instant, and the plans after it must fit into the calendar."""
    for at in (result.decision.at for result in results if result.pages):
        if at is None:
            raise click.UsageError("an alert has no time of its own: say with --at when the page goes out")
        if not EARLIEST <= at < LATEST:
            raise click.UsageError(
                f"a page goes out in a year from {EARLIEST.year} to {LATEST.year - 1}, not {at.year}"
            )


def _check_people(said: Sequence[Acknowledgement], roster: Roster) -> None:
    """An answer must come from a person of the set: a schedule or an escalation does not answer, its people do."""
    people = {name: contact for name, contact in roster.contacts.items() if contact.kind == "PERSONAL"}
    for each in said:
        if each.contact in people:
            continue
        if other := roster.contact(each.contact):
            message = f"`{each.contact}` is {_kind(other)}: name the person who answers"
        else:
            meant = nearest(each.contact, people)
            message = f"unknown contact `{each.contact}`" + (f"; did you mean `{meant}`?" if meant else "")
        raise click.BadParameter(message, param_hint="--ack")


def _kind(contact: Contact) -> str:
    return "an escalation" if contact.kind == "ESCALATION" else "an on-call schedule"


def _check_answers(said: Sequence[Acknowledgement], simulations: Sequence[Simulation]) -> None:
    """An answer must come after its contact has been notified of one of the alerts at least."""
    for each in said:
        reached = [
            notified.at - simulation.start
            for simulation in simulations
            for notified in simulation.notified
            if notified.contact == each.contact and simulation.start
        ]
        if any(after <= each.after for after in reached):
            continue
        first = f"first notified at minute {min(reached) // timedelta(minutes=1)}" if reached else "never notified"
        others = ", given the other answers" if len(said) > 1 and not reached else ""
        raise click.BadParameter(f"`{each.contact}` cannot answer then: {first}{others}", param_hint="--ack")
