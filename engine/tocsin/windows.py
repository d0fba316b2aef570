"""Named spans of time: days and hours of the week, or an RFC 5545 recurrence rule with a length.

All of it on the wall clock of the window's own time zone (zoneinfo), so that "09:00-17:00" means the same on both
sides of a DST change. An hour that a clock change skips is not in any window; one that it repeats is in it twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_START = "2024-01-01T00:00"
"""DTSTART of a rule that names none: a Monday, so that INTERVAL counts whole weeks from a known one."""


@dataclass(frozen=True, slots=True)
class Window:
    """One window. Either `rule` with `seconds`, or `days` (0 = Monday) with `hours` (minutes from midnight)."""

    name: str
    time_zone: str
    days: frozenset[int] = frozenset(range(7))
    hours: tuple[tuple[int, int], ...] = ((0, 1440),)
    rule: str | None = None
    seconds: int = 0
    first: str = FIRST_START

    def contains(self, instant: datetime) -> bool:
        """Whether the instant (with an offset) lies inside: starts are, ends are not."""
        local = instant.astimezone(ZoneInfo(self.time_zone))
        return self._in_rule(local) if self.rule is not None else self._in_week(local)

    def _in_week(self, local: datetime) -> bool:
        minute = local.hour * 60 + local.minute
        today, yesterday = local.weekday(), (local.weekday() - 1) % 7
        return any(
            (today in self.days and start <= minute < end) or (yesterday in self.days and minute < end - 1440)
            for start, end in self.hours
        )

    def _in_rule(self, local: datetime) -> bool:
        start = _rule(self.rule or "", self.first).before(local.replace(tzinfo=None), inc=True)
        if start is None:
            return False
        began = start.replace(tzinfo=local.tzinfo).astimezone(UTC)
        return bool(local.astimezone(UTC) < began + timedelta(seconds=self.seconds))

    @classmethod
    def of(cls, name: str, value: Mapping[str, Any], default_zone: str) -> Window:
        """From a window of a policy file that has been validated."""
        from tocsin.durations import seconds

        zone = str(value.get("time_zone", default_zone))
        if "rrule" in value:
            rule, length = str(value["rrule"]), seconds(value["for"])
            return cls(name, zone, rule=rule, seconds=length, first=str(value.get("from", FIRST_START)))
        days = frozenset(WEEKDAYS.index(day) for day in value.get("days", WEEKDAYS))
        hours = value.get("hours", "00:00-24:00")
        return cls(name, zone, days, tuple(map(clock_span, [hours] if isinstance(hours, str) else hours)))


def clock_span(text: str) -> tuple[int, int]:
    """ "22:00-06:00" as minutes from midnight; an end at or before the start lies on the next day (1320, 1800)."""
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in text.split("-"))
    return start, end if end > start else end + 1440


@lru_cache(maxsize=1024)
def _rule(rule: str, first: str) -> Any:
    from dateutil.rrule import rrulestr

    return rrulestr(rule, dtstart=datetime.fromisoformat(first), cache=True)


def check_rule(rule: str, first: str = FIRST_START) -> str | None:
    """What is wrong with a recurrence rule, or None. Rules finer than hourly are refused: they say nothing more."""
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    if parts.get("FREQ") not in {"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"}:
        return "a rule begins with FREQ=YEARLY, MONTHLY, WEEKLY, DAILY or HOURLY"
    if "DTSTART" in rule.upper() or "\n" in rule:
        return "only the rule itself stands here; say its start with `from`"
    try:
        _rule(rule, first).after(datetime.combine(datetime.fromisoformat(first), time()) - timedelta(days=1))
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        return str(error) or "not an RFC 5545 recurrence rule"
    return None


def check_zone(name: str) -> bool:
    """Whether the time zone exists in the IANA database."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
