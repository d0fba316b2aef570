"""The collector is paused for as long as is said, and comes back as it was."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from tocsin import collector

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _collecting() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_nothing_is_collected_meanwhile_and_again_afterwards() -> None:
    with collector.paused():
        assert not gc.isenabled()
        with collector.paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_error_ends_the_pause() -> None:
    with pytest.raises(ValueError, match="broken"), collector.paused():
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_collector_that_is_off_stays_off() -> None:
    gc.disable()
    with collector.paused():
        pass
    assert not gc.isenabled()


def test_it_is_paused_for_each_call_of_what_it_decorates() -> None:
    @collector.paused()
    def collecting() -> bool:
        return gc.isenabled()

    assert [collecting(), collecting()] == [False, False]
    assert gc.isenabled()


def test_what_was_made_meanwhile_counts_as_old() -> None:
    with collector.paused():
        made: list[list[int]] = [[number] for number in range(2_000)]
    assert any(one is made for one in gc.get_objects(generation=2))
    assert gc.get_freeze_count() == 0


def test_what_was_frozen_before_stays_frozen() -> None:
    gc.freeze()
    frozen = gc.get_freeze_count()
    with collector.paused():
        pass
    assert gc.get_freeze_count() >= frozen * 0.9  # some of it may have gone by reference count
