from __future__ import annotations

from typing import Any

import pytest

from tocsin.patterns.fields import flat, gather, steps_to
from tocsin.patterns.operators import Truth

PATHS = ["a", "b.x", "b.y", "b.z.w"]


@pytest.mark.parametrize(
    ("event", "found", "deep"),
    [
        ({"a": "t", "b": {"x": 1, "y": None}, "c": 5}, {"a": "t", "b.x": 1, "b.y": None}, set()),
        ({"a": True, "b": {"x": False}}, {"a": Truth.TRUE, "b.x": Truth.FALSE}, set()),
        ({"a": ["t", [True, []]], "b": 3}, {"a": ["t", Truth.TRUE]}, set()),
        ({"a": [], "b": {"x": {}, "y": [[]]}}, {}, set()),
        ({"b": [{"x": 1, "y": 2}, {"x": [3, 4]}]}, {"b.x": [1, 3, 4], "b.y": [2]}, {"b.x", "b.y"}),
        ({"b": [1, 2]}, {}, set()),
        ({"b.x": 1, "b": {"y": 2}, "b.z.w": 3, "b.q": 4}, {"b.x": 1, "b.y": 2, "b.z.w": 3}, set()),
        ({"b.x": 1, "b": {"x": 2}}, {"b.x": [1, 2]}, set()),
        ({"b": {"z.w": 1}, "b.z": {"w": 2}}, {"b.z.w": [1, 2]}, set()),
        ({"b": [{"x": 1}], "b.y": 2}, {"b.x": [1], "b.y": [2]}, {"b.x", "b.y"}),
        ({"a": "t", "b": [{"x": 1}]}, {"a": "t", "b.x": [1]}, {"b.x"}),
        ({"a": [{"n": 1}]}, {}, set()),
    ],
)
def test_values_at_the_wanted_paths(event: dict[str, Any], found: dict[str, Any], deep: set[str]) -> None:
    assert gather(steps_to(PATHS), event) == (found, deep)


def test_many_wanted_names_and_few_in_the_event() -> None:
    wanted = steps_to([f"labels.l{number}" for number in range(1_000)])
    assert gather(wanted, {"labels": {"l7": "x", "other": 1}}) == ({"labels.l7": "x"}, set())


def test_arrays_in_arrays_are_spread_out_in_order() -> None:
    assert flat([1, [2, [{"a": 1}], 3], {"b": 2}, [[]], 4]) == ([1, 2, 3, 4], [{"a": 1}, {"b": 2}])
