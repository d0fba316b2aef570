from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from emulating import running, virtual
from tocsin.emulator import State

if TYPE_CHECKING:
    import pytest

    from emulating import Emulator


def test_health(emulator: Emulator) -> None:
    assert emulator.http("GET", "health") == {"status": "ok"}


def test_calls_that_wait_for_nothing_are_answered_while_others_catch_up() -> None:
    """The clock goes on by an hour for 300 engagements; StartEngagement does not wait until all of it is written."""
    with running(state=virtual()) as emulator:
        client = emulator.client(read_timeout=30)
        given = {"ContactId": emulator.arn("bob"), "Sender": "s", "Subject": "s", "Content": "c"}
        running_ones = {client.start_engagement(**given)["EngagementArn"] for _ in range(300)}
        with ThreadPoolExecutor(1) as pool:
            moving = pool.submit(emulator.advance, "1h")
            answered = 0
            while not moving.done():
                client.start_engagement(**given)
                answered += 1
        assert answered > 3
        messages = Counter(message["engagement"] for message in emulator.inbox())
        assert {messages[arn] for arn in running_ones} == {5}


def test_a_fault_of_the_emulator_itself_is_a_500_without_its_insides(caplog: pytest.LogCaptureFixture) -> None:
    state = State()
    with running(state=state) as emulator:
        state.close()
        status, answer, _ = emulator.send("SSMContacts.ListContacts", b"{}")
    assert status == 500
    assert answer == {"__type": "InternalServerException", "Message": "Internal failure", "RetryAfterSeconds": 1}
    assert "the emulator failed" in caplog.text
