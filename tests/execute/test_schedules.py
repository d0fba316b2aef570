"""Fault schedules from a seed, with the real client, journal and emulator: the ledger balances.

The seed is the test's id: `pytest 'tests/execute/test_schedules.py::…[7]'` runs one again.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from execute.fakes import FakeClock, job, request
from tocsin.backends.ssm_contacts import SsmContacts
from tocsin.execute import Executor, Result
from tocsin.ledgers.journal import Journal

if TYPE_CHECKING:
    from pathlib import Path

    from emulating import Emulator

pytestmark = pytest.mark.slow
"""Many processes, or many examples."""

FAULTS = ["throttle", "500", "reset", "hang", "empty", "truncated", "html"]


@pytest.fixture(autouse=True)
def aws(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSM_CONTACTS", emulator.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


def schedule(random: Random, operation: str, length: int) -> list[dict[str, Any]]:
    return [
        {"operation": operation, "fault": random.choice(FAULTS), "after": random.random() < 0.5}
        for _ in range(random.randint(0, length))
    ]


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 24))])
def test_the_ledger_balances(emulator: Emulator, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    jobs = [job(f"page{number}") for number in range(random.randint(1, 5))]
    orders = schedule(random, "StartEngagement", 12) + schedule(random, "ListEngagements", 3)
    emulator.faults(orders)
    clock = FakeClock()
    with Journal(tmp_path / "journal.jsonl") as journal, SsmContacts(read_timeout=0.3) as backend:
        outcomes = Executor(backend, journal, clock, random=random, patience=random.choice([0, 5, 60])).execute(jobs)
        for _ in range(20):
            if not journal.open():
                break
            outcomes += Executor(backend, journal, clock, random=random).resume()
        assert journal.open() == []
        engagements = {entry["token"]: entry["engagement"] for entry in emulator.ledger()}
        receipts = {job.page.request.token: journal.receipt(job.page.request.token) for job in jobs}
    assert {token: receipt and receipt.engagement_arn for token, receipt in receipts.items()} == engagements
    assert len(emulator.ledger()) == len(jobs)
    assert {outcome.result for outcome in outcomes} <= {Result.PAGED, Result.RETRY_LATER}


@pytest.mark.parametrize("known", [True, False])
def test_a_contact_deleted_after_a_lost_answer(emulator: Emulator, tmp_path: Path, *, known: bool) -> None:
    """The retry is refused; whether the lost attempt was accepted decides who is paged now."""
    emulator.faults([{"operation": "StartEngagement", "fault": "reset", "times": 2, "after": known}])
    clock = FakeClock()
    with Journal(tmp_path / "journal.jsonl") as journal, SsmContacts(read_timeout=0.3) as backend:
        [first] = Executor(backend, journal, clock, patience=0).execute([job(contact="example_escalation")])
        assert first.result is Result.RETRY_LATER
        emulator.client().delete_contact(ContactId=emulator.arn("example_escalation"))
        [second] = Executor(backend, journal, clock).resume()
    accepted = [entry["token"] for entry in emulator.ledger()]
    assert len(accepted) == 1
    assert second.receipt is not None
    assert (second.result, accepted[0]) == (
        (Result.PAGED, "tocsin-1-a") if known else (Result.PAGED_FALLBACK_CONTACT, "tocsin-1-a-fallback")
    )


def test_a_text_that_the_service_refuses_goes_out_plain(emulator: Emulator, tmp_path: Path) -> None:
    endless = replace(job(), page=job().page._replace(request=request("tocsin-1-a", content="x" * 8193)))
    with Journal(tmp_path / "journal.jsonl") as journal, SsmContacts() as backend:
        [outcome] = Executor(backend, journal, FakeClock()).execute([endless])
    assert (outcome.result, outcome.code) == (Result.PAGED_PLAIN, "ValidationException")


def test_a_resolved_alert_stops_its_engagement(emulator: Emulator, tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.jsonl") as journal, SsmContacts() as backend:
        executor = Executor(backend, journal, FakeClock())
        [outcome] = executor.execute([job()])
        emulator.faults([{"operation": "StopEngagement", "fault": "500", "times": 2, "after": True}])
        [stopped] = executor.stop_for("alarm", {"checkout-latency"})
        assert executor.stop_for("alarm", {"checkout-latency"}) == []
    assert outcome.receipt is not None
    assert stopped.engagement_arn == outcome.receipt.engagement_arn
    assert stopped.result == "stopped"
    assert "StopTime" in emulator.client().describe_engagement(EngagementId=stopped.engagement_arn)
