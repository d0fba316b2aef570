"""A thousand cases with event-ruler's verdict, and those where tocsin differs from it on purpose."""

from __future__ import annotations

from typing import Any

import pytest

import tocsin.patterns
from patterns import ruler
from tocsin.errors import PatternError
from tocsin.patterns import Pattern, PatternIndex

CASES = ruler.read("cases.jsonl")
DIFFERENCES = ruler.read("differences.jsonl")


def verdict(case: dict[str, Any]) -> bool | str:
    try:
        pattern = Pattern.parse(case["pattern"])
    except PatternError:
        return "refused"
    return pattern.matches(case["event"])


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case['why']}" for number, case in enumerate(CASES, 1)])
def test_as_event_ruler_answers(case: dict[str, Any]) -> None:
    assert verdict(case) == case["ruler"]


@pytest.mark.parametrize("case", DIFFERENCES, ids=[f"{case['rule']}-{case['why']}" for case in DIFFERENCES])
def test_differs_on_purpose(case: dict[str, Any]) -> None:
    assert verdict(case) == case["tocsin"] != case["ruler"]


@pytest.mark.parametrize("case", [case for case in CASES + DIFFERENCES if verdict(case) != "refused"])
def test_the_index_and_the_explanation_agree(case: dict[str, Any]) -> None:
    pattern, event = Pattern.parse(case["pattern"]), case["event"]
    matches = pattern.matches(event)
    assert PatternIndex([(7, pattern)]).matching(event) == ([7] if matches else [])
    assert (pattern.explain(event) is None) == matches


def test_every_difference_is_documented() -> None:
    text = tocsin.patterns.__doc__ or ""
    assert {case["rule"] for case in DIFFERENCES} == {
        line.split(":")[0][2:] for line in text.splitlines() if line[:2] == "- "
    }
