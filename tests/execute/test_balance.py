"""The ledger balances: any faults, a crash between any two steps, and the service has each page exactly once."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from execute.fakes import FakeClock, FakeService, Fault, job
from tocsin.errors import RetryLater
from tocsin.execute import Executor, Result
from tocsin.ledgers.journal import Journal
from tocsin.ledgers.memory import MemoryLedger

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tocsin.execute import Backend, Ledger

TRANSIENT: list[Fault | None] = [None, "throttle", "lost", "reset", "bug", "slow-throttle", "lost-then-invalid"]


class Crash(BaseException):
    """The process dies; nothing may catch this."""


class Mortal:
    """A back end or ledger whose process dies at the n-th step: before a call (even n) or after it (odd n)."""

    def __init__(self, inner: object, steps: list[int]) -> None:
        self._inner = inner
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)

        def step(*args: object, **options: object) -> object:
            self._live()
            result = method(*args, **options)
            self._live()
            return result

        return step

    def _live(self) -> None:
        if self._steps:
            self._steps[0] -= 1
            if self._steps[0] < 0:
                self._steps.pop(0)
                raise Crash


def run_until_done(service: FakeService, ledger: Ledger, names: list[str], crashes: list[int], seed: int) -> None:
    """Execute, then resume, each in a process that may die, until nothing is open."""
    clock = FakeClock()
    backend: Backend = Mortal(service, crashes)
    remembering: Ledger = Mortal(ledger, crashes)
    tokens = [f"tocsin-1-{name}" for name in names]
    claimed = False
    for _ in range(100):
        executor = Executor(backend, remembering, clock, random=Random(seed))
        try:
            outcomes = executor.resume() if claimed else executor.execute([job(name) for name in names])
        except Crash:
            ledger.release(tokens)  # a dead process holds nothing
            claimed = claimed or bool(ledger.open()) or any(ledger.receipt(token) for token in tokens)
            continue
        claimed = True
        if all(outcome.result is not Result.RETRY_LATER for outcome in outcomes):
            return
    raise AssertionError("it never came to an end")


@settings(max_examples=300, deadline=None)
@given(
    pages=st.integers(1, 4),
    faults=st.lists(st.sampled_from(TRANSIENT), max_size=40),
    crashes=st.lists(st.integers(0, 30), max_size=6),
    seed=st.integers(0, 2**32),
)
def test_nothing_is_lost_and_nothing_doubled(
    pages: int, faults: list[Fault | None], crashes: list[int], seed: int
) -> None:
    service, ledger = FakeService(), MemoryLedger()
    service.faults.extend(faults)
    names = [f"page{number}" for number in range(pages)]
    run_until_done(service, ledger, names, crashes, seed)
    assert sorted(service.accepted) == sorted(f"tocsin-1-{name}" for name in names)
    for name in names:
        receipt = ledger.receipt(f"tocsin-1-{name}")
        assert receipt is not None
        assert receipt.engagement_arn == service.arns[receipt.token]


@settings(max_examples=300, deadline=None)
@given(
    refused=st.sets(st.sampled_from(["a", "a-plain", "a-fallback", "b", "b-plain", "b-fallback"])),
    faults=st.lists(st.sampled_from(TRANSIENT[:-1]), max_size=20),
    looks=st.integers(0, 3),
    crashes=st.lists(st.integers(0, 30), max_size=6),
    seed=st.integers(0, 2**32),
)
def test_refused_pages_reach_somebody_once_or_are_undeliverable(
    refused: set[str], faults: list[Fault | None], looks: int, crashes: list[int], seed: int
) -> None:
    service, ledger = FakeService(), MemoryLedger()
    service.faults.extend(faults)
    service.refuse = {f"tocsin-1-{name}" for name in refused}
    service.find_faults.extend([RetryLater("slow down", "ThrottlingException")] * looks)
    run_until_done(service, ledger, ["a", "b"], crashes, seed)
    for name in ("a", "b"):
        ways = [f"tocsin-1-{name}{suffix}" for suffix in ("", "-plain", "-fallback")]
        expected = next((token for token in ways if token not in service.refuse), None)
        assert [token for token in service.accepted if token in ways] == ([expected] if expected else [])
        receipt = ledger.receipt(ways[0])
        assert (receipt.token if receipt else None) == expected


@settings(max_examples=60, deadline=None)
@given(
    faults=st.lists(st.sampled_from(TRANSIENT), max_size=15),
    crashes=st.lists(st.integers(0, 20), max_size=4),
    seed=st.integers(0, 2**32),
)
def test_the_journal_balances_as_well(
    tmp_path_factory: pytest.TempPathFactory, faults: list[Fault | None], crashes: list[int], seed: int
) -> None:
    path: Path = tmp_path_factory.mktemp("balance") / "journal.jsonl"
    service = FakeService()
    service.faults.extend(faults)
    with Journal(path) as journal:
        run_until_done(service, journal, ["a", "b"], crashes, seed)
    with Journal(path) as journal:
        assert journal.open() == []
        for name in ("a", "b"):
            receipt = journal.receipt(f"tocsin-1-{name}")
            assert receipt is not None
            assert receipt.engagement_arn == service.arns[f"tocsin-1-{name}"]
    assert sorted(service.accepted) == ["tocsin-1-a", "tocsin-1-b"]
