"""Whose turn it is: everyone's first attempt comes before anyone's second."""

from __future__ import annotations

import heapq
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from random import Random

    from tocsin.clock import Clock

T = TypeVar("T")

LONGEST_WAIT = 16.0
"""Seconds between two attempts at most, unless the service asks for more."""


class Turns(Generic[T]):
    """Items to be tried, in order of when they are due.

    A fresh item is due at once, so that a request that hangs delays the others by one time-out, never by its retries.
    `patience` (seconds) bounds the retries; an item's first attempt takes place however late it is.
    """

    def __init__(self, items: Iterable[T], clock: Clock, random: Random, patience: float) -> None:
        self._clock = clock
        self._random = random
        self._serial = count()
        self._queue: list[tuple[datetime, int, T]] = []
        self._deadline = clock.now() + timedelta(seconds=patience)
        for item in items:
            self.at_once(item)

    def __iter__(self) -> Iterator[T]:
        """Each item when its turn comes, sleeping in between, until nobody is left."""
        while self._queue:
            due, _, item = heapq.heappop(self._queue)
            wait = (due - self._clock.now()).total_seconds()
            if wait > 0:
                self._clock.sleep(wait)
            yield item

    def at_once(self, item: T) -> None:
        """Queue `item` behind those that are due already."""
        self._put(self._clock.now(), item)

    def again(self, item: T, failures: int, at_least: float = 0.0) -> bool:
        """Queue `item` for a retry after its n-th failure; False if that would be beyond patience."""
        due = self._clock.now() + timedelta(seconds=max(at_least, self._backoff(failures)))
        if due > self._deadline:
            return False
        self._put(due, item)
        return True

    def _put(self, due: datetime, item: T) -> None:
        heapq.heappush(self._queue, (due, next(self._serial), item))

    def _backoff(self, failures: int) -> float:
        """1, 2, 4, 8, 16, 16, ... seconds, less up to a half at random, so that many runs do not retry in step."""
        longest = min(LONGEST_WAIT, 2.0 ** min(failures - 1, 10))
        return longest * self._random.uniform(0.5, 1.0)
