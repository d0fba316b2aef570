"""Whose turn it is, and when."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from execute.fakes import FakeClock
from tocsin.execute.turns import LONGEST_WAIT, Turns


def turns(items: list[str], clock: FakeClock, patience: float = 60.0) -> Turns[str]:
    return Turns(items, clock, Random(7), patience)


def test_items_come_in_order_without_waiting() -> None:
    clock = FakeClock()
    assert list(turns(["a", "b", "c"], clock)) == ["a", "b", "c"]
    assert clock.slept == []


def test_a_retry_comes_after_those_that_are_due() -> None:
    clock = FakeClock()
    queue = turns(["a", "b"], clock)
    seen = []
    for item in queue:
        seen.append(item)
        if len(seen) == 1:
            assert queue.again(item, 1)
    assert seen == ["a", "b", "a"]
    assert len(clock.slept) == 1


def test_an_item_put_back_at_once_does_not_wait_for_retries() -> None:
    clock = FakeClock()
    queue = turns(["a", "b"], clock)
    seen = []
    for item in queue:
        seen.append(item)
        if seen == ["a"]:
            queue.again(item, 1)
        elif seen == ["a", "b"]:
            queue.at_once(item)
    assert seen == ["a", "b", "b", "a"]


@given(
    failures=st.integers(1, 5000),
    at_least=st.floats(0, 100),
    patience=st.floats(0, 200),
    seed=st.integers(),
)
def test_a_wait_is_bounded_and_never_beyond_patience(
    failures: int, at_least: float, patience: float, seed: int
) -> None:
    clock = FakeClock()
    queue: Turns[str] = Turns([], clock, Random(seed), patience)
    if queue.again("a", failures, at_least):
        assert list(queue) == ["a"]
        [slept] = clock.slept
        assert at_least - 1e-5 <= slept <= max(at_least, LONGEST_WAIT) + 1e-5
        assert slept >= min(2.0 ** min(failures - 1, 9), LONGEST_WAIT) / 2 - 1e-5
        assert slept <= patience + 1e-5
    else:
        assert list(queue) == []
        assert patience < max(at_least, LONGEST_WAIT) + 1e-5
