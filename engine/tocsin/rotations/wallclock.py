"""A time zone's clock on the wall, in minutes, and the instants at which it shows them.

Minutes count from the first of January 1900, a Monday, as if each day had 1440 of them. Where a clock change skips a
minute, it is taken to come when it would have (02:30 in a spring night in Berlin is 03:30 by the new time); of one that
comes twice the first is meant. That is how zoneinfo reads wall-clock times.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tocsin.windows import EARLIEST, LATEST

DAY, WEEK = 1440, 7 * 1440
"""Minutes of the clock on the wall."""

LONGEST_CHANGE = 2 * DAY
"""Wall-clock times this far apart come in their order: zones changed sides of the date line, which is one day."""

_ORIGIN = datetime.fromisoformat("1900-01-01")
_MINUTE = timedelta(minutes=1)

INSTANTS_KEPT = 1 << 14
"""Of each zone: a year of a large schedule. Whoever asks for shifts asks for the same hours again."""


class WallClock:
    """The clock of one time zone. Instants are in UTC: between times of one zone, Python compares the wall clock."""

    def __init__(self, time_zone: str) -> None:
        self.zone = ZoneInfo(time_zone)
        self._origin = _ORIGIN.replace(tzinfo=self.zone)
        self.instant = lru_cache(maxsize=INSTANTS_KEPT)(self._instant)
        """When the clock shows a minute."""

    def _instant(self, minute: int) -> datetime:
        return (self._origin + timedelta(minutes=minute)).astimezone(UTC)

    def minute(self, instant: datetime) -> int:
        """What the clock shows at an instant."""
        return (instant.astimezone(self.zone).replace(tzinfo=None) - _ORIGIN) // _MINUTE

    def read(self, text: str) -> datetime:
        """A date and time without offset, as a time of the zone."""
        return datetime.fromisoformat(text).replace(tzinfo=self.zone)

    def shown(self, instant: datetime) -> datetime:
        """The instant with the date, time and offset of the zone."""
        return instant.astimezone(self.zone)


@lru_cache(maxsize=64)
def wall_clock(time_zone: str) -> WallClock:
    """The clock of an IANA time zone."""
    return WallClock(time_zone)


def within_calendar(instant: datetime) -> datetime:
    """The instant in UTC; one that is too near to an end of Python's calendar to reckon with is moved inwards."""
    return min(max(instant, EARLIEST), LATEST).astimezone(UTC)
