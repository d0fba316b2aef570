from __future__ import annotations

from typing import Any

import pytest

from tocsin.patterns import Pattern
from tocsin.patterns.fields import steps_of
from tocsin.patterns.judge import Verdict, judge

BOTH = {"d": {"x": [1], "y": [2]}}
NO_X = {"d": {"x": [{"exists": False}]}}
Y_WITHOUT_X = {"d": {"x": [{"exists": False}], "y": [2]}}
X_OR_NOTHING = {"d": {"x": [{"exists": False}, 1]}}


@pytest.mark.parametrize(
    ("pattern", "event", "verdict"),
    [
        (BOTH, {"d": [{"x": 1}, {"y": 2}, {"x": 1, "y": 2}]}, Verdict.HELD),
        (BOTH, {"d": [{"x": 1}, {"y": 2}]}, Verdict.FAILED),
        (BOTH, {}, Verdict.FAILED),
        (NO_X, {}, Verdict.ABSENT),
        (NO_X, {"d": 1}, Verdict.ABSENT),
        (NO_X, {"d": [{"y": 1}, {"y": 2}]}, Verdict.ABSENT),
        (NO_X, {"d": [{"y": 1}, {"x": 2}]}, Verdict.FAILED),
        (Y_WITHOUT_X, {"d": [{"y": 2}, {"x": 2}]}, Verdict.HELD),
        (Y_WITHOUT_X, {"d": [{"y": 2, "x": 1}, {"z": 2}]}, Verdict.FAILED),
        (X_OR_NOTHING, {"d": [{"x": 1}, {"x": 2}]}, Verdict.HELD),
        (X_OR_NOTHING, {"d": [{"x": 2}, {"y": 2}]}, Verdict.FAILED),
        (X_OR_NOTHING, {"d": [{"y": 2}]}, Verdict.ABSENT),
        ({"d": [1], "d.x": [2]}, {"d": [1, {"x": 2}]}, Verdict.HELD),
        ({"d": [1], "d.x": [2]}, {"d": [2, {"x": 2}]}, Verdict.FAILED),
        ({"d": [1], "d.x": [2]}, {"d": [1, 2]}, Verdict.FAILED),
        ({"d": [1], "d.x": [{"exists": False}]}, {"d": [1, {"x": 2}]}, Verdict.FAILED),
        ({"d": [{"exists": False}], "d.x": [2]}, {"d": {"x": 2}}, Verdict.HELD),
        ({"d": [{"exists": False}], "d.x": [2]}, {"d": [3, {"x": 2}]}, Verdict.FAILED),
    ],
)
def test_verdicts(pattern: dict[str, Any], event: dict[str, Any], verdict: Verdict) -> None:
    (conditions,) = Pattern.parse(pattern).alternatives
    assert judge(steps_of(conditions), event) is verdict
