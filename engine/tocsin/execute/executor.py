"""Claims pages, sends them and records what came back."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, TypeVar

from tocsin.errors import DeliveryError, LedgerUnavailable, Rejected, RetryLater
from tocsin.execute.jobs import Outcome, Result, Stopped, StopResult
from tocsin.execute.turns import Turns
from tocsin.execute.work import Work
from tocsin.model import Receipt, Standing, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from tocsin.clock import Clock
    from tocsin.execute.jobs import Job
    from tocsin.execute.protocols import Backend, Ledger
    from tocsin.model import Claim

PATIENCE = 60.0
"""Seconds that one run retries before it leaves the rest to `resume`."""

STILL_OPEN = "PageStillOpen"
"""Why nothing is stopped for a page that was claimed and not brought to an end."""

STOP_REASON_LENGTH = 255
"""Longest Reason of StopEngagement (botocore, ssm-contacts 2021-05-03, StopReason)."""

R = TypeVar("R")

_PAGED_BY = {
    Way.PAGE: Result.PAGED,
    Way.PLAIN: Result.PAGED_PLAIN,
    Way.FALLBACK_CONTACT: Result.PAGED_FALLBACK_CONTACT,
}


class Executor:
    """Pages people through one back end and remembers it in one ledger.

    - A claimed page is sent at least once: its requests are in the ledger before the first call, and until an
      engagement's ARN or a final refusal is recorded, `resume` sends them again, whatever crashed in between.
    - At most one engagement starts per token: every attempt carries the stored parameters and the same
      IdempotencyToken, and a page with a receipt is not sent again.
    - A refused page is not given up while it may have been accepted: where an earlier attempt ended in doubt, the
      executor looks for its engagement before it goes on to the plain text and then to the fallback contact.
    - No page's failure stops another, and an unavailable ledger stops none.
    """

    def __init__(
        self,
        backend: Backend,
        ledger: Ledger,
        clock: Clock,
        *,
        patience: float = PATIENCE,
        random: Random | None = None,
    ) -> None:
        self._backend = backend
        self._ledger = ledger
        self._clock = clock
        self._patience = patience
        self._random = random or Random()  # noqa: S311 - jitter, not a secret

    def execute(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Page for each job; the outcomes stand in the jobs' order. Jobs with one token are one page."""
        at = self._now()
        claims = [job.claim(at) for job in jobs]
        outcomes = self._run(claims)
        seen: set[str] = set()
        return [self._once(outcomes[claim.token], seen) for claim in claims]

    def resume(self) -> list[Outcome]:
        """Send again what earlier runs claimed and did not bring to an end."""
        return list(self._run(self._ledger.open()).values())

    def stop_for(self, alert_id: str, policies: Collection[str], *, ended_at: str | None = None) -> list[Stopped]:
        """Stop what these policies started for an alert that is resolved; each engagement once, however often asked.

        A firing that began after `ended_at` is another one, and stays: the news of an end may come late, and twice.
        A page that is still open has no engagement to stop yet, and is to be asked for again.
        Raises LedgerUnavailable where nobody can say what is to be stopped.
        """
        standings = [
            standing
            for standing in self._ledger.running(alert_id)
            if standing.claim.policy in policies and not _began_after(standing.claim.starts_at, ended_at)
        ]
        open_ = [Work(standing) for standing in standings if standing.receipt is None]
        turns = self._turns(Work(standing) for standing in standings if standing.receipt is not None)
        stopped = [stopped for work in turns if (stopped := self._stop_or_requeue(work, turns)) is not None]
        return stopped + [_stopped(work, StopResult.RETRY_LATER, STILL_OPEN) for work in open_]

    # Paging ------------------------------------------------------------------------------------------------------

    def _run(self, claims: Sequence[Claim]) -> dict[str, Outcome]:
        unique: dict[str, Claim] = {}
        for claim in claims:
            unique.setdefault(claim.token, claim)
        works = self._claim(list(unique.values()))
        try:
            turns = self._turns(works)
            ended = [outcome for work in turns if (outcome := self._page_or_requeue(work, turns)) is not None]
        finally:
            self._release([work.token for work in works if not work.standing.held])
        by_token = {outcome.claim.token: outcome for outcome in ended}
        return {token: by_token[token] for token in unique}

    def _claim(self, claims: Sequence[Claim]) -> list[Work]:
        try:
            return [Work(standing) for standing in self._ledger.claim(claims)]
        except LedgerUnavailable:
            return [Work(Standing(claim, Way.PAGE), recorded=False) for claim in claims]

    def _page_or_requeue(self, work: Work, turns: Turns[Work]) -> Outcome | None:
        """One attempt; None if the work is queued again."""
        try:
            outcome = self._page(work)
        except RetryLater as error:
            work.failed(error)
            return None if turns.again(work, work.failures, error.after) else work.outcome(Result.RETRY_LATER)
        if outcome is None:
            turns.at_once(work)
        return outcome

    def _page(self, work: Work) -> Outcome | None:
        """One attempt; None if the request was refused and another takes its place."""
        if work.standing.held:
            self._take_over(work)
        if work.standing.receipt is not None:
            return work.outcome(Result.ALREADY_PAGED, work.standing.receipt)
        if work.way is None:
            return work.outcome(Result.UNDELIVERABLE)
        return self._send(work, work.way)

    def _take_over(self, work: Work) -> None:
        """Another run is at it: take its receipt once it has one, or its place once it is gone."""
        standing = _guarded(self._ledger.claim, [work.claim])[0]
        work.stands(standing)
        if standing.held and standing.receipt is None:
            raise RetryLater("another run is sending this page", "HeldByAnotherRun")

    def _send(self, work: Work, way: Way) -> Outcome | None:
        parameters = work.claim.requests[way].parameters
        try:
            arn: str | None = _guarded(self._backend.send, parameters)
        except Rejected as error:
            arn = self._look(work, way) if work.doubtful or error.ambiguous else None
            if arn is None:
                return self._refused(work, way, error)
        assert arn is not None
        return self._paged(work, way, arn)

    def _look(self, work: Work, way: Way) -> str | None:
        """The engagement that a doubtful attempt started after all; a service that will not let us look has none."""
        since = datetime.fromisoformat(work.claim.at)
        parameters = work.claim.requests[way].parameters
        try:
            return _guarded(self._backend.find, parameters, since=since, known=self._knows)
        except Rejected:
            return None

    def _refused(self, work: Work, way: Way, error: Rejected) -> Outcome | None:
        work.refused(way, error)
        self._note(work, self._ledger.reject, work.token, way, error.code, self._now())
        return work.outcome(Result.UNDELIVERABLE) if work.way is None else None

    def _paged(self, work: Work, way: Way, arn: str) -> Outcome:
        receipt = Receipt(work.claim.requests[way].token, arn, self._now())
        self._note(work, self._ledger.record, work.token, receipt)
        return work.outcome(_PAGED_BY[way], receipt)

    def _note(self, work: Work, write: Callable[..., None], *values: object) -> None:
        """Write to the ledger; a claim that is not in it gets no further entries."""
        if not work.recorded:
            return
        try:
            write(*values)
        except LedgerUnavailable:
            work.recorded = False

    def _knows(self, arn: str) -> bool:
        try:
            return self._ledger.knows(arn)
        except LedgerUnavailable:
            return False

    def _release(self, tokens: Sequence[str]) -> None:
        try:
            self._ledger.release(tokens)
        except LedgerUnavailable:
            return  # held until this process ends

    @staticmethod
    def _once(outcome: Outcome, seen: set[str]) -> Outcome:
        """A second job with a token of this run was paged by the first."""
        repeated = outcome.claim.token in seen
        seen.add(outcome.claim.token)
        if not repeated or outcome.receipt is None:
            return outcome
        return Outcome(Result.ALREADY_PAGED, outcome.claim, outcome.receipt, recorded=outcome.recorded)

    # Stopping ----------------------------------------------------------------------------------------------------

    def _stop_or_requeue(self, work: Work, turns: Turns[Work]) -> Stopped | None:
        """One attempt; None if the work is queued again."""
        try:
            self._stop(work)
        except RetryLater as error:
            work.failed(error)
            return (
                None
                if turns.again(work, work.failures, error.after)
                else _stopped(work, StopResult.RETRY_LATER, work.code)
            )
        return _stopped(work, StopResult.GONE if work.code else StopResult.STOPPED, work.code)

    def _stop(self, work: Work) -> None:
        assert work.standing.receipt is not None
        arn = work.standing.receipt.engagement_arn
        work.code = ""
        try:
            _guarded(self._backend.stop, arn, f"resolved: {work.claim.alert_id}"[:STOP_REASON_LENGTH])
        except Rejected as error:
            work.code = error.code
        self._note(work, self._ledger.stop, arn, work.code, self._now())

    # -------------------------------------------------------------------------------------------------------------

    def _turns(self, works: Iterable[Work]) -> Turns[Work]:
        return Turns(works, self._clock, self._random, self._patience)

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _stopped(work: Work, result: StopResult, code: str) -> Stopped:
    receipt = work.standing.receipt
    arn = receipt.engagement_arn if receipt else None
    return Stopped(result, arn, work.claim.policy, work.claim.target, code, work.recorded)


def _began_after(starts_at: str | None, ended_at: str | None) -> bool:
    """Whether a firing is later than an end, as far as the times are known."""
    if starts_at is None or ended_at is None:
        return False
    try:
        return datetime.fromisoformat(starts_at) > datetime.fromisoformat(ended_at)
    except (ValueError, TypeError):  # a plan's times are any text; TypeError: only one has an offset
        return False


def _guarded(call: Callable[..., R], *args: object, **options: object) -> R:
    """Call a back end or ledger; a fault of its own becomes a retry, for it must not keep the other pages waiting."""
    try:
        return call(*args, **options)
    except DeliveryError:
        raise
    except Exception as error:
        raise RetryLater(f"{type(error).__name__} in the back end", type(error).__name__, ambiguous=True) from error
