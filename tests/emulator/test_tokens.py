from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from emulating import SetClock
from tocsin.emulator import Choices, State
from tocsin.emulator.errors import ServiceError
from tocsin.emulator.tokens import once

if TYPE_CHECKING:
    from collections.abc import Iterator


class Maker:
    """Makes a new ARN each time and counts."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> str:
        self.made += 1
        return f"arn-{self.made}"


@pytest.fixture
def state() -> Iterator[State]:
    state = State()
    yield state
    state.close()


def test_order_of_members_does_not_make_another_body(state: State) -> None:
    make = Maker()
    bodies: list[dict[str, Any]] = [
        {"A": "1", "B": "2", "IdempotencyToken": "t"},
        {"IdempotencyToken": "t", "B": "2", "A": "1"},
    ]
    assert [once(state, "StartEngagement", body, make) for body in bodies] == ["arn-1", "arn-1"]


def test_each_operation_has_its_own_tokens(state: State) -> None:
    make = Maker()
    body = {"IdempotencyToken": "t"}
    assert once(state, "StartEngagement", body, make) != once(state, "CreateContact", body, make)


def test_another_body_gets_the_first_answer_by_choice() -> None:
    state, make = State(choices=Choices(body_mismatch="replay")), Maker()
    once(state, "StartEngagement", {"A": "1", "IdempotencyToken": "t"}, make)
    assert once(state, "StartEngagement", {"A": "2", "IdempotencyToken": "t"}, make) == "arn-1"
    state.close()


def test_a_token_is_forgotten_by_choice() -> None:
    clock, make = SetClock(), Maker()
    state = State(clock=clock, choices=Choices(token_lifetime=60))
    first, second = {"A": "1", "IdempotencyToken": "t"}, {"A": "2", "IdempotencyToken": "t"}
    assert once(state, "StartEngagement", first, make) == "arn-1"
    clock.sleep(59)
    assert once(state, "StartEngagement", first, make) == "arn-1"
    clock.sleep(1)
    assert once(state, "StartEngagement", second, make) == "arn-2"
    with pytest.raises(ServiceError):
        once(state, "StartEngagement", first, make)
    state.close()
