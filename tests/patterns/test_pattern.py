from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from patterns.strategies import EVENTS, REPETITIVE_PATTERNS
from tocsin.patterns import Mismatch, Pattern

ALERT = {
    "type": "slow",
    "severity": "warning",
    "labels": {"env": "stage", "p99": 12, "hosts": ["a", "b"]},
    "nodes": [{"name": "a", "up": True}, {"name": "b", "up": False}],
}


def explained(pattern: dict[str, Any]) -> str:
    return str(Pattern.parse(pattern).explain(ALERT))


@settings(max_examples=500)
@given(REPETITIVE_PATTERNS, EVENTS)
def test_what_does_not_match_is_explained(pattern: dict[str, Any], event: dict[str, Any]) -> None:
    parsed = Pattern.parse(pattern)
    assert parsed.matches(event) == (parsed.explain(event) is None)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (
            {"type": ["slow"], "labels": {"env": [{"prefix": "prod"}]}},
            'labels.env: expected prefix "prod", found "stage"',
        ),
        ({"severity": ["error", "critical"]}, 'severity: expected "critical" or "error", found "warning"'),
        ({"labels": {"team": ["web"]}}, 'labels.team: expected "web", found absent'),
        ({"labels": ["web"]}, 'labels: expected "web", found absent'),
        ({"labels": {"hosts": ["c"]}}, 'labels.hosts: expected "c", found "a" or "b"'),
        ({"labels": {"p99": [{"numeric": [">", 12]}]}}, "labels.p99: expected a number > 12, found 12"),
        (
            {"labels": {"p99": [{"numeric": [">=", 13, "<", 20]}, None]}},
            "labels.p99: expected null or a number >= 13 and < 20, found 12",
        ),
        ({"labels": {"p99": [{"numeric": ["=", 1]}]}}, "labels.p99: expected a number = 1, found 12"),
        ({"labels": {"p99": [{"numeric": ["<=", 1]}]}}, "labels.p99: expected a number <= 1, found 12"),
        ({"type": [{"anything-but": ["slow", "fast"]}]}, 'type: expected anything but "fast" or "slow", found "slow"'),
        ({"type": [{"anything-but": {"suffix": ["ow"]}}]}, 'type: expected anything but suffix "ow", found "slow"'),
        ({"type": [{"exists": False}]}, 'type: expected no value, found "slow"'),
        ({"labels": {"x": [{"exists": True}]}}, "labels.x: expected any value, found absent"),
        ({"type": [{"wildcard": "x*"}]}, 'type: expected wildcard "x*", found "slow"'),
        (
            {"type": [{"suffix": {"equals-ignore-case": "X"}}]},
            'type: expected suffix (ignoring case) "X", found "slow"',
        ),
        ({"type": [{"cidr": "10.0.0.0/8"}]}, 'type: expected an address in 10.0.0.0/8, found "slow"'),
        ({"type": ["10.0.0.1"]}, 'type: expected "10.0.0.1", found "slow"'),
        ({"nodes": {"up": [3]}}, "nodes.up: expected 3, found true or false"),
        (
            {"nodes": {"name": ["a"], "up": [False]}},
            "nodes.up: expected false in the array element of the other fields, found true or false",
        ),
        (
            {"$or": [{"type": ["x"]}, {"type": ["slow"], "severity": ["info"]}]},
            'severity: expected "info", found "warning"',
        ),
    ],
)
def test_the_explanation_names_the_first_condition_that_fails(pattern: dict[str, Any], text: str) -> None:
    assert explained(pattern) == text


def test_an_absence_that_the_chosen_element_satisfies_is_not_blamed() -> None:
    event = {"nodes": [{"name": "a"}, {"up": True}], "x": 1, "y": 1, "z": 0}
    pattern = {"nodes.up": [{"exists": False}], "x": [1], "y": [1], "nodes.name": ["a"], "z": [1]}
    assert Pattern.parse(pattern).explain(event) == Mismatch("z", "1", (0,))


def test_the_source_makes_the_pattern_anew() -> None:
    source = {"a": [{"prefix": "x"}], "$or": [{"b": [1]}, {"c": [True]}]}
    again = Pattern.parse(Pattern.parse(source).source)
    assert again.source == source
    assert again.matches({"a": "xy", "c": True})


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ({"t": ["x", "y"]}, {"x", "y"}),
        ({"t": ["x", {"prefix": "y"}, 5]}, {"x"}),
        ({"t": [{"prefix": "y"}]}, set()),
        ({"u": ["x"]}, set()),
        ({"t": ["10.0.0.1", {"exactly": "10.0.0.2"}]}, {"10.0.0.1", "10.0.0.2"}),
        ({"$or": [{"t": ["x"]}, {"t": ["y"], "u": [1]}]}, {"x", "y"}),
        ({"$or": [{"t": ["x"]}, {"u": [1]}]}, set()),
        ({"t": ["x"], "$or": [{"a": [1]}, {"u": [1]}]}, {"x"}),
    ],
)
def test_exact_values_are_those_required_in_so_many_words(pattern: dict[str, Any], values: set[str]) -> None:
    assert Pattern.parse(pattern).exact_values("t") == values


def test_exact_values_below_a_path() -> None:
    assert Pattern.parse({"event": {"detail.state": {"value": ["x"]}}}).exact_values("event.detail.state.value") == {
        "x"
    }


def test_the_pattern_without_conditions_matches_everything() -> None:
    anything = Pattern.anything()
    assert anything.always
    assert anything.matches({})
    assert anything.explain(ALERT) is None
    assert not Pattern.parse({"type": [{"exists": True}]}).always
