"""`tocsin page`: executes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from tocsin.clock import SystemClock
from tocsin.commands import FAILED, GOOD, UNAVAILABLE, options, planning
from tocsin.commands.ledger import JOURNAL, open_ledger
from tocsin.commands.service import ssm_contacts
from tocsin.errors import LedgerUnavailable, UnreadableInput
from tocsin.execute import Executor, Result, StopResult, read_plan
from tocsin.model import DecisionKind
from tocsin.pipeline import jobs, open_set
from tocsin.reporters import json_
from tocsin.reporters.human.outcomes import outcomes as table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tocsin.commands.options import Output, Talk
    from tocsin.compile import Overrides
    from tocsin.decision import Rendering
    from tocsin.execute import Job, Outcome, Stopped
    from tocsin.pipeline import Engine
    from tocsin.reporters.human.paint import Paint

PATIENCE = 60.0
_FOR_EVENTS = {"given": "--at", "source_name": "--from", "account": "--account", "region": "--region"}


@click.command("page")
@click.argument("events", nargs=-1, metavar="EVENT...")
@click.option("--plan", "plan_file", metavar="FILE", help="Execute exactly a saved `render -o json`, and nothing else.")
@click.option("--resume", is_flag=True, help="Send again what earlier runs claimed and did not bring to an end.")
@click.option("--journal", metavar="FILE", help=f"Where claims and receipts are kept (default: DIR/{JOURNAL}).")
@click.option("--patience", type=click.FloatRange(0, 3600), default=PATIENCE, show_default=True, metavar="SECONDS",
              help="How long to retry before the rest is left to --resume.")  # fmt: skip
@options.output("human", "json")
@options.at("now")
@options.source
@options.account
@options.volume
@options.color
@click.pass_obj
def command(
    directory: str,
    *,
    events: tuple[str, ...],
    plan_file: str | None,
    resume: bool,
    journal: str | None,
    patience: float,
    outputs: Sequence[Output],
    given: datetime | str | None,
    source_name: str | None,
    overrides: Overrides,
    talk: Talk,
    paint: Paint,
) -> int:
    """Page: StartEngagement for each request that these EVENTs lead to.

    Every request is in the journal before it is sent, and its receipt after: a run that was killed is finished with
    --resume, and no page goes out twice. Resolved alerts stop the engagements that were started for them.
    """
    if sum((bool(events), plan_file is not None, resume)) != 1:
        raise click.UsageError("give EVENTs, or --plan FILE, or --resume")
    if not events:
        _refuse_idle_options()
    wanted: list[Job] = []
    engine: Engine | None = None
    results: list[Rendering] = []
    if plan_file is not None:
        wanted = read_plan(_read(plan_file))
    elif events:
        engine, found = open_set(directory, overrides), planning.alerts(events, source_name)
        planning.told(talk, engine, found)
        results = planning.plans(engine, found, given, default_now=True)
        wanted = [job for result in results for job in jobs(engine, result)]
        _say_what_pages_nobody(results, talk)
    with ssm_contacts() as backend, open_ledger(directory, journal, talk, resume=resume) as ledger:
        executor = Executor(backend, ledger, TellingClock(talk), patience=patience)
        outcomes = executor.resume() if resume else executor.execute(wanted)
        stopped, unknown = _stop_resolved(executor, engine, results)
    rows = [_row(outcome) for outcome in outcomes] + [_stopped_row(each) for each in stopped]
    _say_what_is_left(rows, talk)
    options.write(outputs, human=lambda: table(rows, paint), json=lambda: json_.outcomes(rows))
    return UNAVAILABLE if unknown else _exit_code(outcomes, stopped)


def _refuse_idle_options() -> None:
    """What was decided already cannot be decided otherwise: an option that does nothing would promise that."""
    context = click.get_current_context()
    for name, option in _FOR_EVENTS.items():
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{option} decides about EVENTs; --plan and --resume send what was decided before")


def _read(path: str) -> str:
    try:
        return planning.text(path)
    except UnreadableInput as error:
        raise UnreadableInput(f"{'standard input' if path == '-' else path}: {error}") from None


def _say_what_pages_nobody(results: Sequence[Rendering], talk: Talk) -> None:
    for result in results:
        decision = result.decision
        if decision.kind in {DecisionKind.UNROUTED, DecisionKind.SILENCED}:
            notes = f" ({'; '.join(result.notes)})" if result.notes else ""
            talk.note(f"warning: {decision.alert.type} pages nobody: {decision.kind.value}{notes}")


class TellingClock(SystemClock):
    """Says on stderr that the next attempt is being waited for."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
        if seconds >= 1:
            self._talk.note(f"note: not answered yet; trying again in {seconds:.0f} s")
        super().sleep(seconds)


def _stop_resolved(
    executor: Executor, engine: Engine | None, results: Sequence[Rendering]
) -> tuple[list[Stopped], bool]:
    """What was stopped for resolved alerts, and whether that is unknown of some."""
    if engine is None:
        return [], False
    stopping = {policy.name for policy in engine.policies.policies if policy.resolve == "stop"}
    if engine.policies.fallback is not None:
        stopping.add(engine.policies.fallback.name)
    resolved = [result.decision.alert for result in results if result.decision.kind is DecisionKind.RESOLVED]
    stopped: list[Stopped] = []
    try:
        for alert_id, ended_at in dict.fromkeys((alert.id, alert.ends_at) for alert in resolved):
            stopped += executor.stop_for(alert_id, stopping, ended_at=ended_at)
    except LedgerUnavailable as error:
        click.echo(f"tocsin: error: {error}; what runs for resolved alerts is unknown and not stopped", err=True)
        return stopped, True
    return stopped, False


def _say_what_is_left(rows: Sequence[dict[str, Any]], talk: Talk) -> None:
    if not all(row["recorded"] for row in rows):
        click.echo("tocsin: warning: the journal could not be written; see `recorded` in the result", err=True)
    waiting = sum(row["outcome"] == Result.RETRY_LATER and row["token"] is not None for row in rows if row["recorded"])
    if waiting:
        talk.note(f"note: still to be sent: {waiting}; `tocsin page --resume` tries again")


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "outcome": outcome.result.value,
        "policy": outcome.claim.policy,
        "target": outcome.claim.target,
        "token": outcome.claim.token,
        "engagement": outcome.receipt.engagement_arn if outcome.receipt else None,
        "code": outcome.code,
        "recorded": outcome.recorded,
    }


def _stopped_row(stopped: Stopped) -> dict[str, Any]:
    return {
        "outcome": stopped.result.value,
        "policy": stopped.policy,
        "target": stopped.target,
        "token": None,
        "engagement": stopped.engagement_arn,
        "code": stopped.code,
        "recorded": stopped.recorded,
    }


def _exit_code(outcomes: Sequence[Outcome], stopped: Sequence[Stopped]) -> int:
    """3 where trying again may help, 1 where the service refused for good."""
    if any(outcome.result is Result.RETRY_LATER for outcome in outcomes):
        return UNAVAILABLE
    if any(each.result is StopResult.RETRY_LATER for each in stopped):
        return UNAVAILABLE
    return FAILED if any(outcome.result is Result.UNDELIVERABLE for outcome in outcomes) else GOOD
