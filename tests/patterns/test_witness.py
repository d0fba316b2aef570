from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.strategies import EVENTS, OPERATORS, REPETITIVE_PATTERNS, SCALARS, one_or_list, operator
from tocsin.patterns import Pattern
from tocsin.patterns.witness import MAX_EVENTS, apart, meeting, near, together, witnesses

Event = dict[str, Any]

WORDS = st.text("abAx*y", max_size=4)
PIECES = st.text("abAx", min_size=1, max_size=2)
STARS = st.sampled_from(["a*b", "*a*", "a*b*a", "*b", "*ab*", "b*a*", "*a*b*", "A*"])
TESTS = st.one_of(
    OPERATORS,
    operator("prefix", st.one_of(PIECES, operator("equals-ignore-case", PIECES))),
    operator("suffix", st.one_of(PIECES, operator("equals-ignore-case", PIECES))),
    operator("equals-ignore-case", WORDS),
    operator("wildcard", STARS),
    operator("anything-but", st.one_of(one_or_list(WORDS), operator("prefix", PIECES), operator("wildcard", STARS))),
)
LISTS = st.lists(st.one_of(TESTS, TESTS, WORDS, SCALARS), min_size=1, max_size=2)
ONE = st.one_of(st.fixed_dictionaries({"a": LISTS}), st.fixed_dictionaries({"b": LISTS}))
PATTERNS = st.one_of(
    ONE,
    st.fixed_dictionaries({"a": LISTS, "b": LISTS}),
    st.fixed_dictionaries({"$or": st.lists(ONE, min_size=2, max_size=3)}),
)
VALUES = st.one_of(SCALARS, WORDS, WORDS)
PLAIN_EVENTS = st.fixed_dictionaries({}, optional={"a": VALUES, "b": VALUES})
"""One value to a field, few fields, few letters: so that patterns and events meet often."""


def parse(**fields: Any) -> Pattern:
    return Pattern.parse(fields)


def values(events: Any, *path: str) -> list[Any]:
    """What stands at a path in each event."""
    found = list(events)
    for step in path:
        found = [event.get(step) if isinstance(event, dict) else None for event in found]
    return found


@settings(max_examples=200)
@given(REPETITIVE_PATTERNS)
def test_every_witness_matches_and_no_near_miss_does(source: Event) -> None:
    pattern = Pattern.parse(source)
    assert all(map(pattern.matches, witnesses(pattern)))
    assert not any(map(pattern.matches, near(pattern)))


@settings(max_examples=200)
@given(REPETITIVE_PATTERNS, EVENTS)
def test_whatever_can_match_has_a_witness(source: Event, event: Event) -> None:
    pattern = Pattern.parse(source)
    assert next(witnesses(pattern), None) is not None or not pattern.matches(event)


@settings(max_examples=300)
@given(PATTERNS, PLAIN_EVENTS)
def test_whatever_one_value_to_a_field_matches_has_a_witness(source: Event, event: Event) -> None:
    pattern = Pattern.parse(source)
    assert next(witnesses(pattern), None) is not None or not pattern.matches(event)


@settings(max_examples=500)
@given(PATTERNS, PATTERNS, PLAIN_EVENTS)
def test_together_finds_something_where_a_random_event_does(one: Event, other: Event, event: Event) -> None:
    first, second = Pattern.parse(one), Pattern.parse(other)
    found = together(first, second)
    assert found is None or (first.matches(found) and second.matches(found))
    assert found is not None or not (first.matches(event) and second.matches(event))


@settings(max_examples=500)
@given(PATTERNS, PATTERNS, PLAIN_EVENTS)
def test_apart_finds_something_where_a_random_event_does(one: Event, other: Event, event: Event) -> None:
    first, second = Pattern.parse(one), Pattern.parse(other)
    found = apart(first, second)
    assert found is None or (first.matches(found) and not second.matches(found))
    assert found is not None or not first.matches(event) or second.matches(event)


@settings(max_examples=200)
@given(st.lists(PATTERNS, min_size=1, max_size=2), st.lists(PATTERNS, max_size=3), PLAIN_EVENTS)
def test_meeting_finds_something_where_a_random_event_does(
    wanted: list[Event], unwanted: list[Event], event: Event
) -> None:
    good, bad = list(map(Pattern.parse, wanted)), list(map(Pattern.parse, unwanted))
    matched = all(one.matches(event) for one in good) and not any(one.matches(event) for one in bad)
    assert meeting(good, bad) is not None or not matched


def test_there_is_a_witness_for_every_entry_of_every_list() -> None:
    pattern = parse(type=["slow", "down"], labels={"env": ["dev", {"prefix": "prod"}, {"exists": False}]})
    found = list(witnesses(pattern))
    assert values(found, "type")[:1] == ["slow"]
    assert {"slow", "down"} <= set(values(found, "type"))
    assert {"dev", "prod", None, "prodx"} <= set(values(found, "labels", "env"))


def test_a_witness_of_each_branch_comes_before_the_entries_of_any() -> None:
    pattern = Pattern.parse({"type": ["a", "b"], "$or": [{"x": [1]}, {"y": [2]}]})
    assert list(witnesses(pattern))[:2] == [{"type": "a", "x": 1}, {"type": "a", "y": 2}]


@pytest.mark.parametrize(
    ("condition", "inside", "outside"),
    [
        ({"numeric": [">=", 5, "<", 9]}, {5, 7, 8}, {4, 9}),
        ({"numeric": [">", 5]}, {6}, {5, 4}),
        ({"numeric": ["<=", 0.5]}, {0.5}, {1.5}),
        ({"numeric": ["=", 3]}, {3}, {2, 4}),
        ({"prefix": "prod"}, {"prod", "prodx"}, {"pro"}),
        ({"suffix": "-eu"}, {"-eu", "x-eu"}, {"eu"}),
        ({"equals-ignore-case": "Prod"}, {"Prod", "prod", "PROD"}, {"Pro"}),
        ({"prefix": {"equals-ignore-case": "Pr"}}, {"Pr", "PRx"}, {"P"}),
        ({"suffix": {"equals-ignore-case": "Eu"}}, {"Eu", "xEU"}, {"u"}),
        ({"wildcard": "a*c"}, {"ac", "axc"}, {"c"}),
        ({"wildcard": "a\\*c"}, {"a*c"}, {"a*"}),
        ({"anything-but": ["x", "y"]}, {"other"}, {"x", "y"}),
        ({"anything-but": {"prefix": "x"}}, {"other"}, {"x", "xy"}),
        ({"exists": True}, {"other"}, {None}),
        ({"exists": False}, {None}, {"other"}),
        ({"cidr": "10.0.0.0/24"}, {"10.0.0.0", "10.0.0.255"}, {"9.255.255.255", "10.0.1.0"}),
        ({"cidr": "2001:db8::/127"}, {"2001:db8::", "2001:db8::1"}, {"2001:db8::2"}),
        ("010.0.0.1", {"010.0.0.1", "10.0.0.1"}, {"10.0.0.2"}),
        (None, {None}, {"other"}),
        (True, {True}, {"other"}),
        ("prod", {"prod"}, {"other", None}),
    ],
)
def test_bounds_are_shown_from_both_sides(condition: Any, inside: set[Any], outside: set[Any]) -> None:
    pattern = parse(a=[condition])
    assert inside <= set(values(witnesses(pattern), "a"))
    assert outside <= set(values(near(pattern), "a"))


def test_bounds_are_missed_by_as_little_as_there_is() -> None:
    assert 5.000000000000001 in values(near(parse(a=[{"numeric": ["<=", 5]}])), "a")


def test_a_near_miss_breaks_one_field_and_keeps_the_others() -> None:
    pattern = parse(type=["slow"], severity=["critical"])
    for event in near(pattern):
        assert (event.get("type") == "slow") != (event.get("severity") == "critical")


def test_a_near_miss_of_one_branch_that_another_one_takes_is_none() -> None:
    pattern = Pattern.parse({"$or": [{"a": [{"prefix": "xy"}]}, {"a": [{"prefix": "x"}]}]})
    assert "x" not in values(near(pattern), "a")


def test_two_conditions_on_a_field_have_one_value_or_else_an_array() -> None:
    both = Pattern.parse({"a.b": [{"prefix": "x"}], "a": {"b": [{"suffix": "y"}]}})
    assert next(witnesses(both)) == {"a": {"b": "xzy"}}
    never_one = Pattern.parse({"a.b": ["x"], "a": {"b": ["y"]}})
    assert next(witnesses(never_one)) == {"a": {"b": ["x", "y"]}}


def test_a_field_inside_a_field_with_a_value() -> None:
    assert next(witnesses(Pattern.parse({"a": ["x"], "a.b": [1]}))) == {"a": ["x", {"b": 1}]}


def test_a_pattern_that_nothing_matches_has_no_witness() -> None:
    nothing = Pattern.parse({"a.b": [{"exists": False}], "a": {"b": ["y"]}})
    assert list(witnesses(nothing)) == list(near(nothing)) == []


def test_the_pattern_without_conditions() -> None:
    assert list(witnesses(Pattern.anything())) == [{}]
    assert list(near(Pattern.anything())) == []


def test_there_are_not_too_many() -> None:
    pattern = parse(a=[f"v{number}" for number in range(200)], b=[{"numeric": ["=", number]} for number in range(200)])
    assert len(list(witnesses(pattern))) == len(list(near(pattern))) == MAX_EVENTS


def test_the_same_events_whatever_the_hash_seed() -> None:
    """More values than a condition keeps in a row are kept in a set."""
    texts = [f"v{number:02}" for number in range(20)]
    assert values(witnesses(parse(a=texts)), "a") == texts


@pytest.mark.parametrize(
    ("one", "other", "event"),
    [
        ({"a": [{"prefix": "prod"}]}, {"a": [{"suffix": "-eu"}]}, {"a": "prodx-eu"}),
        ({"a": [{"numeric": [">", 5]}]}, {"a": [{"numeric": ["<", 6]}]}, {"a": 5.5}),
        ({"a": [{"numeric": [">=", 6]}]}, {"a": [{"numeric": ["<=", 6]}]}, {"a": 6}),
        ({"a": ["x", "y"]}, {"a": [{"anything-but": "x"}]}, {"a": "y"}),
        ({"a": ["x"]}, {"b": [{"exists": False}]}, {"a": "x"}),
        ({"a": [{"prefix": "x"}]}, {"a": [{"anything-but": ["x", "xz"]}]}, {"a": "xy"}),
        ({"a": [{"wildcard": "*b*"}]}, {"a": [{"wildcard": "a*c"}]}, {"a": "axbxc"}),
        ({"a": [{"cidr": "10.0.0.0/8"}]}, {"a": [{"cidr": "10.9.0.0/16"}]}, {"a": "10.9.0.0"}),
        ({"a": ["x"]}, {"a": ["y"]}, None),
        ({"a": [{"numeric": [">", 6]}]}, {"a": [{"numeric": ["<=", 6]}]}, None),
        ({"a": [{"exists": False}]}, {"a": [{"exists": True}]}, None),
    ],
)
def test_what_two_patterns_share(one: Event, other: Event, event: Event | None) -> None:
    assert together(Pattern.parse(one), Pattern.parse(other)) == event


@pytest.mark.parametrize(
    ("one", "other", "event"),
    [
        ({"a": [{"prefix": "pro"}]}, {"a": [{"prefix": "prod"}]}, {"a": "pro"}),
        ({"a": [{"numeric": [">", 5]}]}, {"a": [{"numeric": [">=", 6]}]}, {"a": 5.5}),
        ({"a": ["x"]}, {"a": ["x"], "b": [{"exists": False}]}, {"a": "x", "b": "other"}),
        ({"a": ["x", "y"]}, {"$or": [{"a": ["x"]}, {"b": ["z"]}]}, {"a": "y"}),
        ({"b": ["x"]}, {"a": ["y"]}, {"b": "x"}),
        ({"a": ["x"]}, {"a": [{"prefix": "x"}]}, None),
        ({"a": [{"numeric": [">", 6]}]}, {"a": [{"numeric": [">", 5]}]}, None),
    ],
)
def test_what_one_pattern_takes_and_the_other_leaves(one: Event, other: Event, event: Event | None) -> None:
    assert apart(Pattern.parse(one), Pattern.parse(other)) == event


def test_pieces_are_tried_in_either_order() -> None:
    wanted = [parse(a=[{"wildcard": "*b*"}]), parse(a=[{"wildcard": "*d*"}])]
    assert meeting(wanted, [parse(a=[{"wildcard": "*b*d*"}])]) == {"a": "xdxbx"}


def test_many_alternatives_end_in_time() -> None:
    """A thousand alternatives to break, each at two places."""
    many = Pattern.parse({"$or": [{"a": [f"v{n}"], "b": [f"w{n}"]} for n in range(1000)]})
    assert apart(parse(a=["v1"]), many) is not None
    assert together(many, parse(a=["v3"])) == {"a": "v3", "b": "w3"}
