from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser import chromium
from emulating import PEOPLE
from tocsin.emulator import State, load_people

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["chromium"]


@pytest.fixture
def state() -> Iterator[State]:
    """A state with PEOPLE, without a server."""
    state = State()
    load_people(state, PEOPLE)
    yield state
    state.close()
