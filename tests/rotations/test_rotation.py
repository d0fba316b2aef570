"""Turns as the user guide describes them, and what is our choice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, product
from typing import TYPE_CHECKING, Any

import pytest

from rotations.made import rotation, rows, utc
from tocsin.choices import Choices
from tocsin.rotations import HandOff, Override, Rotation
from tocsin.windows import LATEST

if TYPE_CHECKING:
    from tocsin.rotations import Unit

MON_9: dict[str, Any] = {"weekly": [{"day": "mon", "at": "09:00"}]}
HOUR = timedelta(hours=1)


def test_each_hand_off_begins_the_turn_of_the_next_in_line() -> None:
    assert rows(rotation("2026-01-05T09:00", MON_9), "2026-01-06T00:00", "2026-02-01T00:00") == [
        "a 01-05T09:00 01-12T09:00",
        "b 01-12T09:00 01-19T09:00",
        "c 01-19T09:00 01-26T09:00",
        "a 01-26T09:00 02-02T09:00",
    ]


def test_with_every_3_a_shift_lasts_three_weeks() -> None:
    assert rows(rotation("2026-01-05T09:00", {**MON_9, "every": 3}), "2026-01-06T00:00", "2026-02-01T00:00") == [
        "a 01-05T09:00 01-26T09:00",
        "b 01-26T09:00 02-16T09:00",
    ]


def test_weeks_are_counted_from_the_first_hand_off_and_one_earlier_in_the_week_belongs_to_the_week_before() -> None:
    twice = {"weekly": [{"day": "mon", "at": "09:00"}, {"day": "fri", "at": "17:00"}], "every": 2}
    assert rows(rotation("2026-01-09T17:00", twice), "2026-01-09T00:00", "2026-02-01T00:00") == [
        "a 01-09T17:00 01-12T09:00",
        "b 01-12T09:00 01-23T17:00",
        "c 01-23T17:00 01-26T09:00",
        "a 01-26T09:00 02-06T17:00",
    ]


def test_days_are_counted_from_the_first_hand_off() -> None:
    twice = {"daily": ["09:00", "21:00"], "every": 2}
    assert rows(rotation("2026-01-05T21:00", twice), "2026-01-05T00:00", "2026-01-09T00:00") == [
        "a 01-05T21:00 01-06T09:00",
        "b 01-06T09:00 01-07T21:00",
        "c 01-07T21:00 01-08T09:00",
        "a 01-08T09:00 01-09T21:00",
    ]


def test_months_are_counted_from_the_first_hand_off() -> None:
    twice = {"monthly": [{"day": 20, "at": "08:00"}, {"day": 13, "at": "12:34"}], "every": 2}
    assert rows(rotation("2026-01-20T08:00", twice), "2026-01-20T00:00", "2026-05-01T00:00") == [
        "a 01-20T08:00 02-13T12:34",
        "b 02-13T12:34 03-20T08:00",
        "c 03-20T08:00 04-13T12:34",
        "a 04-13T12:34 05-20T08:00",
    ]


def test_a_hand_off_listed_twice_is_one() -> None:
    assert rows(
        rotation("2026-01-05T09:00", {"daily": ["09:00", "09:00"]}), "2026-01-05T10:00", "2026-01-07T00:00"
    ) == [
        "a 01-05T09:00 01-06T09:00",
        "b 01-06T09:00 01-07T09:00",
    ]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("next_people", ["a+b 01-05T09:00 01-12T09:00", "c+a 01-12T09:00 01-19T09:00", "b+c 01-19T09:00 01-26T09:00"]),
        ("next_person", ["a+b 01-05T09:00 01-12T09:00", "b+c 01-12T09:00 01-19T09:00", "c+a 01-19T09:00 01-26T09:00"]),
    ],
)
def test_choice_several_on_call(choice: Any, expected: list[str]) -> None:
    two = rotation("2026-01-05T09:00", MON_9, on_call=2)
    assert rows(two, "2026-01-06T00:00", "2026-01-20T00:00", Choices(several_on_call=choice)) == expected


@pytest.mark.parametrize("people", [3, 4, 30])
def test_with_as_many_places_as_people_everybody_is_on_call_once(people: int) -> None:
    everybody = rotation("2026-01-05T09:00", MON_9, on_call=people)
    assert rows(everybody, "2026-01-06T00:00", "2026-01-13T00:00") == [
        "a+b+c 01-05T09:00 01-12T09:00",
        "a+b+c 01-12T09:00 01-19T09:00",
    ]


def test_somebody_listed_twice_has_two_turns_and_is_on_call_once() -> None:
    made = rotation("2026-01-05T09:00", {"daily": "09:00"}, contacts=["a", "b", "a"], on_call=2)
    assert rows(made, "2026-01-05T10:00", "2026-01-08T00:00") == [
        "a+b 01-05T09:00 01-06T09:00",
        "a 01-06T09:00 01-07T09:00",
        "b+a 01-07T09:00 01-08T09:00",
    ]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("on_call", ["a 01-07T10:00 01-12T09:00", "b 01-12T09:00 01-19T09:00", "c 01-19T09:00 01-26T09:00"]),
        ("nobody", ["a 01-12T09:00 01-19T09:00", "b 01-19T09:00 01-26T09:00"]),
    ],
)
def test_choice_before_first_hand_off(choice: Any, expected: list[str]) -> None:
    made, choices = rotation("2026-01-07T10:00", MON_9), Choices(before_first_hand_off=choice)
    assert rows(made, "2026-01-01T00:00", "2026-01-20T00:00", choices) == expected
    assert made.on_call(utc("2026-01-07T09:59"), choices) == ()
    assert made.on_call(utc("2026-01-07T10:00"), choices) == (("a",) if choice == "on_call" else ())


@pytest.mark.parametrize("choice", ["on_call", "nobody"])
def test_a_start_on_a_hand_off_is_the_first_turn_either_way(choice: Any) -> None:
    made = rotation("2026-01-05T09:00", MON_9)
    assert rows(made, "2026-01-01T00:00", "2026-01-13T00:00", Choices(before_first_hand_off=choice)) == [
        "a 01-05T09:00 01-12T09:00",
        "b 01-12T09:00 01-19T09:00",
    ]


def test_a_start_between_minutes_is_kept_to_the_second() -> None:
    start = datetime(2026, 1, 5, 8, 59, 30, tzinfo=UTC)
    made = Rotation("api", ("a", "b"), start, "UTC", "daily", (HandOff(0, 540),))
    (short, _) = made.shifts(start, start + HOUR)
    assert (short.members, short.start, short.end) == (("a",), start, start + timedelta(seconds=30))


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (
            "last_day",
            ["a 01-31T09:00 02-28T09:00", "b 02-28T09:00 03-31T09:00", "c 03-31T09:00 04-30T09:00",
             "a 04-30T09:00 05-31T09:00"],
        ),
        ("skip", ["a 01-31T09:00 03-31T09:00", "b 03-31T09:00 05-31T09:00"]),
    ],
)  # fmt: skip
def test_choice_short_month(choice: Any, expected: list[str]) -> None:
    made = rotation("2026-01-31T09:00", {"monthly": [{"day": 31, "at": "09:00"}]})
    assert rows(made, "2026-02-01T00:00", "2026-05-01T00:00", Choices(short_month=choice)) == expected


def test_days_that_a_month_does_not_have_meet_on_its_last_day_in_their_order() -> None:
    monthly = [{"day": 29, "at": "18:00"}, {"day": 30, "at": "09:00"}, {"day": 31, "at": "20:00"}]
    assert rows(rotation("2026-01-29T18:00", {"monthly": monthly}), "2026-02-01T00:00", "2026-03-29T00:00") == [
        "c 01-31T20:00 02-28T18:00",
        "b 02-28T18:00 02-28T20:00",
        "c 02-28T20:00 03-29T18:00",
    ]


def test_29_february_comes_in_leap_years() -> None:
    made = rotation("2024-02-29T09:00", {"monthly": [{"day": 29, "at": "09:00"}], "every": 12})
    found = list(made.shifts(utc("2024-03-01"), utc("2110-01-01"), Choices(short_month="skip")))
    years = [*range(2024, 2100, 4), 2104, 2108]
    assert [shift.start.year for shift in found] == years
    assert [shift.members for shift in found] == [("abc"[turn % 3],) for turn in range(len(years))]


def test_people_are_relieved_while_nothing_is_covered() -> None:
    made = rotation("2026-01-05T09:00", {"daily": "09:00"}, cover={"mon": ["10:00-12:00"], "thu": ["10:00-12:00"]})
    assert rows(made, "2026-01-05T00:00", "2026-01-13T00:00") == [
        "a 01-05T10:00 01-05T12:00",
        "a 01-08T10:00 01-08T12:00",
        "b 01-12T10:00 01-12T12:00",
    ]


def test_shifts_are_whole_however_small_the_span() -> None:
    made = rotation("2026-01-05T09:00", MON_9)
    assert rows(made, "2026-01-08T00:00", "2026-01-08T00:01") == ["a 01-05T09:00 01-12T09:00"]
    assert rows(made, "2026-01-12T09:00", "2026-01-12T09:01") == ["b 01-12T09:00 01-19T09:00"]
    assert rows(made, "2026-01-12T09:00", "2026-01-12T09:00") == []
    assert rows(made, "2026-01-13T09:00", "2026-01-12T09:00") == []


def test_shifts_are_made_one_by_one() -> None:
    covered = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    made = rotation("2026-01-05T09:00", {"daily": "09:00"}, cover=covered)
    first = islice(made.shifts(utc("2026-01-05"), LATEST), 2)
    assert [shift.members for shift in first] == [("a",), ("b",)]


FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
UNITS: list[tuple[Unit, HandOff]] = [("daily", HandOff(0, 540)), ("weekly", HandOff(0, 0)), ("monthly", HandOff(31, 0))]


@pytest.mark.parametrize("choices", [Choices(), Choices(short_month="skip", override_in_gap=True)])
@pytest.mark.parametrize("start", [FIRST, utc("2026-01-01"), LAST])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Berlin", "Etc/GMT+12"])
def test_nothing_breaks_at_the_ends_of_the_calendar(zone: str, start: datetime, choices: Choices) -> None:
    for (unit, hand_off), cover, every in product(UNITS, (None, {}, {0: ((0, 1440),)}), (1, 100)):
        made = Rotation("ends", ("a", "b"), start, zone, unit, (hand_off,), every, cover=cover)
        for begin, end in ((FIRST, FIRST + HOUR), (LAST - HOUR, LAST), (LATEST - HOUR, LATEST)):
            assert len(list(made.shifts(begin, end, choices))) <= 1
            made.on_call(begin, choices)


def test_the_first_shift_of_all_time_is_found_at_once() -> None:
    made = rotation("2026-01-05T09:00", MON_9, cover={"tue": ["09:00-10:00"]})
    assert next(made.shifts(FIRST, LAST)).start == utc("2026-01-06T09:00")
    assert made.on_call(FIRST) == ()
    assert made.on_call(LAST) == made.on_call(LATEST)


def test_a_rotation_of_a_policy_file() -> None:
    value = {
        "contacts": ["akuam", "bob"],
        "start": "2026-01-05T09:00",
        "time_zone": "America/New_York",
        "repeat": {"weekly": [{"day": "fri", "at": "17:30"}, {"day": "mon", "at": "09:00"}], "every": 2},
        "on_call": 2,
        "cover": {"sat": ["22:00-06:00", "08:00-24:00"], "sun": ["09:00-09:00"]},
        "overrides": [
            {"contacts": ["bob"], "from": "2026-12-24T09:00", "until": "2026-12-27T09:00", "reason": "holidays"},
            {"contacts": [], "from": "2026-07-04T00:00", "until": "2026-07-05T00:00"},
        ],
    }
    made = Rotation.of("weekly", value, "Europe/Berlin")
    assert made == Rotation(
        "weekly",
        ("akuam", "bob"),
        utc("2026-01-05T14:00"),
        "America/New_York",
        "weekly",
        (HandOff(4, 1050), HandOff(0, 540)),
        2,
        2,
        {5: ((1320, 1800), (480, 1440)), 6: ((540, 1980),)},
        (
            Override(("bob",), utc("2026-12-24T14:00"), utc("2026-12-27T14:00")),
            Override((), utc("2026-07-04T04:00"), utc("2026-07-05T04:00")),
        ),
    )


@pytest.mark.parametrize(
    ("repeat", "unit", "hand_offs"),
    [
        ({"daily": "09:30"}, "daily", (HandOff(0, 570),)),
        ({"daily": ["09:00", "21:00"]}, "daily", (HandOff(0, 540), HandOff(0, 1260))),
        ({"monthly": [{"day": 31, "at": "00:00"}]}, "monthly", (HandOff(31, 0),)),
    ],
)
def test_what_a_policy_file_need_not_say(repeat: Any, unit: Any, hand_offs: tuple[HandOff, ...]) -> None:
    made = Rotation.of("x", {"contacts": ["a"], "start": "2026-01-05T09:00", "repeat": repeat}, "Europe/Berlin")
    assert made == Rotation("x", ("a",), utc("2026-01-05T08:00"), "Europe/Berlin", unit, hand_offs)
