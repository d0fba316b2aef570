"""Spans of time: joined where they meet, and what they leave free."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime


class Span(NamedTuple):
    """From the instant `start` until `end`, which is no part of it."""

    start: datetime
    end: datetime


def joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in the order of their starts, those that meet or overlap as one."""
    whole: Span | None = None
    for span in spans:
        if whole is None or span.start > whole.end:
            if whole is not None:
                yield whole
            whole = span
        else:
            whole = Span(whole.start, max(whole.end, span.end))
    if whole is not None:
        yield whole


def free(taken: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    """What spans, in the order of their starts, leave free between two instants."""
    found, reached = [], start
    for begun, over in taken:
        if reached < begun:
            found.append(Span(reached, min(begun, end)))
        reached = max(reached, over)
    return [*found, Span(reached, end)] if reached < end else found
