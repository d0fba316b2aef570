"""Windows on the wall clocks of places that change theirs."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.windows import Search, Window, check_rule, check_zone, clock_span

NIGHT = {"hours": "22:00-06:00"}
OFFICE = {"days": ["mon", "tue", "wed", "thu", "fri"], "hours": "09:00-17:00"}
SMALL_HOURS = {"hours": "02:00-03:00"}
BERLIN, NEW_YORK, LORD_HOWE, KOLKATA = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"


def inside(value: dict[str, Any], zone: str, instant: str) -> bool:
    return Window.of("w", value, zone).contains(datetime.fromisoformat(instant))


@pytest.mark.parametrize(
    ("value", "zone", "instant", "expected"),
    [
        # the same hours before and after the change (Berlin: 29 March 2026 at 02:00, 25 October at 03:00)
        (OFFICE, BERLIN, "2026-03-27T08:00Z", True),
        (OFFICE, BERLIN, "2026-03-27T07:59:59Z", False),
        (OFFICE, BERLIN, "2026-03-30T07:00Z", True),
        (OFFICE, BERLIN, "2026-03-30T15:00Z", False),
        (OFFICE, BERLIN, "2026-03-28T10:00Z", False),  # Saturday
        # an hour that is skipped is in no window; one that is repeated is in it twice
        (SMALL_HOURS, BERLIN, "2026-03-29T00:59Z", False),
        (SMALL_HOURS, BERLIN, "2026-03-29T01:00Z", False),
        (SMALL_HOURS, BERLIN, "2026-10-24T23:59Z", False),
        (SMALL_HOURS, BERLIN, "2026-10-25T00:00Z", True),
        (SMALL_HOURS, BERLIN, "2026-10-25T01:59Z", True),
        (SMALL_HOURS, BERLIN, "2026-10-25T02:00Z", False),
        # over night across both changes
        (NIGHT, BERLIN, "2026-03-28T21:00Z", True),
        (NIGHT, BERLIN, "2026-03-29T03:59Z", True),
        (NIGHT, BERLIN, "2026-03-29T04:00Z", False),
        (NIGHT, BERLIN, "2026-10-25T04:59Z", True),
        (NIGHT, BERLIN, "2026-10-25T05:00Z", False),
        # New York: 8 March and 1 November 2026
        (OFFICE, NEW_YORK, "2026-03-06T14:00Z", True),
        (OFFICE, NEW_YORK, "2026-03-09T13:00Z", True),
        (OFFICE, NEW_YORK, "2026-03-09T12:59Z", False),
        (SMALL_HOURS, NEW_YORK, "2026-03-08T07:00Z", False),
        ({"hours": "01:00-02:00"}, NEW_YORK, "2026-11-01T05:00Z", True),
        ({"hours": "01:00-02:00"}, NEW_YORK, "2026-11-01T06:59Z", True),
        ({"hours": "01:00-02:00"}, NEW_YORK, "2026-11-01T07:00Z", False),
        # Lord Howe changes by half an hour: 5 April and 4 October 2026 at 02:00
        ({"hours": "01:30-02:00"}, LORD_HOWE, "2026-04-04T14:30Z", True),
        ({"hours": "01:30-02:00"}, LORD_HOWE, "2026-04-04T15:29Z", True),
        ({"hours": "01:30-02:00"}, LORD_HOWE, "2026-04-04T15:30Z", False),
        ({"hours": "02:00-02:30"}, LORD_HOWE, "2026-10-03T15:30Z", False),
        ({"hours": "02:30-03:00"}, LORD_HOWE, "2026-10-03T15:30Z", True),
        # Kolkata is five and a half hours ahead all year
        (OFFICE, KOLKATA, "2026-03-30T03:30Z", True),
        (OFFICE, KOLKATA, "2026-03-30T03:29Z", False),
        (OFFICE, KOLKATA, "2026-03-30T11:30Z", False),
        # hours that pass today belong to the day on which they start
        ({"days": ["fri"], **NIGHT}, BERLIN, "2026-03-14T02:00Z", True),
        ({"days": ["sat"], **NIGHT}, BERLIN, "2026-03-14T02:00Z", False),
        ({"days": ["sun"], **NIGHT}, BERLIN, "2026-03-16T02:00Z", True),
        ({"days": ["mon"]}, BERLIN, "2026-03-15T23:00Z", True),
        ({"days": ["mon"]}, BERLIN, "2026-03-16T22:59Z", True),
        ({"days": ["mon"]}, BERLIN, "2026-03-16T23:00Z", False),
        ({"hours": ["08:00-09:00", "12:00-13:00"]}, "UTC", "2026-03-16T12:30Z", True),
        ({"hours": "18:00-24:00"}, "UTC", "2026-03-16T23:59:59Z", True),
        ({"hours": "18:00-24:00"}, "UTC", "2026-03-17T00:00Z", False),
    ],
)
def test_hours_of_the_week(value: dict[str, Any], zone: str, instant: str, expected: bool) -> None:
    assert inside(value, zone, instant) is expected


FORTNIGHTLY = {"rrule": "FREQ=WEEKLY;INTERVAL=2", "for": "1h", "from": "2026-01-05T09:00"}
LATE = {"rrule": "FREQ=DAILY;BYHOUR=2;BYMINUTE=50", "for": "2h"}
EARLY = {"rrule": "FREQ=DAILY;BYHOUR=2;BYMINUTE=30", "for": "30m"}


@pytest.mark.parametrize(
    ("value", "zone", "instant", "expected"),
    [
        ({"rrule": "FREQ=WEEKLY;BYDAY=SU;BYHOUR=2", "for": "2h"}, BERLIN, "2026-03-22T01:00Z", True),
        ({"rrule": "FREQ=WEEKLY;BYDAY=SU;BYHOUR=2", "for": "2h"}, BERLIN, "2026-03-22T03:00Z", False),
        # every second week, counted from `from`
        (
            {"rrule": "FREQ=WEEKLY;INTERVAL=2", "for": "1h", "from": "2026-01-05T09:00"},
            "UTC",
            "2026-01-05T09:30Z",
            True,
        ),
        (
            {"rrule": "FREQ=WEEKLY;INTERVAL=2", "for": "1h", "from": "2026-01-05T09:00"},
            "UTC",
            "2026-01-12T09:30Z",
            False,
        ),
        (
            {"rrule": "FREQ=WEEKLY;INTERVAL=2", "for": "1h", "from": "2026-01-05T09:00"},
            "UTC",
            "2026-01-19T09:30Z",
            True,
        ),
        (
            {"rrule": "FREQ=WEEKLY;INTERVAL=2", "for": "1h", "from": "2026-01-05T09:00"},
            "UTC",
            "2026-01-05T08:59Z",
            False,
        ),
        # starts in the first of the two hours that the clock shows as 02, and lasts its length in real time
        (LATE, BERLIN, "2026-10-25T00:49Z", False),
        (LATE, BERLIN, "2026-10-25T00:50Z", True),
        (LATE, BERLIN, "2026-10-25T01:30Z", True),  # 02:30 again: before the start by the clock, inside in truth
        (LATE, BERLIN, "2026-10-25T02:49Z", True),
        (LATE, BERLIN, "2026-10-25T02:50Z", False),
        (EARLY, BERLIN, "2026-10-25T00:30Z", True),
        (EARLY, BERLIN, "2026-10-25T01:30Z", False),
        # a start that the clock skips happens when it would have
        (EARLY, BERLIN, "2026-03-29T01:29Z", False),
        (EARLY, BERLIN, "2026-03-29T01:30Z", True),
        (EARLY, BERLIN, "2026-03-29T02:00Z", False),
        (LATE, NEW_YORK, "2026-11-01T07:49Z", False),
        (LATE, NEW_YORK, "2026-11-01T07:50Z", True),
        ({"rrule": "FREQ=DAILY;BYHOUR=1;BYMINUTE=45", "for": "1h"}, LORD_HOWE, "2026-04-04T14:45Z", True),
        ({"rrule": "FREQ=DAILY;BYHOUR=1;BYMINUTE=45", "for": "1h"}, LORD_HOWE, "2026-04-04T15:10Z", True),
        ({"rrule": "FREQ=DAILY;BYHOUR=1;BYMINUTE=45", "for": "1h"}, LORD_HOWE, "2026-04-04T15:45Z", False),
        # a window of weeks across a change
        ({"rrule": "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=20", "for": "14d"}, BERLIN, "2026-04-02T22:59Z", True),
        ({"rrule": "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=20", "for": "14d"}, BERLIN, "2026-04-02T23:00Z", False),
        # before, at the end of, and after the rule
        ({"rrule": "FREQ=DAILY", "for": "1h", "from": "2026-05-01T00:00"}, "UTC", "2026-04-30T00:30Z", False),
        ({"rrule": "FREQ=DAILY;COUNT=2", "for": "1h", "from": "2026-05-01T00:00"}, "UTC", "2026-05-02T00:30Z", True),
        ({"rrule": "FREQ=DAILY;COUNT=2", "for": "1h", "from": "2026-05-01T00:00"}, "UTC", "2026-05-03T00:30Z", False),
        ({"rrule": "FREQ=DAILY;UNTIL=20260502", "for": "1h"}, "UTC", "2026-05-03T00:30Z", False),
    ],
)
def test_rules(value: dict[str, Any], zone: str, instant: str, expected: bool) -> None:
    assert check_rule(value["rrule"], value.get("from", "2024-01-01T00:00")) is None
    assert inside(value, zone, instant) is expected


_instants = st.datetimes(datetime(2024, 6, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001  (made aware at once)


@given(_instants, st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, KOLKATA]), st.integers(0, 23), st.integers(1, 72))
@settings(deadline=None)  # the first call imports dateutil
def test_a_daily_rule_holds_for_its_length_from_each_start(at: datetime, zone: str, hour: int, hours: int) -> None:
    window = Window.of("w", {"rrule": f"FREQ=DAILY;BYHOUR={hour}", "for": f"{hours}h"}, zone)
    starts = [
        (at.astimezone(ZoneInfo(zone)) + timedelta(days=back)).replace(
            hour=hour, minute=0, second=0, microsecond=0, fold=0
        )
        for back in range(-5, 2)
    ]
    expected = any(0 <= (at - start.astimezone(UTC)).total_seconds() < hours * 3600 for start in starts)
    assert window.contains(at) is expected


@given(_instants, st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, KOLKATA]), st.integers(0, 1439), st.integers(0, 1439))
def test_hours_follow_the_clock(at: datetime, zone: str, start: int, end: int) -> None:
    text = f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
    local = at.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    expected = start <= minute < end if start < end else minute >= start or minute < end
    assert Window.of("w", {"hours": text}, zone).contains(at) is expected


def test_clock_span() -> None:
    assert clock_span("09:00-17:00") == (540, 1020)
    assert clock_span("22:00-06:00") == (1320, 1800)
    assert clock_span("09:00-09:00") == (540, 1980)
    assert clock_span("00:00-24:00") == (0, 1440)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=7;BYDAY=TU"],
)
def test_a_rule_that_never_starts_is_found_out_in_time(rule: str) -> None:
    started = time.process_time()
    assert check_rule(rule) == "it never starts"
    assert time.process_time() - started < 3


def test_many_rules_that_never_start_are_given_up_on() -> None:
    search = Search(years=900)
    found = [check_rule("FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30", search=search) for _ in range(50)]
    assert found == ["it never starts"] * 3 + [None] * 47
    assert check_rule("FREQ=DAILY;BYDAY=XX", search=search)  # what takes no search is still said


@pytest.mark.parametrize("instant", ["0001-01-01T00:00+14:00", "8999-06-01T12:30Z", "9999-12-31T23:59:59-12:00"])
@pytest.mark.parametrize(
    "value",
    [
        {"rrule": "FREQ=HOURLY", "for": "1h"},
        {"rrule": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=1,2,3,4,5,6,7,8,9,10,11,12", "for": "3650d"},
        {"rrule": "FREQ=DAILY;COUNT=1", "for": "1h", "from": "1900-01-01T00:00"},
        NIGHT,
    ],
)
def test_an_instant_that_a_payload_made_up_costs_nothing(value: dict[str, Any], instant: str) -> None:
    started = time.process_time()
    assert inside(value, "Asia/Tokyo", instant) in {True, False}
    assert time.process_time() - started < 1


@pytest.mark.parametrize("first", ["2024-02-29T12:00", "2024-01-31T00:00", "2024-01-03T09:30"])
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY;INTERVAL=7;BYDAY=MO,WE",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SU,SA",
        "FREQ=WEEKLY;INTERVAL=2",
        "FREQ=MONTHLY;INTERVAL=5",
        "FREQ=YEARLY",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=6;BYDAY=2TU",
        "FREQ=DAILY;UNTIL=20270601T000000",
    ],
)
@given(
    at=st.datetimes(datetime.fromisoformat("2023-01-01"), datetime.fromisoformat("2034-01-01")),
    days=st.sampled_from([1, 9, 400]),
)
@settings(max_examples=25, deadline=None)
def test_a_rule_holds_as_dateutil_walks_it_from_its_first_start(rule: str, first: str, at: datetime, days: int) -> None:
    begun = rrulestr(rule, dtstart=datetime.fromisoformat(first)).before(at, inc=True)
    expected = begun is not None and at < begun + timedelta(days=days)
    value = {"rrule": rule, "for": f"{days}d", "from": first}
    assert Window.of("w", value, "UTC").contains(at.replace(tzinfo=UTC)) is expected


@pytest.mark.parametrize("first", ["0001-01-01T00:00", "1899-12-31T00:00", "9900-01-01T00:00"])
def test_a_rule_starts_in_years_that_people_live_in(first: str) -> None:
    assert check_rule("FREQ=DAILY", first) == "its first start is in a year from 1900 to 9899"


@pytest.mark.parametrize(
    "rule",
    ["RRULE:FREQ=DAILY", "freq=weekly;byday=su", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=MONTHLY;BYDAY=-1FR"],
)
def test_good_rules(rule: str) -> None:
    assert check_rule(rule) is None


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"])
def test_zones(name: str) -> None:
    assert check_zone(name)


@pytest.mark.parametrize(
    "name", ["", "Europe", "Mars/Base", "../../etc/passwd", "/etc/passwd", "a\0b", "+01:00", "x" * 300]
)
def test_no_zones(name: str) -> None:
    assert not check_zone(name)


@pytest.mark.parametrize(
    ("rule", "end"),
    [
        ("FREQ=DAILY", None),
        ("FREQ=DAILY;UNTIL=20280101T000000", "2027-12-31T23:00Z"),
        ("FREQ=DAILY;UNTIL=20280701", "2028-06-30T22:00Z"),
        ("FREQ=MONTHLY;COUNT=13;BYHOUR=8", "2025-01-01T07:00Z"),
        ("FREQ=YEARLY;COUNT=100", None),
        ("FREQ=DAILY;UNTIL=99991231", None),
    ],
)
def test_a_rule_ends_by_its_own_clock(rule: str, end: str | None) -> None:
    window = Window.of("w", {"rrule": rule, "for": "8h"}, BERLIN)
    assert window.end() == (datetime.fromisoformat(end) if end else None)
    assert Window.of("w", OFFICE, BERLIN).end() is None
