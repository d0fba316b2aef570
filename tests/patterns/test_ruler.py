"""tocsin against event-ruler itself: the recorded verdicts are event-ruler's, and random cases agree."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings

from patterns import ruler
from patterns.strategies import EVENTS, PATTERNS
from tocsin.patterns import Pattern
from tocsin.patterns.fields import flat
from tocsin.patterns.ignorecase import EqualsIgnoreCase
from tocsin.patterns.operators import AnythingBut, Test, Wildcard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.patterns.condition import Condition

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def oracle() -> Iterator[ruler.Ruler]:
    if reason := ruler.missing():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with ruler.Ruler() as running:
        yield running


@pytest.mark.parametrize("name", ["cases.jsonl", "differences.jsonl"])
def test_the_recorded_verdicts_are_event_rulers(oracle: ruler.Ruler, name: str) -> None:
    unsteady = {"or-overlap"}
    wrong = [
        case
        for case in ruler.read(name)
        if case.get("rule") not in unsteady and oracle.verdict(case["pattern"], case["event"]) != case["ruler"]
    ]
    assert wrong == []


@settings(
    max_examples=3_000,
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(PATTERNS, EVENTS)
def test_random_patterns_and_events(oracle: ruler.Ruler, pattern: dict[str, Any], sample: dict[str, Any]) -> None:
    """Documented differences (docstring of tocsin.patterns) are left out by name."""
    parsed = Pattern.parse(pattern)
    excluded = documented(parsed, sample)
    event(excluded or f"compared: {parsed.matches(sample)}")
    assume(excluded is None)
    answer = oracle.ask(pattern, sample)
    assert answer["valid"], answer
    assert answer["match"] == parsed.matches(sample)


def documented(pattern: Pattern, sample: dict[str, Any]) -> str | None:
    """The documented difference that makes a comparison meaningless, if any."""
    shapes = set(_shapes(sample))
    if "objects in an array" in shapes and any(c.absent for row in pattern.alternatives for c in row):
        return "exists-false-across-elements"
    if "mixed nested arrays" in shapes:
        return "nested-arrays"
    if any({Wildcard, EqualsIgnoreCase} <= _kinds(condition) for row in pattern.alternatives for condition in row):
        return "wildcard-beside-ignore-case"
    return None


def _kinds(condition: Condition) -> set[type[Test]]:
    excluding = [test for test in condition.tests if isinstance(test, AnythingBut)]
    return {type(test) for test in [*condition.tests, *(inner for test in excluding for inner in test.tests)]}


def _shapes(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _shapes(inner)
    elif isinstance(value, list):
        scalars, objects = flat(value)
        if objects:
            yield "objects in an array"
        if scalars and objects and any(isinstance(item, list) for item in value):
            yield "mixed nested arrays"
        for inner in value:
            yield from _shapes(inner)
