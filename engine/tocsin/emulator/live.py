"""Server-sent events: a reader hears at once that there is something new, and fetches what it wants to show."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

TICK = 0.25
"""Seconds between two looks."""

HEARTBEAT = 15.0
"""Seconds after which a comment says that the line still stands."""


async def changes(look: Callable[[], Awaitable[int]], closing: asyncio.Event) -> AsyncIterator[str]:
    """`event: change` with a number at first, and whenever `look` returns another one; ends when `closing` is set."""
    seen, ticks = -1, 0
    while not closing.is_set():
        number, ticks = await look(), ticks + 1
        if number != seen:
            seen, ticks = number, 0
            yield f"event: change\ndata: {number}\n\n"
        elif ticks * TICK >= HEARTBEAT:
            ticks = 0
            yield ": still here\n\n"
        await _wait(closing)


async def _wait(closing: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(TICK):
            await closing.wait()
    except TimeoutError:
        pass
