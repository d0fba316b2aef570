"""The emulator's own time: the machine's clock moved on by so much, or a virtual one that stands until it is moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, get_args

from tocsin.durations import seconds

if TYPE_CHECKING:
    from tocsin.clock import Clock

Mode = Literal["real", "virtual"]
MODES: tuple[Mode, ...] = get_args(Mode)

FURTHEST = timedelta(days=3660)
"""How far one order moves the clock: ten years."""

_FIRST, _LAST = (datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (1900, 9000))
"""Before them wall clocks do not reckon; beyond them dates that plans reach have no fifth digit to go to."""


@dataclass(frozen=True, slots=True)
class Time:
    """A clock. `offset` is seconds beyond the machine's time, or for a virtual clock beyond the epoch."""

    machine: Clock
    mode: Mode = "real"
    offset: float = 0.0

    def now(self) -> float:
        """Epoch seconds, to the millisecond, as the API's timestamps."""
        return round(self._base() + self.offset, 3)

    def at(self, instant: float) -> Time:
        """The clock, showing `instant` (epoch seconds)."""
        return Time(self.machine, self.mode, instant - self._base())

    def run(self, mode: Mode | None, at: float | None) -> Time:
        """The clock in another mode (None: the same), showing `at` (None: what it shows)."""
        return Time(self.machine, mode or self.mode).at(self.now() if at is None else at)

    def resume(self, mode: Mode | None, at: float | None) -> Time:
        """The clock as it goes on when a state is opened again: as told, but never back in time."""
        if mode in {None, self.mode} and at is None:
            return self
        machine = self.machine.now().timestamp() if mode == "real" else self.now()
        return self.run(mode, max(self.now(), machine, at or self.now()))

    def _base(self) -> float:
        return self.machine.now().timestamp() if self.mode == "real" else 0.0


def ordered_time(order: Any, now: float) -> float:
    """The time that an order moves the clock to: {"advance": "5m"} or {"set": "2026-03-29T01:00:00Z"}.

    Raises ValueError, saying what is wrong.
    """
    if not isinstance(order, dict) or order.keys() not in ({"advance"}, {"set"}):
        raise ValueError('expected {"advance": "5m"} or {"set": "2026-03-29T01:00:00Z"}')
    if "advance" in order:
        return within_reach(now + _length(order["advance"]), now)
    instant = read_instant(order["set"])
    if instant < now:
        raise ValueError(f"the clock only goes forward; it is {rfc3339(now)}")
    return within_reach(instant, now)


def within_reach(instant: float, now: float) -> float:
    """The instant, unless it is too far off."""
    if instant - now > FURTHEST.total_seconds() or instant > _LAST:
        raise ValueError("the clock goes forward by ten years at most, and not beyond the year 9000")
    return instant


def read_instant(text: Any) -> float:
    """Epoch seconds of a time with its offset from UTC; ValueError for anything else."""
    expected = "a time such as 2026-03-29T01:00:00Z"
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            if _FIRST <= instant.timestamp() < _LAST:
                return round(instant.timestamp(), 3)
            expected = "a time in a year from 1900 to 8999"
    except (TypeError, ValueError, OverflowError):
        pass
    raise ValueError(f"expected {expected}, not {text!r}")


def _length(text: Any) -> int:
    if not isinstance(text, str):
        raise ValueError("expected a length of time such as 30s, 5m, 1h30m or 14d")
    return seconds(text)


def datetime_of(instant: float) -> datetime:
    """Epoch seconds as a datetime in UTC."""
    return datetime.fromtimestamp(instant, UTC)


def rfc3339(instant: float) -> str:
    """Epoch seconds as text: 2026-01-01T00:00:00.250Z."""
    return datetime_of(instant).isoformat(timespec="milliseconds").replace("+00:00", "Z")
