"""What no alert has: claimed of conditions only that the alerts of all adapters fail."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tocsin.catalogue import ALERT_FIELDS, SEVERITY_WORDS, SOURCES
from tocsin.checks.alert_values import hopeless
from tocsin.events import SOURCES as ADAPTERS
from tocsin.events import normalise
from tocsin.events.severities import severity
from tocsin.patterns import Pattern

if TYPE_CHECKING:
    from tocsin.model import Alert

PAYLOADS = Path(__file__).parents[1] / "payloads"


@pytest.mark.parametrize(
    ("match", "field"),
    [
        ({"status": ["resolved"]}, "status"),
        ({"lables": {"a": ["b"]}}, "lables"),
        ({"account": [111122223333]}, "account"),
        ({"account": [{"numeric": [">", 1]}]}, "account"),
        ({"severity": [True]}, "severity"),
        ({"type": [None]}, "type"),
        ({"region": [{"exists": False}]}, "region"),
        ({"id": [{"exists": False}]}, "id"),
        ({"severity": {"level": ["high"]}}, "severity"),
        ({"labels": ["a"]}, "labels"),
        ({"annotations": [{"exists": True}]}, "annotations"),
        ({"type": ["a"], "$or": [{"type": ["b"]}, {"type": [{"prefix": "c"}]}]}, "type"),
        ({"severity": [{"anything-but": "error"}], "$or": [{"severity": ["error"]}, {"lables": ["x"]}]}, "severity"),
    ],
)
def test_what_no_alert_satisfies(match: dict[str, Any], field: str) -> None:
    reasons = list(hopeless(Pattern.parse(match)))
    assert all(reasons)
    assert reasons[0] is not None
    assert reasons[0].field == field


@pytest.mark.parametrize(
    "match",
    [
        {"status": ["firing", "resolved"]},
        {"status": [{"exists": True}]},
        {"region": [None]},
        {"region": [{"exists": False}, "eu-west-1"]},
        {"account": [111122223333, "111122223333"]},
        {"account": [{"anything-but": [3]}]},
        {"labels": {"team": [3, True, {"numeric": [">", 1]}]}},
        {"labels": [{"exists": False}]},
        {"lables": [{"exists": False}]},
        {"severity": {"level": [{"exists": False}]}},
        {"event": {"items": {"x": [1]}}},
        {"labels": {"a": ["x"]}, "$or": [{"labels": {"a": ["y"]}}, {"labels": {"a": ["z"]}}]},  # an array may hold both
        {"type": ["a"], "$or": [{"type": ["b"]}, {"type": [{"prefix": "a"}]}]},
    ],
)
def test_what_some_alert_may_satisfy(match: dict[str, Any]) -> None:
    assert None in list(hopeless(Pattern.parse(match)))


@pytest.mark.parametrize("field", sorted(set(ALERT_FIELDS) - {"labels", "annotations", "event"}))
def test_every_alert_of_every_adapter_has_a_text_or_null_there(field: str) -> None:
    found = [getattr(alert, field) for alert in alerts()]
    assert len(found) > 20
    assert [value for value in found if not (value is None or isinstance(value, str))] == []


@cache
def alerts() -> list[Alert]:
    files = (path for path in sorted(PAYLOADS.glob("*.json")) if not path.stem.endswith(".expected"))
    return [alert for path in files for alert in normalise(json.loads(path.read_text("utf-8")))]


def test_the_names_of_adapters_are_those_there_are() -> None:
    assert sorted(SOURCES) == sorted(ADAPTERS)


def test_words_of_the_table_are_what_sources_become() -> None:
    for word, meant in SEVERITY_WORDS.items():
        assert severity(word.upper()) == meant
