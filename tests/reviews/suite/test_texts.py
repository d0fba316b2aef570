"""Texts against what is wanted of them, and how a difference is shown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.reviews.suite.texts import WIDTH, difference, faults


def said(wanted: Any, found: str | None, *, fixed: bool = False) -> list[str]:
    """The messages."""
    return [fault.message for fault in faults(wanted, found, fixed=fixed)]


@pytest.mark.parametrize(
    ("wanted", "found", "messages"),
    [
        ("a", "a", []),
        ("a", "b", ["differs"]),
        ("a", "a\n", ["differs"]),
        (None, None, []),
        (None, "a", ["differs"]),
        ("a", None, ["differs"]),
        ({"equals": "a"}, "b", ["differs"]),
        ({"contains": "b"}, "abc", []),
        ({"contains": ["a", "x", "y"]}, "abc", ["does not contain `x`", "does not contain `y`"]),
        ({"excludes": "x"}, "abc", []),
        ({"excludes": ["x", "b"]}, "abc", ["contains `b`"]),
        ({"matches": "^a.c$"}, "abc", []),
        ({"matches": "^b"}, "abc", ["does not match `^b`"]),
        ({"contains": "x"}, None, ["does not contain `x`"]),
        ({"excludes": "x"}, None, []),
        ({"equals": "b", "contains": "x", "excludes": "a"}, "abc", ["differs", "does not contain `x`", "contains `a`"]),
    ],
)
def test_every_condition_must_hold(wanted: Any, found: str | None, messages: list[str]) -> None:
    assert said(wanted, found) == messages


def test_a_fault_names_the_place_of_its_condition() -> None:
    assert [fault.steps for fault in faults({"equals": "x", "contains": ["a", "x"]}, "a", fixed=False)] == [
        ("equals",),
        ("contains", 1),
    ]
    assert [fault.steps for fault in faults("x", "a", fixed=False)] == [()]


def test_fixed_text_proves_nothing_by_what_it_lacks_or_holds() -> None:
    assert said({"excludes": "customer"}, "ALERT disk-full", fixed=True) == ["is the fixed text: its template failed"]
    assert said({"contains": "disk"}, "ALERT disk-full", fixed=True) == ["is the fixed text: its template failed"]
    assert said("ALERT disk-full", "ALERT disk-full", fixed=True) == []
    assert said("Disk full", "ALERT disk-full", fixed=True) == ["differs"]


def test_one_line_is_shown_with_a_mark_below_what_differs() -> None:
    assert list(difference("Checkout slow: web", "Checkout slow: api")) == [
        "expected  Checkout slow: web",
        "found     Checkout slow: api",
        "                         ^^^",
    ]


def test_lines_that_have_nothing_in_common_have_no_mark() -> None:
    assert list(difference("abc", "xyz")) == ["expected  abc", "found     xyz"]


def test_only_the_lines_around_the_difference_are_shown() -> None:
    wanted = "Same\nService api\nTeam a\nSince now\nEnd"
    found = "Same\nService web\nTeam a\nSince now.\nmore\nEnd"
    assert list(difference(wanted, found)) == [
        "from line 2:",
        "expected  Service api",
        "found     Service web",
        "                  ^^^",
        "same      Team a",
        "expected  Since now",
        "found     Since now.",
        "                   ^",
        "found     more",
    ]


def test_a_text_of_many_lines_is_cut() -> None:
    lines = list(difference("x", "\n".join(map(str, range(100)))))
    assert len(lines) < 20
    assert lines[-1].startswith("... and ")


def test_a_long_line_is_cut_around_its_difference() -> None:
    expected, found, mark = difference("a" * 500 + "b" + "c" * 500, "a" * 500 + "d" + "c" * 500)
    assert max(map(len, (expected, found))) <= WIDTH + 16
    at = mark.index("^")
    assert (expected[at], found[at]) == ("b", "d")


TEXT = st.text(alphabet="ab\n", max_size=12)


@given(TEXT, TEXT)
def test_a_difference_is_shown_exactly_where_there_is_one(wanted: str, found: str) -> None:
    shown = list(difference(wanted, found))
    ours, theirs = wanted.split("\n"), found.split("\n")
    changed = {line for line in (*ours, *theirs) if ours.count(line) != theirs.count(line)}
    assert said(wanted, found) == ([] if wanted == found else ["differs"])
    assert all(any(line[10:] == text for line in shown) for text in changed) or shown[-1].startswith("... and ")


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_told_apart_on_bounded_lines(wanted: str, found: str) -> None:
    assert all(len(line) <= 2 * WIDTH for line in difference(wanted, found))


@given(st.text(max_size=40), st.text(min_size=1, max_size=3))
def test_a_text_contains_or_excludes(text: str, part: str) -> None:
    assert bool(said({"contains": part}, text)) != bool(said({"excludes": part}, text))
