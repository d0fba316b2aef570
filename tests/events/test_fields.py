from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.events.fields import at, collected, encodable, first, joined, named_values, picked, text, underscored

if TYPE_CHECKING:
    from tocsin.model import Json


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("web", "web"), ("", None), (None, None), (True, "true"), (False, "false"), (7, "7"), (-7, "-7"), (7.9, "7.9"),
        (5.0, "5.0"), (float("nan"), None), (float("inf"), None), (10**4000, None), ([], None), ({}, None),
        ("naïve 🔥", "naïve 🔥"), ("a\ud800b", "a\ufffdb"), ("\ud83d\udd25", "🔥"),
    ],
)  # fmt: skip
def test_text(value: Json, expected: str | None) -> None:
    assert text(value) == expected


@given(st.text())
def test_encodable_keeps_what_utf_8_can_hold(value: str) -> None:
    assert encodable(value) == value


def test_at_ends_where_the_objects_end() -> None:
    node = {"a": {"b": 1}, "c": [{"d": 2}]}
    assert at(node, "a", "b") == 1
    assert at(node, "a", "b", "x") is None
    assert at(node, "c", "d") is None
    assert at("text", "a") is None


def test_first_takes_what_has_a_text() -> None:
    assert first(None, "", [], 0, "x") == "0"
    assert first(None, {}) is None


def test_joined_and_picked_leave_out_what_has_no_text() -> None:
    assert joined(["a", None, 1, {}, "b"]) == "a,1,b"
    assert joined([]) is None
    assert joined("abc") is None
    assert picked({"a": 1, "b": None, "c": "x"}, "c", "b", "a", "z") == {"c": "x", "a": "1"}
    assert picked(None, "a") == {}


def test_collected_joins_the_values_of_a_repeated_name_each_once() -> None:
    pairs = [("queue", "a"), ("queue", "b"), ("queue", "a"), ("zone", "1"), ("", "x"), (None, "x"), ("x", [])]
    assert collected(pairs) == {"queue": "a,b", "zone": "1"}


def test_named_values_of_a_list_that_is_none() -> None:
    assert named_values([{"name": "a", "value": "b"}, 5]) == [("a", "b"), (None, None)]
    assert named_values({"name": "a"}) == []


def test_underscored() -> None:
    assert underscored({"ops-item-type": "x", "Budget Name": "y"}) == {"ops_item_type": "x", "budget_name": "y"}
