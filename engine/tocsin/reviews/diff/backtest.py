"""What the past would have been like: recorded events on either side, counted as they pass."""

from __future__ import annotations

from collections import Counter, deque
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from tocsin import request
from tocsin.match import decide
from tocsin.pipeline import own_time
from tocsin.timeline import Notice, Walk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from tocsin.decision import Decision, Route
    from tocsin.model import Alert
    from tocsin.reviews.diff.sides import Opened

STORM = timedelta(minutes=10)
"""How long a storm may take to gather."""

STORM_LIMIT = 5
"""Pages of one policy in that time; one more is a storm."""

REMEMBERED = 100_000
"""Pages whose repetitions are recognised, on each side."""

NIGHT_FROM, NIGHT_UNTIL = 22, 6
"""Hours of the clock."""


class Counts(NamedTuple):
    """How often on either side."""

    before: int
    after: int


class NewlySilent(NamedTuple):
    """Alerts of a type that paged before and page nobody after; `example` is the first one's start."""

    type: str
    decision: str
    alerts: int
    example: str | None


class Backtest(NamedTuple):
    """Recorded events (`events`, with so many `alerts`) on either side.

    `pages` and `nights` (pages from 22:00 to 06:00 by the clock of `time_zone`) are by target; `people` counts the
    pages for which each person is called first; `storms` how often a policy paged more than `storm_limit` times within
    ten minutes. `silent` tells alerts that paged before and page nobody after.
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


class Backtester:
    """Counts alerts as they pass. A page that repeats an earlier one is none, as with the service.

    What it keeps does not grow with the number of alerts.
    """

    def __init__(self, base: Opened, head: Opened, storm_limit: int = STORM_LIMIT) -> None:
        self._zone = head.roster.time_zone
        self._sides = tuple(_Tally(side, ZoneInfo(self._zone), storm_limit) for side in (base, head))
        self._storm_limit = storm_limit
        self._alerts = 0
        self._silent: dict[tuple[str, str], NewlySilent] = {}

    def count(self, alert: Alert) -> None:
        """Count what both sides do with the alert at its own start."""
        self._alerts += 1
        before, after = (side.count(alert) for side in self._sides)
        if before.routes and not after.routes:
            key = alert.type, after.kind.value
            known = self._silent.get(key, NewlySilent(*key, 0, alert.starts_at))
            self._silent[key] = known._replace(alerts=known.alerts + 1)

    def result(self, events: int) -> Backtest:
        """What has been counted, of so many events."""
        before, after = self._sides
        return Backtest(
            events,
            self._alerts,
            self._zone,
            _both(before.pages, after.pages),
            _both(before.nights, after.nights),
            _both(before.people, after.people),
            _both(before.storms, after.storms),
            self._storm_limit,
            tuple(self._silent.values()),
        )


class _Tally:
    """The counts of one side."""

    def __init__(self, side: Opened, zone: tzinfo, storm_limit: int) -> None:
        self.pages, self.nights, self.people, self.storms = (
            Counter[str](),
            Counter[str](),
            Counter[str](),
            Counter[str](),
        )
        self._side, self._zone, self._storm_limit = side, zone, storm_limit
        self._sent: dict[str, None] = {}
        self._recent: dict[str, deque[datetime]] = {}

    def count(self, alert: Alert) -> Decision:
        at = own_time(alert)
        decision = decide(self._side.engine.policies, alert, at)
        for route in decision.routes:
            if self._is_new(request.token(route.policy, route.target.arn, alert)):
                self.pages[route.target.name] += 1
                if at is not None:
                    self._count_at(route, at)
        return decision

    def _is_new(self, token: str) -> bool:
        if token in self._sent:
            return False
        self._sent[token] = None
        if len(self._sent) > REMEMBERED:
            del self._sent[next(iter(self._sent))]
        return True

    def _count_at(self, route: Route, at: datetime) -> None:
        hour = at.astimezone(self._zone).hour
        if hour >= NIGHT_FROM or hour < NIGHT_UNTIL:
            self.nights[route.target.name] += 1
        self.people.update(_called_first(self._side, route.target.name, at))
        self._storm(route.policy.name, at)

    def _storm(self, policy: str, at: datetime) -> None:
        """Count one for each burst: it begins anew once it has been counted."""
        recent = self._recent.setdefault(policy, deque(maxlen=self._storm_limit + 1))
        recent.append(at)
        if len(recent) == recent.maxlen and abs(at - recent[0]) <= STORM:
            self.storms[policy] += 1
            recent.clear()


def _called_first(side: Opened, target: str, at: datetime) -> set[str]:
    """Who is called at once."""
    events = Walk(target, at, side.roster.choices).advance(side.roster, at)
    return {event.contact for event in events if isinstance(event, Notice)}


def _both(before: Counter[str], after: Counter[str]) -> dict[str, Counts]:
    return {name: Counts(before[name], after[name]) for name in sorted({*before, *after})}
