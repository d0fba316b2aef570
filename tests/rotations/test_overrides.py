"""Overrides: whose place they take, and where."""

from __future__ import annotations

import pytest

from rotations.made import rotation, rows, utc
from tocsin.choices import Choices

DAILY = {"daily": "09:00"}


def override(start: str, end: str, *contacts: str) -> dict[str, object]:
    return {"contacts": list(contacts), "from": start, "until": end}


def test_an_override_cuts_the_shifts_it_overlaps() -> None:
    made = rotation("2026-01-05T09:00", DAILY, overrides=[override("2026-01-06T03:00", "2026-01-06T15:00", "c")])
    assert rows(made, "2026-01-05T10:00", "2026-01-07T00:00") == [
        "a 01-05T09:00 01-06T03:00",
        "c 01-06T03:00 01-06T09:00 for a",
        "c 01-06T09:00 01-06T15:00 for b",
        "b 01-06T15:00 01-07T09:00",
    ]


def test_the_cut_shift_is_told_without_the_override() -> None:
    made = rotation("2026-01-05T09:00", DAILY, overrides=[override("2026-01-06T03:00", "2026-01-06T15:00", "c")])
    assert rows(made, "2026-01-05T10:00", "2026-01-05T11:00") == ["a 01-05T09:00 01-06T03:00"]
    assert rows(made, "2026-01-07T08:00", "2026-01-07T08:30") == ["b 01-06T15:00 01-07T09:00"]


def test_of_two_that_overlap_the_later_in_the_list_holds() -> None:
    early, late = (
        override("2026-01-05T10:00", "2026-01-05T20:00", "b"),
        override("2026-01-05T12:00", "2026-01-05T14:00", "c"),
    )
    made = rotation("2026-01-05T09:00", DAILY, overrides=[early, late])
    assert rows(made, "2026-01-05T10:00", "2026-01-06T00:00") == [
        "b 01-05T10:00 01-05T12:00 for a",
        "c 01-05T12:00 01-05T14:00 for a",
        "b 01-05T14:00 01-05T20:00 for a",
        "a 01-05T20:00 01-06T09:00",
    ]
    assert made.on_call(utc("2026-01-05T13:00")) == ("c",)
    other = rotation("2026-01-05T09:00", DAILY, overrides=[late, early])
    assert other.on_call(utc("2026-01-05T13:00")) == ("b",)
    assert rows(other, "2026-01-05T10:00", "2026-01-06T00:00") == [
        "b 01-05T10:00 01-05T20:00 for a",
        "a 01-05T20:00 01-06T09:00",
    ]


def test_an_override_of_nobody_leaves_a_shift_without_people() -> None:
    made = rotation("2026-01-05T09:00", DAILY, overrides=[override("2026-01-05T10:00", "2026-01-05T20:00")])
    assert rows(made, "2026-01-05T10:00", "2026-01-05T12:00") == ["- 01-05T10:00 01-05T20:00 for a"]
    assert made.on_call(utc("2026-01-05T10:00")) == ()
    assert made.on_call(utc("2026-01-05T20:00")) == ("a",)


def test_several_people_at_once() -> None:
    made = rotation("2026-01-05T09:00", DAILY, overrides=[override("2026-01-05T10:00", "2026-01-05T20:00", "c", "b")])
    assert made.on_call(utc("2026-01-05T10:00")) == ("c", "b")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (False, ["c 01-05T15:00 01-05T17:00 for a", "a 01-06T10:00 01-06T17:00"]),
        (
            True,
            [
                "c 01-05T15:00 01-05T17:00 for a",
                "c 01-05T17:00 01-06T02:00 for -",
                "a 01-06T10:00 01-06T17:00",
            ],
        ),
    ],
)
def test_choice_override_in_gap(choice: bool, expected: list[str]) -> None:
    weekly, cover = {"weekly": [{"day": "mon", "at": "09:00"}]}, {"mon": ["10:00-17:00"], "tue": ["10:00-17:00"]}
    nobody = override("2026-01-05T20:00", "2026-01-05T21:00")
    overrides = [nobody, override("2026-01-05T15:00", "2026-01-06T02:00", "c")]
    made, choices = (
        rotation("2026-01-05T09:00", weekly, cover=cover, overrides=overrides),
        Choices(override_in_gap=choice),
    )
    assert rows(made, "2026-01-05T16:00", "2026-01-07T00:00", choices) == expected
    assert made.on_call(utc("2026-01-05T18:00"), choices) == (("c",) if choice else ())


def test_an_override_of_nobody_in_a_gap_is_no_shift() -> None:
    made = rotation(
        "2026-01-05T09:00",
        DAILY,
        cover={"mon": ["10:00-17:00"]},
        overrides=[override("2026-01-06T10:00", "2026-01-06T12:00")],
    )
    assert rows(made, "2026-01-06T00:00", "2026-01-07T00:00", Choices(override_in_gap=True)) == []


def test_before_the_rotation_starts_there_is_nobody_to_replace() -> None:
    made = rotation("2026-01-05T09:00", DAILY, overrides=[override("2026-01-05T07:00", "2026-01-05T11:00", "c")])
    expected = ["c 01-05T09:00 01-05T11:00 for a", "a 01-05T11:00 01-06T09:00"]
    assert rows(made, "2026-01-05T00:00", "2026-01-06T00:00", Choices(override_in_gap=True)) == expected
    assert made.on_call(utc("2026-01-05T08:00"), Choices(override_in_gap=True)) == ()
