from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from patterns.strategies import EVENTS, PATHS, PATTERNS, REPETITIVE_PATTERNS, SCALARS, TEXTS
from tocsin.patterns import Pattern
from tocsin.patterns.witness import MAX_EVENTS, apart, near, together, witnesses

Event = dict[str, Any]


@st.composite
def plain_events(draw: st.DrawFn) -> Event:
    """Objects with one value to a field, as labels have."""
    event: Event = {}
    for path in draw(st.lists(st.sampled_from(PATHS), unique=True)):
        node, (*above, name) = event, path.split(".")
        for step in above:
            node = node.setdefault(step, {})
        node[name] = draw(st.one_of(SCALARS, TEXTS))
    return event


PLAIN_EVENTS = plain_events()


@settings(max_examples=500)
@given(REPETITIVE_PATTERNS)
def test_every_witness_matches_and_no_near_miss_does(source: Event) -> None:
    pattern = Pattern.parse(source)
    assert all(map(pattern.matches, witnesses(pattern)))
    assert not any(map(pattern.matches, near(pattern)))


@settings(max_examples=1000)
@given(REPETITIVE_PATTERNS, EVENTS)
def test_whatever_can_match_has_a_witness(source: Event, event: Event) -> None:
    pattern = Pattern.parse(source)
    assume(pattern.matches(event))
    assert next(witnesses(pattern), None) is not None


@settings(max_examples=1000)
@given(PATTERNS, PATTERNS, PLAIN_EVENTS)
def test_together_finds_something_where_a_random_event_does(one: Event, other: Event, event: Event) -> None:
    first, second = Pattern.parse(one), Pattern.parse(other)
    found = together(first, second)
    assert found is None or (first.matches(found) and second.matches(found))
    if first.matches(event) and second.matches(event):
        assert found is not None


@settings(max_examples=1000)
@given(PATTERNS, PATTERNS, PLAIN_EVENTS)
def test_apart_finds_something_where_a_random_event_does(one: Event, other: Event, event: Event) -> None:
    first, second = Pattern.parse(one), Pattern.parse(other)
    found = apart(first, second)
    assert found is None or (first.matches(found) and not second.matches(found))
    if first.matches(event) and not second.matches(event):
        assert found is not None
