"""The filters for times. None reads a clock: the same alert gives the same text whenever it is rendered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tocsin.errors import TemplateError

if TYPE_CHECKING:
    from datetime import tzinfo

    from tocsin.model import Json

_MILLISECONDS_FROM = 10**11
"""Numbers from here on count milliseconds: as seconds they would lie after the year 5000."""


def time(value: Json, zone: str = "UTC") -> str:
    """A time as "2026-03-12 04:12 CET", in the time zone `zone` (IANA name)."""
    return _format(value, zone, "%Y-%m-%d %H:%M %Z")


def date(value: Json, zone: str = "UTC") -> str:
    """The day of a time as "2026-03-12", in the time zone `zone` (IANA name)."""
    return _format(value, zone, "%Y-%m-%d")


def since(value: Json, earlier: Json) -> str:
    """The span from the time `earlier` to `value` as "2 h 5 min"; empty where one of them is no time."""
    end, start = _instant(value), _instant(earlier)
    return "" if end is None or start is None else _span(int((end - start).total_seconds()))


def zone_named(name: str) -> tzinfo:
    """The time zone of that IANA name; TemplateError if there is none."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError, AttributeError):
        raise TemplateError("this time zone is not known") from None


def _format(value: Json, zone: str, form: str) -> str:
    """A text that is no time stays as it is: better on a page than nothing."""
    instant = _instant(value)
    if instant is None:
        from tocsin.render.filters import text

        return text(value)
    return instant.astimezone(zone_named(zone)).strftime(form)


def _instant(value: Json) -> datetime | None:
    """An instant from RFC 3339 or ISO 8601 text (UTC where it names no offset) or from seconds since 1970."""
    try:
        if type(value) is int or type(value) is float:
            return datetime.fromtimestamp(value / 1000 if value >= _MILLISECONDS_FROM else value, UTC)
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _span(seconds: int) -> str:
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    told = [f"{count} {unit}" for count, unit in parts if count][:2]
    return sign + " ".join(told) if told else "0 s"
