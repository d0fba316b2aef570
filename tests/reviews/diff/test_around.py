"""Alerts one field away from another."""

from __future__ import annotations

from typing import Any

import pytest

import sets
from tocsin.patterns import Pattern
from tocsin.reviews.diff.around import Another, Others, next_to

ALERT = sets.alert(type="a", severity="critical", labels={"env": "prod"}, event={"x": 1})


def changed(pattern: dict[str, Any]) -> list[tuple[str, str, str | None, Any]]:
    found = next_to(ALERT, Others([Another("policy p", Pattern.parse(pattern))]))
    return [(who, alert.type, alert.severity, dict(alert.labels)) for who, alert in found]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"type": ["b"], "severity": ["critical"]}, [("with policy p", "b", "critical", {"env": "prod"})]),
        ({"severity": [None]}, [("with policy p", "a", None, {"env": "prod"})]),
        ({"labels": {"env": ["x"]}}, [("with policy p", "a", "critical", {"env": "x"})]),
        ({"labels": {"env": [{"exists": False}]}}, [("with policy p", "a", "critical", {})]),
        ({"type": ["b"], "severity": ["error"]}, []),
        ({"status": ["resolved"]}, []),
        ({"type": [{"exists": False}]}, []),
    ],
)
def test_a_field_is_changed_to_what_another_wants(pattern: dict[str, Any], expected: list[Any]) -> None:
    assert changed(pattern) == expected


def test_each_field_is_changed_to_what_one_that_matches_does_not_want() -> None:
    first, second = changed({"type": ["a"], "labels": {"env": [{"prefix": "pr"}]}})
    assert first[:2] != ("without policy p", "a")
    assert second[0] == "without policy p"
    assert not str(second[3]["env"]).startswith("pr")


def test_payloads_are_changed_inside() -> None:
    payload = Another("policy p", Pattern.parse({"event": {"detail": {"state": ["ALARM"]}}}))
    ((_, alert),) = next_to(ALERT, Others([payload]))
    assert alert.event["detail"] == {"state": "ALARM"}
    assert "detail" not in ALERT.event
