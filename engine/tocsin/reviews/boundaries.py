"""The instants at which a window opens or closes, at which a zone's clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.windows import Window

_DAY, _MINUTE, _TICK = timedelta(days=1), timedelta(minutes=1), timedelta(microseconds=1)


def boundaries(window: Window, since: datetime, until: datetime) -> list[datetime]:
    """Every instant from `since` up to `until` (in UTC) at which the window opens or closes."""
    places = set(_of_rule(window, since, until) if window.rule is not None else _of_week(window, since, until))
    return sorted(at for at in places if since <= at < until and window.contains(at) != window.contains(at - _TICK))


def clock_changes(time_zone: str, since: datetime, until: datetime) -> list[datetime]:
    """The instants between two others (in UTC) at which the clocks of a zone are changed."""
    zone, found, day = ZoneInfo(time_zone), [], since
    while day < until:
        after = min(day + _DAY, until)
        if day.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            found.append(_change(zone, day, after))
        day = after
    return found


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first whole second after `low` that has the offset of `high`."""
    offset = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


def _of_rule(window: Window, since: datetime, until: datetime) -> Iterator[datetime]:
    length = timedelta(seconds=window.seconds)
    for start in window.starts(since - length, until):
        yield from (start, start + length)


def _of_week(window: Window, since: datetime, until: datetime) -> Iterator[datetime]:
    """Wherever the clock shows a start or an end, twice if it does so twice, and where the clock is changed."""
    zone = ZoneInfo(window.time_zone)
    yield from clock_changes(window.time_zone, since, until)
    midnight = (since.astimezone(zone) - 2 * _DAY).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    while midnight.replace(tzinfo=zone).astimezone(UTC) < until:
        if midnight.weekday() in window.days:
            for minute in {minute for span in window.hours for minute in span}:
                shown = midnight + minute * _MINUTE
                yield from (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        midnight += _DAY
