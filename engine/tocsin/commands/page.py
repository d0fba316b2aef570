"""`tocsin page`: executes."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from tocsin.clock import SystemClock
from tocsin.commands import FAILED, GOOD, UNAVAILABLE, options, planning
from tocsin.commands.service import ssm_contacts
from tocsin.errors import LedgerUnavailable, UnreadableInput
from tocsin.execute import Executor, Result, StopResult, read_plan
from tocsin.ledgers.journal import Journal
from tocsin.ledgers.memory import MemoryLedger
from tocsin.model import DecisionKind
from tocsin.pipeline import jobs, open_set
from tocsin.reporters import human, json_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tocsin.commands.options import Output, Talk
    from tocsin.compile import Overrides
    from tocsin.decision import Rendering
    from tocsin.execute import Job, Ledger, Outcome, Stopped
    from tocsin.pipeline import Engine
    from tocsin.reporters.human import Paint

JOURNAL = os.path.join(".tocsin", "journal.jsonl")
PATIENCE = 60.0


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
    with ssm_contacts() as backend, _ledger(journal or os.path.join(directory, JOURNAL), needed=resume) as ledger:
        executor = Executor(backend, ledger, TellingClock(talk), patience=patience)
        outcomes = executor.resume() if resume else executor.execute(wanted)
        stopped = _stop_resolved(executor, engine, results)
    if not all(outcome.recorded for outcome in outcomes):
        click.echo("tocsin: warning: the journal could not be written; see `recorded` in the result", err=True)
    _write(outputs, outcomes, stopped, paint)
    return _exit_code(outcomes, stopped)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"{path}: cannot read the plan: {error}") from None


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


@contextmanager
def _ledger(path: str, *, needed: bool) -> Iterator[Ledger]:
    """The journal; where it cannot be used people are paged all the same, with the tokens alone against doubles."""
    try:
        journal = Journal(path)
    except (LedgerUnavailable, UnreadableInput) as error:
        if needed:
            raise
        click.echo(f"tocsin: warning: {error}; paging without a journal: --resume will know of nothing", err=True)
        yield MemoryLedger()
        return
    with journal:
        for note in journal.notes:
            click.echo(f"tocsin: note: {note}", err=True)
        yield journal


def _stop_resolved(executor: Executor, engine: Engine | None, results: Sequence[Rendering]) -> list[Stopped]:
    if engine is None:
        return []
    stopping = {policy.name for policy in engine.policies.policies if policy.resolve == "stop"}
    if engine.policies.fallback is not None:
        stopping.add(engine.policies.fallback.name)
    resolved = [r.decision.alert.id for r in results if r.decision.kind is DecisionKind.RESOLVED]
    return [stopped for alert_id in dict.fromkeys(resolved) for stopped in executor.stop_for(alert_id, stopping)]


def _write(outputs: Sequence[Output], outcomes: Sequence[Outcome], stopped: Sequence[Stopped], paint: Paint) -> None:
    rows = [_row(outcome) for outcome in outcomes] + [_stopped_row(each) for each in stopped]
    options.write(
        outputs,
        human=lambda: human.outcomes(rows, paint),
        json=lambda: json_.outcomes(rows),
    )


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
        "recorded": True,
    }


def _exit_code(outcomes: Sequence[Outcome], stopped: Sequence[Stopped]) -> int:
    """3 where trying again may help, 1 where the service refused for good."""
    if any(outcome.result is Result.RETRY_LATER for outcome in outcomes):
        return UNAVAILABLE
    if any(each.result is StopResult.RETRY_LATER for each in stopped):
        return UNAVAILABLE
    return FAILED if any(outcome.result is Result.UNDELIVERABLE for outcome in outcomes) else GOOD
