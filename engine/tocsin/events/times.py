"""Reads the times that alert sources send and writes them as the normal form does: RFC 3339 in UTC, ending in Z.

Six formats are in the wild: RFC 3339 with any offset, the same with `+0000` (CloudWatch), RFC 1123 (AWS Health), and
epoch seconds, milliseconds and nanoseconds as numbers or digits (Datadog, New Relic, Opsgenie). Epochs are told apart
by size; microseconds come for free. A fraction has three digits where those are enough, else six; finer is cut.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.model import Json

_CANONICAL = re.compile(
    r"(?!0001)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"(?:\.(?:(?!000)[0-9]{3}|[0-9]{3}(?!000)[0-9]{3}))?(?:Z|\+0000)"
).fullmatch
_EPOCH = re.compile(r"([0-9]{9,19})(?:\.([0-9]{1,9}))?").fullmatch
_RFC_1123 = re.compile(
    r"(?:[A-Za-z]{3}, *)?([0-9]{1,2}) ([A-Za-z]{3}) ([0-9]{4}) ([0-9]{2}): ?([0-9]{2}): ?([0-9]{2}) (?:GMT|UTC|\+0000)"
).fullmatch
"""AWS Health has been seen to write "23: 25: 00"; the meaning is plain, so the blanks are allowed."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNITS = ((10**11, 1_000_000), (10**14, 1_000), (10**17, 1))
"""Epochs below the first number have a unit of so many microseconds; anything above counts nanoseconds."""

_EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST = 10**8
"""Smaller numbers (before March 1973) are counters and flags, not times of alerts."""


def rfc3339(value: Json) -> str | None:
    """The instant as "2026-03-12T03:12:10.989Z"; None for what is no instant, a time without zone, and year 1.

    Go's zero time, 0001-01-01T00:00:00Z, is how Alertmanager and Grafana say "not yet".
    """
    try:
        if isinstance(value, str):
            if _CANONICAL(value):
                datetime.fromisoformat(value)  # raises for the 30th of February
                return value if value[-1] == "Z" else value[:-5] + "Z"
            return _from_text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _write(_from_epoch(value))
    except (ValueError, OverflowError):
        pass
    return None


def _from_text(text: str) -> str | None:
    if len(text) > 40:
        return None
    if found := _EPOCH(text):
        whole, fraction = found.groups()
        return _write(_from_epoch(float(text) if fraction else int(whole)))
    if found := _RFC_1123(text):
        day, month, year, hour, minute, second = found.groups()
        number = _MONTHS.index(month.lower()) + 1
        return _write(datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=UTC))
    return _write(datetime.fromisoformat(text.upper()))


def _from_epoch(number: float) -> datetime | None:
    """The instant of an epoch in seconds, milli-, micro- or nanoseconds. Raises OverflowError beyond year 9999."""
    if not _EARLIEST <= number < 10**20:
        return None
    unit = next((unit for below, unit in _UNITS if number < below), None)
    microseconds = number // 1_000 if unit is None else number * unit
    return _EPOCH_START + timedelta(microseconds=round(microseconds))


def _write(instant: datetime | None) -> str | None:
    if instant is None or instant.tzinfo is None:
        return None
    instant = instant.astimezone(UTC)
    if instant.year == 1:
        return None
    fraction = instant.microsecond
    precision = "seconds" if fraction == 0 else "microseconds" if fraction % 1_000 else "milliseconds"
    return instant.isoformat(timespec=precision)[:-6] + "Z"
