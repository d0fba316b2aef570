from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from emulating import SetClock, running
from tocsin.emulator import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulating import Emulator


@pytest.fixture(scope="session")
def standing_server() -> Iterator[Emulator]:
    """An emulator whose clock stands at the first instant of 2026."""
    with running(state=State(clock=SetClock())) as emulator:
        yield emulator


@pytest.fixture
def standing(standing_server: Emulator) -> Iterator[Emulator]:
    """The same, as new."""
    standing_server.reset()
    yield standing_server
    standing_server.close_clients()
