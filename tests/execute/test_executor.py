"""The promises of Executor, sentence by sentence, against a service that takes each token once."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from execute.fakes import HOME, FakeClock, FakeService, job, request
from tocsin.errors import InvalidRequest, LedgerUnavailable, RetryLater, UnknownContact
from tocsin.execute import Executor, Result, StopResult
from tocsin.ledgers.memory import MemoryLedger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execute.fakes import Fault
    from tocsin.execute import Outcome
    from tocsin.model import Claim, Receipt, Standing, Way


THROTTLED: list[Fault] = ["throttle"] * 100


class House:
    """An executor with everything around it."""

    def __init__(self, ledger: MemoryLedger | None = None, patience: float = 60.0) -> None:
        self.service = FakeService()
        self.ledger = ledger or MemoryLedger()
        self.clock = FakeClock()
        self.executor = Executor(self.service, self.ledger, self.clock, patience=patience, random=Random(7))


@pytest.fixture
def house() -> House:
    return House()


def results(outcomes: Sequence[Outcome]) -> list[str]:
    return [outcome.result.value for outcome in outcomes]


def test_a_page_is_claimed_then_sent_then_recorded(house: House) -> None:
    [outcome] = house.executor.execute([job()])
    assert outcome.result is Result.PAGED
    assert outcome.receipt is not None
    assert outcome.receipt == house.ledger.receipt("tocsin-1-a")
    assert outcome.receipt.engagement_arn == house.service.arns["tocsin-1-a"]
    assert outcome.receipt.at == "2026-03-29T01:00:00.000Z"
    assert house.ledger.open() == []
    assert house.service.calls == [job().page.request.parameters]


def test_outcomes_stand_in_the_order_of_the_jobs(house: House) -> None:
    house.service.faults.extend(["throttle", None, "invalid"])
    outcomes = house.executor.execute([job("a"), job("b"), job("c")])
    assert results(outcomes) == ["paged", "paged", "paged-plain"]
    assert [outcome.claim.token for outcome in outcomes] == ["tocsin-1-a", "tocsin-1-b", "tocsin-1-c"]


def test_a_page_with_a_receipt_is_not_sent_again(house: House) -> None:
    [first] = house.executor.execute([job()])
    [second] = house.executor.execute([job()])
    assert second.result is Result.ALREADY_PAGED
    assert second.receipt == first.receipt
    assert len(house.service.calls) == 1


def test_two_jobs_with_one_token_are_one_page(house: House) -> None:
    twin = replace(job(), page=job().page._replace(request=request("tocsin-1-a", content="another text")))
    assert results(house.executor.execute([job(), twin])) == ["paged", "already-paged"]
    assert len(house.service.calls) == 1


def test_retries_carry_the_same_token_and_text(house: House) -> None:
    house.service.faults.extend(["throttle", "lost", "reset"])
    [outcome] = house.executor.execute([job()])
    assert outcome.result is Result.PAGED
    assert outcome.code == ""
    assert house.service.calls == [job().page.request.parameters] * 4
    assert house.service.accepted == ["tocsin-1-a"]


def test_retries_wait_longer_and_longer_with_jitter(house: House) -> None:
    house.service.faults.extend(["throttle"] * 5)
    house.executor.execute([job()])
    for slept, longest in zip(house.clock.slept, [1, 2, 4, 8, 16], strict=True):
        assert longest / 2 <= slept <= longest
    assert len({round(slept % 1, 6) for slept in house.clock.slept}) > 1


def test_a_service_that_asks_for_seven_seconds_gets_them(house: House) -> None:
    house.service.faults.extend(["slow-throttle"])
    house.executor.execute([job()])
    assert house.clock.slept == [7.0]


def test_out_of_patience_the_page_stays_claimed_for_resume(house: House) -> None:
    house.service.faults.extend(THROTTLED)
    [outcome] = house.executor.execute([job()])
    assert outcome.result is Result.RETRY_LATER
    assert outcome.code == "ThrottlingException"
    assert sum(house.clock.slept) <= 60
    house.service.faults.clear()
    assert results(house.executor.resume()) == ["paged"]
    assert house.executor.resume() == []


def test_resume_sends_the_stored_request_not_a_new_rendering(house: House) -> None:
    house.service.faults.extend(["lost", *THROTTLED])
    house.executor.execute([job()])
    house.service.faults.clear()
    rendered_anew = replace(job(), page=job().page._replace(request=request("tocsin-1-a", content="another text")))
    assert results(house.executor.execute([rendered_anew])) == ["paged"]
    assert all(call == job().page.request.parameters for call in house.service.calls)


def test_first_attempts_come_before_retries(house: House) -> None:
    house.service.faults.extend(["throttle", None, None])
    house.executor.execute([job("a"), job("b"), job("c")])
    assert house.service.accepted == ["tocsin-1-b", "tocsin-1-c", "tocsin-1-a"]


def test_everybody_is_tried_once_however_late_it_is() -> None:
    house = House(patience=0.0)
    house.service.faults.extend(["throttle"])
    assert results(house.executor.execute([job("a"), job("b")])) == ["retry-later", "paged"]


def test_a_refused_page_goes_out_with_plain_text(house: House) -> None:
    house.service.faults.extend(["invalid"])
    [outcome] = house.executor.execute([job()])
    assert outcome.result is Result.PAGED_PLAIN
    assert outcome.code == "ValidationException"
    assert house.service.accepted == ["tocsin-1-a-plain"]
    assert house.service.looks == 0
    assert results(house.executor.execute([job()])) == ["already-paged"]


def test_an_unknown_contact_ends_at_the_fallback_contact(house: House) -> None:
    house.service.faults.extend(["unknown", "throttle", "unknown"])
    [outcome] = house.executor.execute([job()])
    assert outcome.result is Result.PAGED_FALLBACK_CONTACT
    assert outcome.code == "ResourceNotFoundException"
    assert [call["ContactId"] for call in house.service.calls][-1] == f"{HOME}:contact/bob"


def test_refused_in_every_way_is_undeliverable_and_closed(house: House) -> None:
    house.service.faults.extend(["invalid", "invalid", "unknown"])
    assert results(house.executor.execute([job()])) == ["undeliverable"]
    assert house.executor.resume() == []


def test_an_undeliverable_page_may_be_claimed_anew_with_a_mended_request(house: House) -> None:
    house.service.faults.extend(["invalid"])
    assert results(house.executor.execute([job(alternatives=False)])) == ["undeliverable"]
    mended = replace(job(), page=job().page._replace(request=request("tocsin-1-a", content="mended")))
    assert results(house.executor.execute([mended])) == ["paged"]
    assert house.service.calls[-1]["Content"] == "mended"


def test_refused_after_a_doubtful_attempt_it_looks_first_and_takes_what_it_finds(house: House) -> None:
    house.service.faults.extend(["lost", "invalid"])
    [outcome] = house.executor.execute([job()])
    assert outcome.result is Result.PAGED
    assert outcome.receipt is not None
    assert outcome.receipt.engagement_arn == house.service.arns["tocsin-1-a"]
    assert house.service.accepted == ["tocsin-1-a"]


def test_a_refusal_that_is_itself_doubtful_is_looked_into(house: House) -> None:
    house.service.faults.extend(["lost-then-invalid"])
    assert results(house.executor.execute([job()])) == ["paged"]
    assert house.service.accepted == ["tocsin-1-a"]


def test_refused_after_a_doubtful_attempt_that_failed_it_goes_on(house: House) -> None:
    house.service.faults.extend(["reset", "invalid"])
    assert results(house.executor.execute([job()])) == ["paged-plain"]
    assert house.service.looks == 1


def test_a_doubt_about_the_page_is_no_doubt_about_its_plain_text(house: House) -> None:
    house.service.faults.extend(["reset", "invalid", "invalid"])
    assert results(house.executor.execute([job()])) == ["paged-fallback-contact"]
    assert house.service.looks == 1


def test_while_it_cannot_look_it_does_not_decide(house: House) -> None:
    house.service.faults.extend(["lost", "invalid", "invalid"])
    house.service.find_faults.append(RetryLater("slow down", "ThrottlingException"))
    assert results(house.executor.execute([job()])) == ["paged"]
    assert house.service.accepted == ["tocsin-1-a"]


def test_what_an_earlier_run_sent_is_doubtful_for_the_next(house: House) -> None:
    house.service.faults.extend(["lost", *THROTTLED])
    house.executor.execute([job()])
    house.service.faults.clear()
    house.service.faults.append("invalid")
    assert results(house.executor.resume()) == ["paged"]
    assert house.service.accepted == ["tocsin-1-a"]


def test_an_engagement_of_another_page_is_not_taken_for_this_one(house: House) -> None:
    same_text = [
        replace(job(name), page=job().page._replace(request=request(f"t-{name}", content="x"))) for name in "ab"
    ]
    house.service.faults.extend([None, "reset", "invalid"])
    assert results(house.executor.execute(same_text)) == ["paged", "paged-plain"]


@pytest.mark.parametrize("fault", ["bug", "throttle", "lost", "invalid", "unknown"])
def test_no_pages_failure_stops_another(house: House, fault: Fault) -> None:
    house.service.faults.append(fault)
    outcomes = house.executor.execute([job("a"), job("b")])
    assert all(outcome.receipt for outcome in outcomes)


class Unavailable(MemoryLedger):
    """Fails in the named methods."""

    def __init__(self, *broken: str) -> None:
        super().__init__()
        self.broken = broken

    def _check(self, name: str) -> None:
        if name in self.broken:
            raise LedgerUnavailable("disk full")

    def claim(self, claims: Sequence[Claim]) -> list[Standing]:
        self._check("claim")
        return super().claim(claims)

    def reject(self, token: str, way: Way, code: str, at: str) -> None:
        self._check("reject")
        super().reject(token, way, code, at)

    def record(self, token: str, receipt: Receipt) -> None:
        self._check("record")
        super().record(token, receipt)

    def stop(self, engagement_arn: str, code: str, at: str) -> None:
        self._check("stop")
        super().stop(engagement_arn, code, at)

    def release(self, tokens: Sequence[str]) -> None:
        self._check("release")
        super().release(tokens)

    def knows(self, engagement_arn: str) -> bool:
        self._check("knows")
        return super().knows(engagement_arn)


@pytest.mark.parametrize("broken", ["claim", "reject", "record", "release"])
def test_an_unavailable_ledger_stops_no_page(broken: str) -> None:
    house = House(Unavailable(broken))
    house.service.faults.extend(["invalid"])
    outcomes = house.executor.execute([job("a"), job("b")])
    assert results(outcomes) == ["paged-plain", "paged"]
    unrecorded = {"claim": [False, False], "reject": [False, True], "record": [False, False], "release": [True, True]}
    assert [outcome.recorded for outcome in outcomes] == unrecorded[broken]


def test_an_unavailable_ledger_knows_nobodys_engagements() -> None:
    house = House(Unavailable("knows"))
    house.service.faults.extend(["lost", "invalid"])
    assert results(house.executor.execute([job()])) == ["paged"]


def test_a_page_whose_receipt_was_not_recorded_is_sent_again_with_its_token() -> None:
    ledger = Unavailable("record")
    house = House(ledger)
    house.executor.execute([job()])
    ledger.broken = ()
    assert results(house.executor.resume()) == ["paged"]
    assert house.service.accepted == ["tocsin-1-a"]


def test_a_page_that_another_run_is_sending_is_left_to_it(house: House) -> None:
    [standing] = house.ledger.claim([job().claim("2026-03-29T01:00:00Z")])
    assert not standing.held
    [outcome] = house.executor.execute([job()])
    assert (outcome.result, outcome.code) == (Result.RETRY_LATER, "HeldByAnotherRun")
    assert house.service.calls == []
    [again] = house.ledger.claim([job().claim("2026-03-29T01:00:00Z")])
    assert again.held, "a run gives back only what it held itself"


def test_a_page_that_another_run_gave_up_is_taken_over(house: House) -> None:
    house.ledger.claim([job().claim("2026-03-29T01:00:00Z")])
    sleep = house.clock.sleep

    def give_up(seconds: float) -> None:
        house.ledger.release(["tocsin-1-a"])
        sleep(seconds)

    house.clock.sleep = give_up  # type: ignore[method-assign]
    assert results(house.executor.execute([job()])) == ["paged"]


def test_a_run_gives_its_claims_back(house: House) -> None:
    house.service.faults.extend(THROTTLED)
    house.executor.execute([job()])
    [standing] = house.ledger.claim([job().claim("2026-03-29T01:00:00Z")])
    assert (standing.held, standing.repeated) == (False, True)


def test_a_resolved_alert_stops_what_its_policies_started(house: House) -> None:
    house.executor.execute([job("a"), job("b"), job("other", alert_id="other")])
    stopped = house.executor.stop_for("alarm", {"checkout-latency"})
    assert [stop.result for stop in stopped] == [StopResult.STOPPED] * 2
    assert house.service.stops == [house.service.arns["tocsin-1-a"], house.service.arns["tocsin-1-b"]]
    assert [stop.target for stop in stopped] == ["oncall", "oncall"]


def test_stopping_twice_stops_once(house: House) -> None:
    house.executor.execute([job()])
    assert len(house.executor.stop_for("alarm", {"checkout-latency"})) == 1
    assert house.executor.stop_for("alarm", {"checkout-latency"}) == []
    assert len(house.service.stops) == 1


def test_a_policy_that_keeps_its_engagements_is_not_asked_for(house: House) -> None:
    house.executor.execute([job()])
    assert house.executor.stop_for("alarm", {"another-policy"}) == []


def test_stopping_is_retried_and_left_to_the_next_time(house: House) -> None:
    house.executor.execute([job()])
    house.service.stop_faults.extend([RetryLater("slow down", "ThrottlingException")] * 100)
    [stopped] = house.executor.stop_for("alarm", {"checkout-latency"})
    assert (stopped.result, stopped.code) == (StopResult.RETRY_LATER, "ThrottlingException")
    house.service.stop_faults.clear()
    [stopped] = house.executor.stop_for("alarm", {"checkout-latency"})
    assert (stopped.result, stopped.code) == (StopResult.STOPPED, "")


@pytest.mark.parametrize("error", [UnknownContact("gone", "ResourceNotFoundException"), InvalidRequest("ended", "V")])
def test_an_engagement_that_cannot_be_stopped_is_gone_and_not_asked_for_again(house: House, error: Exception) -> None:
    house.executor.execute([job()])
    house.service.stop_faults.append(error)
    [stopped] = house.executor.stop_for("alarm", {"checkout-latency"})
    assert stopped.result is StopResult.GONE
    assert house.executor.stop_for("alarm", {"checkout-latency"}) == []


def test_the_reason_of_a_stop_fits_the_api(house: House) -> None:
    house.executor.execute([job(alert_id="x" * 1000)])
    assert len(house.executor.stop_for("x" * 1000, {"checkout-latency"})) == 1


@pytest.mark.parametrize(
    ("ended_at", "stops"),
    [
        ("2026-03-29T00:58:59.999Z", 0),  # the end of an earlier firing, delivered late or again
        ("2026-03-29T00:59:00Z", 1),
        ("2026-03-29T02:59:00+02:00", 1),
        ("2026-03-29T01:30:00Z", 1),
        (None, 1),
        ("some day", 1),
    ],
)
def test_an_end_stops_no_firing_that_began_after_it(house: House, ended_at: str | None, stops: int) -> None:
    house.executor.execute([job()])  # its alert began at 00:59
    assert len(house.executor.stop_for("alarm", {"checkout-latency"}, ended_at=ended_at)) == stops
    assert len(house.service.stops) == stops


def test_a_page_that_is_still_open_is_to_be_stopped_another_time() -> None:
    house = House(patience=0)
    house.service.faults.extend(["throttle"])
    house.executor.execute([job()])

    [stopped] = house.executor.stop_for("alarm", {"checkout-latency"})
    assert (stopped.result, stopped.engagement_arn, stopped.code) == (StopResult.RETRY_LATER, None, "PageStillOpen")
    assert results(house.executor.resume()) == ["paged"]
    [stopped] = house.executor.stop_for("alarm", {"checkout-latency"})
    assert stopped.result is StopResult.STOPPED


def test_a_stop_that_was_not_recorded_says_so() -> None:
    house = House(Unavailable("stop"))
    house.executor.execute([job()])
    [stopped] = house.executor.stop_for("alarm", {"checkout-latency"})
    assert (stopped.result, stopped.recorded) == (StopResult.STOPPED, False)
