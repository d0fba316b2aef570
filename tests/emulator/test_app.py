from __future__ import annotations

from typing import TYPE_CHECKING

from emulating import running
from tocsin.emulator import State

if TYPE_CHECKING:
    import pytest

    from emulating import Emulator


def test_health(emulator: Emulator) -> None:
    assert emulator.http("GET", "health") == {"status": "ok"}


def test_a_fault_of_the_emulator_itself_is_a_500_without_its_insides(caplog: pytest.LogCaptureFixture) -> None:
    state = State()
    with running(state=state) as emulator:
        state.close()
        status, answer, _ = emulator.send("SSMContacts.ListContacts", b"{}")
    assert status == 500
    assert answer == {"__type": "InternalServerException", "Message": "Internal failure", "RetryAfterSeconds": 1}
    assert "the emulator failed" in caplog.text
