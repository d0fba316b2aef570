from __future__ import annotations

import gc
import gzip
import json
import random
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.strategies import EVENTS, REPETITIVE_PATTERNS
from tocsin.patterns import Pattern, PatternIndex
from tocsin.patterns.index import CROWDED, MAX_PLACES

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def benchmark_data() -> ModuleType:
    spec = spec_from_file_location("matching_data", BENCHMARKS / "matching_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def index_of(*patterns: dict[str, Any]) -> PatternIndex:
    return PatternIndex(enumerate(map(Pattern.parse, patterns)))


@settings(max_examples=120, deadline=None)
@given(st.lists(REPETITIVE_PATTERNS, min_size=1, max_size=3 * CROWDED), st.lists(EVENTS, min_size=1, max_size=5))
def test_the_index_finds_what_a_scan_finds(patterns: list[dict[str, Any]], events: list[dict[str, Any]]) -> None:
    parsed = [(3 * number, Pattern.parse(pattern)) for number, pattern in enumerate(patterns)]
    index = PatternIndex(reversed(parsed))
    for event in events:
        assert index.matching(event) == [key for key, pattern in parsed if pattern.matches(event)]


LARGE = [pytest.param(100_000, marks=pytest.mark.slow)]


@pytest.mark.parametrize("shape", ["spread", "hot"])
@pytest.mark.parametrize("count", [10, 100, 1_000, 10_000, *LARGE])
def test_the_benchmark_data_gives_event_rulers_answers(shape: str, count: int) -> None:
    policies, events = benchmark_data().make(count, shape=shape)
    index = PatternIndex((policy["id"], Pattern.parse(policy["pattern"])) for policy in policies)
    expected = json.loads(gzip.decompress((BENCHMARKS / "expected" / f"expected-{shape}-{count}.json.gz").read_bytes()))
    assert [index.matching(event) for event in events] == expected


def test_an_empty_index_matches_nothing() -> None:
    assert PatternIndex([]).matching({"a": 1}) == []


def test_the_pattern_without_conditions_is_always_found() -> None:
    index = PatternIndex([(4, Pattern.anything()), (2, Pattern.parse({"a": [1]}))])
    assert len(index) == 2
    assert index.matching({"b": 1}) == [4]
    assert index.matching({"a": [1]}) == [2, 4]


def test_value_lists_do_not_multiply() -> None:
    many = [f"v{number}" for number in range(1_000)]
    index = index_of(dict.fromkeys("abcdef", many), {"a": many})
    assert _places(index) <= 2 * max(MAX_PLACES, len(many))
    assert index.matching(dict.fromkeys("abcdef", "v7")) == [0, 1]
    assert index.matching({**dict.fromkeys("abcdef", "v7"), "f": "v"}) == [1]


def test_the_most_telling_of_the_common_paths_comes_first() -> None:
    index = index_of(
        *({"source": ["prometheus"], "team": [f"team-{number}"]} for number in range(9)), {"env": ["prod"]}
    )
    assert list(index._root.branches) == ["team", "env"]


def test_values_of_several_arrays_do_not_multiply() -> None:
    index = index_of({"a": ["x1"], "b": ["y2"], "c": ["z3"], "d": ["u"]})
    event = {name: [f"{letter}{number}" for number in range(2_000)] for name, letter in zip("abc", "xyz", strict=True)}
    start = time.process_time()
    assert index.matching({**event, "d": "u"}) == [0]
    assert time.process_time() - start < 1


def _places(index: PatternIndex) -> int:
    waiting = [index._root]
    for node in waiting:
        waiting += [child for table in node.branches.values() for child in table.values()]
    return sum(len(node.keys) + len(node.entries) for node in waiting)


SKEWED: dict[str, Callable[[int], dict[str, Any]]] = {
    "prefix": lambda n: {"s": ["x"], "name": [{"prefix": f"service-{n:05d}"}]},
    "wildcard": lambda n: {"s": ["x"], "name": [{"wildcard": f"service-{n:05d}-*-api"}]},
    "suffix": lambda n: {"s": ["x"], "name": [{"suffix": f"-{n:05d}-eu-api"}]},
    "ignoring case": lambda n: {"s": ["x"], "name": [{"equals-ignore-case": f"Service-{n:05d}-EU-api"}]},
    "wildcard without a head": lambda n: {"s": ["x"], "name": [{"wildcard": f"*-{n:05d}-eu-api"}]},
    "exact among other tests": lambda n: {"name": [f"service-{n:05d}", {"prefix": f"team-{n}-"}]},
    "range": lambda n: {"s": ["x"], "value": [{"numeric": [">=", n, "<", n + 1]}]},
    "range in $or": lambda n: {
        "$or": [{"value": [{"numeric": [">", n, "<", n + 0.5]}]}, {"name": [{"prefix": f"a{n}-"}]}]
    },
    "a path of its own": lambda n: {"s": ["x"], f"label-{n}": [{"anything-but": "off"}]},
    "an exact path of its own": lambda n: {"s": ["x"], f"label-{n}": ["on"]},
}
"""Ten thousand patterns that share what is exact in them, if anything is."""


@pytest.mark.parametrize("kind", SKEWED)
def test_patterns_that_share_all_exact_fields_cost_no_scan(kind: str) -> None:
    event = {"s": "x", "name": "service-00042-eu-api", "value": 42.25, "label-42": "on"}
    cost = {}
    for count in (100, 10_000):
        index = index_of(*map(SKEWED[kind], range(count)))
        assert index.matching(event) == ([] if kind == "exact among other tests" else [42])
        cost[count] = min(_seconds(index, event) for _ in range(7))
    assert cost[10_000] < 4 * cost[100] + 20e-6


def _seconds(index: PatternIndex, event: dict[str, Any]) -> float:
    start = time.process_time()
    for _ in range(20):
        index.matching(event)
    return (time.process_time() - start) / 20


def test_intervals_are_found_like_by_a_scan() -> None:
    chance = random.Random(5)
    ranges = [sorted((chance.randrange(100), chance.randrange(100))) for _ in range(300)]
    patterns = [{"v": [{"numeric": [">=", low, "<=", high + 1]}]} for low, high in ranges]
    index = index_of(*patterns, {"v": [{"numeric": [">", 50]}]}, {"v": [7, {"numeric": ["<", -3]}]})
    for value in [*range(-5, 105), 0.5, 1e300, float("inf"), float("-inf"), float("nan")]:
        expected = [n for n, (low, high) in enumerate(ranges) if low <= value <= high + 1]
        expected += [300] * (value > 50) + [301] * (value == 7 or value < -3)
        assert index.matching({"v": value}) == expected


def test_building_leaves_the_garbage_collector_as_it_was() -> None:
    assert gc.isenabled()
    gc.disable()
    try:
        index_of({"a": [1]})
        assert not gc.isenabled()
    finally:
        gc.enable()
    index_of({"a": [1]})
    assert gc.isenabled()
