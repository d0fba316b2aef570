"""What the past would have been like: recorded events on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Counts(NamedTuple):
    """How often on either side."""

    before: int
    after: int


class Backtest(NamedTuple):
    """Recorded events (`events`, with so many `alerts`) on either side.

    `pages` and `nights` (pages from 22:00 to 06:00 by the set's own clock) are by target; `people` counts the pages
    that reach each person; `storms` counts by policy the ten minutes in which it paged more than `storm_limit` times.
    `silent` tells alerts that paged before and page nobody after: type, how many, and the first one's start.
    """

    events: int
    alerts: int
    time_zone: str
    pages: Mapping[str, Counts]
    nights: Mapping[str, Counts]
    people: Mapping[str, Counts]
    storms: Mapping[str, Counts]
    storm_limit: int
    silent: tuple[NewlySilent, ...]


class NewlySilent(NamedTuple):
    """Alerts of a type that paged before and page nobody after; `example` is the first one's start."""

    type: str
    decision: str
    alerts: int
    example: str | None
