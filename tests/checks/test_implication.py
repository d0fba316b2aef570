"""What is said to be taken whole is taken whole: no event tells otherwise, neither a random one nor one made for it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.strategies import EVENTS, PATTERNS, VALUES
from tocsin.checks.implication import condition_implies, implies
from tocsin.patterns import Pattern
from tocsin.patterns.representatives import allows, representatives
from tocsin.patterns.witness import apart


def narrows(narrow: list[Any], wide: list[Any]) -> bool:
    return implies(Pattern.parse({"labels": {"env": narrow}}), Pattern.parse({"labels": {"env": wide}}))


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        (["prod"], ["prod", "stage"]),
        (["prod-1", {"prefix": "prod-eu"}], [{"prefix": "prod"}]),
        ([{"suffix": "-eu"}], [{"suffix": "eu"}]),
        ([{"prefix": "Prod"}], [{"prefix": {"equals-ignore-case": "pR"}}]),
        ([{"prefix": {"equals-ignore-case": "prod"}}], [{"prefix": {"equals-ignore-case": "PR"}}]),
        ([{"suffix": {"equals-ignore-case": "prod"}}], [{"suffix": {"equals-ignore-case": "OD"}}]),
        ([{"suffix": "Prod"}], [{"suffix": {"equals-ignore-case": "OD"}}]),
        ([{"equals-ignore-case": "prod"}], [{"equals-ignore-case": "PROD"}, "x"]),
        ([{"equals-ignore-case": "prod"}], [{"prefix": {"equals-ignore-case": "PR"}}]),
        (["PROD", "prod"], [{"equals-ignore-case": "Prod"}]),
        ([{"wildcard": "prod-*-eu"}], [{"prefix": "prod"}]),
        ([{"wildcard": "prod-*-eu"}], [{"suffix": "eu"}, "x"]),
        ([{"prefix": "prod-eu"}], [{"wildcard": "pr*-eu*"}]),
        ([{"suffix": "prod-eu"}], [{"wildcard": "*od-*u"}]),
        ([{"numeric": [">", 3]}], [{"numeric": [">=", 3]}]),
        ([{"numeric": [">=", 3, "<", 5]}, 7], [{"numeric": [">", 2.5]}]),
        ([{"cidr": "10.0.1.0/24"}, "10.0.0.1"], [{"cidr": "10.0.0.0/16"}]),
        ([{"anything-but": ["a", "b"]}], [{"anything-but": "a"}]),
        ([{"anything-but": {"prefix": "pr"}}], [{"anything-but": {"prefix": "prod"}}]),
        ([{"anything-but": {"prefix": "pr"}}], [{"anything-but": ["prod", "prx"]}]),
        ([{"prefix": "prod"}], [{"anything-but": {"prefix": "stage"}}]),
        ([{"suffix": "prod"}], [{"anything-but": {"suffix": "stage"}}]),
        ([{"numeric": [">", 3]}], [{"anything-but": [3, 2]}]),
        ([{"numeric": [">", 3]}], [{"anything-but": {"prefix": "3"}}]),
        (["prod", None, True, 4], [{"exists": True}]),
        ([{"prefix": "prod"}], [{"exists": True}]),
        ([{"exists": False}, "prod"], ["prod", "stage", {"exists": False}]),
    ],
)
def test_what_is_seen(narrow: list[Any], wide: list[Any]) -> None:
    assert narrows(narrow, wide)
    assert not narrows(wide, narrow)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ([{"prefix": ""}], [{"wildcard": ""}]),
        ([{"exists": False}], [{"exists": True}]),
        ([{"anything-but": "a"}], [{"prefix": ""}]),
        ([{"suffix": {"equals-ignore-case": "prod"}}], [{"prefix": {"equals-ignore-case": "prod"}}]),
        ([{"prefix": {"equals-ignore-case": "k"}}], [{"prefix": {"equals-ignore-case": "\u212a"}}]),
        ([{"prefix": "pr"}], [{"anything-but": {"suffix": "x"}}]),
        ([1], ["1"]),
        ([True], [1]),
    ],
)
def test_what_is_not_so(narrow: list[Any], wide: list[Any]) -> None:
    assert not narrows(narrow, wide)


def test_absence_inside_an_array_is_not_judged_alone() -> None:
    """The element with x lacks y, another one has it: the first pattern matches, the second does not."""
    narrow = {"event": {"items": {"x": [1], "y": [{"exists": False}]}}}
    wide = {"event": {"items": {"y": [{"exists": False}]}}}
    event = {"event": {"items": [{"x": 1}, {"y": 2}]}}
    assert Pattern.parse(narrow).matches(event)
    assert not Pattern.parse(wide).matches(event)
    assert not implies(Pattern.parse(narrow), Pattern.parse(wide))


def test_more_conditions_are_narrower_and_every_branch_counts() -> None:
    wide = Pattern.parse({"type": ["x"]})
    assert implies(Pattern.parse({"type": ["x"], "region": ["a"]}), wide)
    assert not implies(wide, Pattern.parse({"type": ["x"], "region": ["a"]}))
    assert implies(wide, Pattern.anything())
    branches = Pattern.parse({"$or": [{"type": ["x"], "region": ["a"]}, {"type": ["y"]}]})
    assert implies(branches, Pattern.parse({"type": ["x", "y"]}))
    assert not implies(branches, wide)


@settings(max_examples=600)
@given(VALUES, VALUES)
def test_no_value_tells_otherwise(narrow: list[Any], wide: list[Any]) -> None:
    one, other = (Pattern.parse({"a": values}).alternatives[0][0] for values in (narrow, wide))
    if condition_implies(one, other):
        values = list(representatives((one, other)))
        assert [value for value in values if allows(one, value) and not allows(other, value)] == []


@st.composite
def widened(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A pattern, and one of some of its fields, some with another value more."""
    pattern = draw(PATTERNS)
    names = draw(st.lists(st.sampled_from(sorted(pattern)), min_size=1, unique=True))
    kept = {name: pattern[name] for name in names}
    more = {name: [*value, *draw(VALUES)] for name, value in kept.items() if name != "$or" and isinstance(value, list)}
    return pattern, {**kept, **more} if draw(st.booleans()) else kept


@settings(max_examples=100)
@given(widened(), st.lists(EVENTS, min_size=1, max_size=4))
def test_no_event_tells_otherwise(two: tuple[dict[str, Any], dict[str, Any]], events: list[dict[str, Any]]) -> None:
    narrow, wide = map(Pattern.parse, two)
    for one, other in ((narrow, wide), (wide, narrow)):
        if implies(one, other):
            assert [event for event in events if one.matches(event) and not other.matches(event)] == []
            assert apart(one, other) is None
