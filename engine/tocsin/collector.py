"""Python's cyclic garbage collector, where it is only in the way."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def paused() -> Iterator[None]:
    """No collection meanwhile (also as a decorator).

    A large policy set is millions of small containers, none of them garbage. Walking over them again and again takes
    a third of the time that reading and checking the set takes.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            _count_as_old()
            gc.enable()


def _count_as_old() -> None:
    """Put all that is there among the old objects, which the next collection does not look at."""
    if not gc.get_freeze_count():  # what somebody has frozen stays frozen
        gc.freeze()
        gc.unfreeze()
