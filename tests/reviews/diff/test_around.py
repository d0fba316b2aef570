"""Alerts one field away from another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import sets
from tocsin.patterns import Pattern
from tocsin.reviews.diff.around import Another, Others, next_to

if TYPE_CHECKING:
    from tocsin.model import Alert

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


def others(*patterns: dict[str, Any]) -> Others:
    return Others(Another(f"policy {number}", Pattern.parse(each)) for number, each in enumerate(patterns))


def test_of_many_only_those_one_field_away_are_found() -> None:
    far: list[dict[str, Any]] = [
        {"type": [f"t{n}"], "severity": ["critical"], "labels": {"env": [{"prefix": f"e{n}"}]}} for n in range(9)
    ]
    near: list[dict[str, Any]] = [
        {"type": ["b"], "severity": ["critical"], "labels": {"env": ["prod"]}},
        {"type": ["a"], "severity": ["error"], "labels": {"env": ["prod"]}},
        {"type": ["a"], "severity": ["critical"], "labels": {"env": ["test"]}},
        {"severity": ["error"]},
        {"$or": [{"type": ["x"], "labels": {"env": ["y"]}}, {"source": ["s"]}]},
    ]
    found = [who for who, _ in next_to(ALERT, others(*far, *near))]
    assert found == [f"with policy {number}" for number in (9, 10, 11, 13)]
    alone = [who for each in near for who, _ in next_to(ALERT, others(each))]
    assert alone == ["with policy 0"] * 5


def test_an_alert_that_several_want_comes_once() -> None:
    ((who, _),) = next_to(ALERT, others({"severity": ["error"]}, {"severity": ["error"], "type": ["a"]}))
    assert who == "with policy 0"


def test_versions_of_a_policy_that_say_the_same_are_tried_once() -> None:
    twice = [Another("policy p", Pattern.parse({"type": ["b"]})) for _ in range(2)]
    assert len(Others(twice).known) == 1


def silenced(alert: Alert, *labels: str) -> list[tuple[str, str, dict[str, str]]]:
    """What lies next to an alert of a set with a policy and with a silence of each label."""
    policy = Another("policy p", Pattern.parse({"type": ["a"]}))
    silences = (Another(f"silence {name}", Pattern.parse({"labels": {name: ["x"]}}), silence=True) for name in labels)
    found = next_to(alert, Others([policy, *silences]))
    return [(who, one.type, dict(one.labels)) for who, one in found if who != "without policy p"]


def test_silences_are_tried_one_by_one() -> None:
    none = sets.alert(type="a", labels={})
    one, three = none._replace(labels={"l": "x"}), none._replace(labels=dict.fromkeys("lmn", "x"))
    assert silenced(none, *"lmn") == [(f"with silence {name}", "a", {name: "x"}) for name in "lmn"]
    ((who, kind, labels),) = silenced(one, *"lmn")
    assert (who, kind) == ("without silence l", "a")
    assert labels.get("l") != "x"
    found = silenced(three, *"lmn")
    assert [(who, kind) for who, kind, _ in found] == [
        ("without silences", "a"), *((f"with silence {name} alone", "a") for name in "lmn"),
    ]  # fmt: skip
    assert [[name for name in "lmn" if labels.get(name) == "x"] for *_, labels in found] == [[], ["l"], ["m"], ["n"]]


def test_an_alert_freed_of_silences_stays_with_its_policies_and_its_silence_if_it_can() -> None:
    alert = sets.alert(type="a", severity="critical", labels={"l": "x"})
    policy = Another("policy p", Pattern.parse({"type": ["a"]}))
    broad = Another("silence broad", Pattern.parse({"type": ["a"], "labels": {"l": ["x"]}}), silence=True)
    narrow = Another("silence narrow", Pattern.parse({"severity": ["critical"], "labels": {"l": ["x"]}}), silence=True)
    found = {who: one for who, one in next_to(alert, Others([policy, broad, narrow])) if "silence" in who}
    assert found["without silences"].type == "a"
    assert found["with silence narrow alone"].labels == {"l": "x"}, "freed by its type, though the policy loses it"
    assert (found["with silence broad alone"].type, found["with silence broad alone"].labels) == ("a", {"l": "x"})
