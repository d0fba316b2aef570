"""Named spans of time: days and hours of the week, or an RFC 5545 recurrence rule with a length.

All of it on the wall clock of the window's own time zone (zoneinfo), so that "09:00-17:00" means the same on both
sides of a DST change.

Hours of the week hold whenever the clock shows them: what a clock change skips is in no window, what it repeats is in
it twice. A rule starts once, the first time that the clock shows its time, and lasts its length in real time; a start
that the clock skips happens when it would have (02:30 in a spring night in Berlin is 03:30 by the new time).
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import MAXYEAR, UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_START = "2024-01-01T00:00"
"""DTSTART of a rule that names none: a Monday, so that INTERVAL counts whole weeks from a known one."""

MAX_SHIFT = timedelta(days=1)
"""By how much a clock is set back at most: zones that changed to the other side of the date line."""

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9900, 1, 1, tzinfo=UTC)
"""Instants beyond these are taken for them: an offset or a window's length would carry them out of the calendar."""

COUNTED = timedelta(days=30 * 366)
"""How far from its first start the end of a rule with COUNT is looked for: that is a walk through all of its starts."""

_STEPS = {"HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}
_BATCH = 512
"""So many steps of a rule begin at the same start: few walks through it, and few kept rules."""


class Window(NamedTuple):
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
        from zoneinfo import ZoneInfo

        local = min(max(instant, EARLIEST), LATEST).astimezone(ZoneInfo(self.time_zone))
        return self._in_rule(local) if self.rule is not None else self._in_week(local)

    def starts(self, since: datetime, until: datetime) -> list[datetime]:
        """The starts of the window's rule between two instants, in UTC; of a window without a rule none."""
        from zoneinfo import ZoneInfo

        if self.rule is None:
            return []
        zone = ZoneInfo(self.time_zone)
        since, until = (min(max(instant, EARLIEST), LATEST) for instant in (since, until))
        first, last = (instant.astimezone(zone).replace(tzinfo=None) for instant in (since, until))
        rule = self._rule_from(first - MAX_SHIFT)
        shown = rule.between(first - MAX_SHIFT, last + MAX_SHIFT, inc=True)
        starts = (start.replace(tzinfo=zone).astimezone(UTC) for start in shown)
        return [start for start in starts if since <= start < until]

    def end(self) -> datetime | None:
        """When the window's rule starts no more, by its UNTIL or with the last start of its COUNT, in UTC.

        None where that never comes, or later than anybody looks.
        """
        from zoneinfo import ZoneInfo

        last = _last(self.rule, datetime.fromisoformat(self.first)) if self.rule is not None else None
        if last is None or not EARLIEST.year <= last.year < LATEST.year:
            return None
        return last.replace(tzinfo=ZoneInfo(self.time_zone)).astimezone(UTC)

    def _in_week(self, local: datetime) -> bool:
        minute = local.hour * 60 + local.minute
        today, yesterday = local.weekday(), (local.weekday() - 1) % 7
        return any(
            (today in self.days and start <= minute < end) or (yesterday in self.days and minute < end - 1440)
            for start, end in self.hours
        )

    def _in_rule(self, local: datetime) -> bool:
        """Whether the latest start at or before the instant is no longer ago than the window lasts.

        The wall clock that a rule speaks in may have been set back since, so the search begins ahead of it.
        """
        instant, clock = local.astimezone(UTC), local.replace(tzinfo=None)
        rule = self._rule_from(clock - timedelta(seconds=self.seconds) - MAX_SHIFT)
        start = rule.before(clock + MAX_SHIFT, inc=True)
        while start is not None:
            began = start.replace(tzinfo=local.tzinfo).astimezone(UTC)
            if began <= instant:
                return bool(instant < began + timedelta(seconds=self.seconds))
            start = rule.before(start)
        return False

    def _rule_from(self, earliest: datetime) -> Any:
        """The rule with all of its starts from `earliest` on, and perhaps some before.

        dateutil walks through a rule from its first start, which takes minutes for an hourly one and a payload that
        says it is the year 9000. So the first start is moved ahead by whole intervals, which leaves the others alone.
        """
        rule, first = self.rule or "", datetime.fromisoformat(self.first)
        values = _values(rule)
        if "COUNT" in values or earliest <= first:
            return _rule(rule, first)
        interval = int(values.get("INTERVAL", "1"))
        step = _STEPS.get(values["FREQ"])
        if step is None:
            return _rule(rule, _years_ahead(first, earliest, interval))
        return _rule(rule, first + (earliest - first) // (step * interval) // _BATCH * _BATCH * step * interval)

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
def _rule(rule: str, first: datetime) -> Any:
    from dateutil.rrule import rrulestr

    return rrulestr(rule, dtstart=first, cache=True)


def _last(rule: str, first: datetime) -> datetime | None:
    """The last start of a rule with COUNT, if it is not too far away, or else UNTIL, on the rule's own clock."""
    from dateutil.parser import parse

    values = _values(rule)
    starts = _rule(rule, first).between(first, first + COUNTED, inc=True) if "COUNT" in values else ()
    if starts and len(starts) == int(values["COUNT"]):
        return cast("datetime", starts[-1])
    return parse(values["UNTIL"]) if "UNTIL" in values else None


def _years_ahead(first: datetime, earliest: datetime, interval: int) -> datetime:
    """`first` so many intervals of years later that it is still before `earliest`; 29 February stays one."""
    for year in range(first.year + (earliest.year - 1 - first.year) // interval * interval, first.year, -interval):
        with suppress(ValueError):
            return first.replace(year=year)
    return first


@lru_cache(maxsize=1024)
def _values(rule: str) -> Mapping[str, str]:
    """The parts of a rule that has been checked, by name."""
    return dict(part.split("=") for part in rule.upper().removeprefix("RRULE:").split(";"))


class Search:
    """For how many more years of the calendar first starts are looked for, over all the rules of a set.

    A rule that never starts costs up to a quarter of a second; a file has room for thousands.
    """

    def __init__(self, years: int = 800) -> None:
        self.years = years


def check_rule(rule: str, first: str = FIRST_START, search: Search | None = None) -> str | None:
    """What is wrong with a recurrence rule, or None. Rules finer than hourly are refused: they say nothing more.

    Once `search` is used up, a rule that never starts passes.
    """
    if "DTSTART" in rule.upper() or "\n" in rule:
        return "only the rule itself stands here; say its start with `from`"
    parts = [part.partition("=") for part in rule.upper().removeprefix("RRULE:").split(";")]
    values = {name: value for name, _, value in parts}
    for name, _, value in parts:
        if name not in _RULE_PARTS or not value:
            return f"`{name}` is no part of one" if name else "there is nothing before or behind a semicolon"
    if len(values) < len(parts):
        return "a part of it stands twice"
    start = datetime.fromisoformat(first)
    if not EARLIEST.year <= start.year < LATEST.year:
        return f"its first start is in a year from {EARLIEST.year} to {LATEST.year - 1}"
    return _value_problem(values) or _start_problem(values, start, search or Search())


_FREQUENCIES = frozenset({"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"})
_RULE_PARTS = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY"}
    | {"BYSETPOS", "BYHOUR", "BYMINUTE"}
)


def _value_problem(values: Mapping[str, str]) -> str | None:
    """What dateutil would take and never come back from, or refuse in words of its own."""
    if values.get("FREQ") not in _FREQUENCIES:
        return "it says FREQ=YEARLY, MONTHLY, WEEKLY, DAILY or HOURLY"
    for name in ("INTERVAL", "COUNT"):
        if name in values and not re.fullmatch("[1-9][0-9]{0,3}", values[name]):
            return f"{name} is a number from 1 to 9999"
    if values.get("UNTIL", "").endswith("Z"):
        return "UNTIL is on the window's own clock: leave out the Z"
    return None


def _start_problem(values: Mapping[str, str], first: datetime, search: Search) -> str | None:
    """Why the rule never starts, or what dateutil has against it.

    dateutil looks for a start up to the year 9999, which takes seconds where there is none. The calendar repeats
    every 400 years, so the question is put as near to that end as it can be.
    """
    from dateutil.rrule import rrulestr

    late = first.replace(year=first.year + (MAXYEAR - first.year) // 400 * 400)
    endless = ";".join(f"{name}={value}" for name, value in values.items() if name not in {"UNTIL", "COUNT"})
    whole = ";".join(f"{name}={value}" for name, value in values.items())
    try:
        starts, bounded = iter(rrulestr(endless, dtstart=late)), iter(rrulestr(whole, dtstart=first))
        if search.years <= 0:
            return None
        start = next(starts, None)
        search.years -= (start.year if start else MAXYEAR) - late.year
        if start is None:
            return "it never starts"
        return None if next(bounded, None) else "it ends before it begins"
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        return str(error) or "not RFC 5545"


def check_zone(name: str) -> bool:
    """Whether the time zone exists in the IANA database."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
