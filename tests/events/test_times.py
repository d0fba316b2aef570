from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.events.times import rfc3339

if TYPE_CHECKING:
    from tocsin.model import Json

INSTANTS = st.datetimes(datetime(1974, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-12T03:12:10Z", "2026-03-12T03:12:10Z"),
        ("2026-03-12T03:12:10.989Z", "2026-03-12T03:12:10.989Z"),
        ("2026-03-12T03:12:10.000Z", "2026-03-12T03:12:10Z"),
        ("2026-03-12T03:12:10.500000Z", "2026-03-12T03:12:10.500Z"),
        ("2026-03-12T03:12:10.000001Z", "2026-03-12T03:12:10.000001Z"),
        ("2026-03-12T03:12:10.1Z", "2026-03-12T03:12:10.100Z"),
        ("2026-03-12T03:12:10.123456789Z", "2026-03-12T03:12:10.123456Z"),
        ("2026-03-12T03:12:10.989+0000", "2026-03-12T03:12:10.989Z"),
        ("2026-03-12T04:51:03.157076+01:00", "2026-03-12T03:51:03.157076Z"),
        ("2026-03-12T00:30:00-0230", "2026-03-12T03:00:00Z"),
        ("2026-03-12t03:12:10z", "2026-03-12T03:12:10Z"),
        ("2026-03-12T20:00Z", "2026-03-12T20:00:00Z"),
        ("Thu, 12 Mar 2026 01:19:03 GMT", "2026-03-12T01:19:03Z"),
        ("Thu, 12 Mar 2026 23: 25: 00 GMT", "2026-03-12T23:25:00Z"),
        ("2 Mar 2026 01:19:03 GMT", "2026-03-02T01:19:03Z"),
        (1773285131, "2026-03-12T03:12:11Z"),
        ("1773285131", "2026-03-12T03:12:11Z"),
        (1773285118.203, "2026-03-12T03:11:58.203Z"),
        ("1773285118.203", "2026-03-12T03:11:58.203Z"),
        (1773285131000, "2026-03-12T03:12:11Z"),
        ("1773285131123", "2026-03-12T03:12:11.123Z"),
        (1773285131123456, "2026-03-12T03:12:11.123456Z"),
        (1773285131123456789, "2026-03-12T03:12:11.123456Z"),
    ],
)
def test_formats(value: Json, expected: str) -> None:
    assert rfc3339(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        None, True, "", "yesterday", "2026-03-12", "20260312", "2026-03-12T03:12:10", "2026-02-30T03:12:10Z",
        "2026-03-12T25:00:00Z", "2026-03-12T03:12:10.989+9900", "Thu, 12 Foo 2026 01:19:03 GMT", "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00.000Z", "0001-01-01T00:00:00+0000", "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00", "\ud800", "٢٠٢٦-03-12T03:12:10Z", "2026-03-12T03:12:10Z" * 3,
        0, -1773285131, 7, float("nan"), float("inf"), 10**30, 10**400, [], {},
    ],
)  # fmt: skip
def test_nonsense_is_none(value: Json) -> None:
    assert rfc3339(value) is None


@given(INSTANTS, st.integers(-14 * 60, 14 * 60))
def test_offset_does_not_change_the_instant(instant: datetime, minutes: int) -> None:
    local = instant.astimezone(timezone(timedelta(minutes=minutes)))
    written = rfc3339(local.isoformat())
    assert written is not None
    assert datetime.fromisoformat(written) == instant
    assert written.endswith("Z")


@given(INSTANTS)
def test_what_was_written_is_read_as_itself(instant: datetime) -> None:
    written = rfc3339(instant.isoformat())
    assert rfc3339(written) == written


@given(INSTANTS)
def test_epochs_agree_with_the_text(instant: datetime) -> None:
    instant = instant.replace(microsecond=0)
    seconds = int(instant.timestamp())
    expected = rfc3339(instant.isoformat())
    assert [rfc3339(seconds * unit) for unit in (1, 10**3, 10**6, 10**9)] == [expected] * 4


@given(st.text())
def test_any_text_is_a_time_or_none(text: str) -> None:
    rfc3339(text)
