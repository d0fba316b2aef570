"""Both sides of what templates ask, wherever two versions of a template differ."""

from __future__ import annotations

from typing import Any

import pytest

from reviews.questions.sides import compiled, policy
from tocsin.reviews.questions import questions

MATCH = {"type": ["t"]}


def template(condition: str) -> str:
    return f"{{% block subject %}}It is{{% if {condition} %}} very{{% endif %}} slow{{% endblock %}}"


def labels(before: str, after: str, match: dict[str, Any] = MATCH) -> list[Any]:
    """Of the alerts made for a template with a condition that becomes another one."""
    policies = [policy("p", match, template="m")]
    sides = [compiled(policies, templates={"m": template(each)}) for each in (before, after)]
    return [each.alert.labels for each in questions(sides) if each.origin == "made from policy p and its template"]


@pytest.mark.parametrize(
    ("before", "after", "made"),
    [
        ("alert.labels.n > 90", "alert.labels.n > 80", [{"n": n} for n in (90, 89, 91, 80, 79, 81)]),
        ("90 < alert.labels.n | int", "90 <= alert.labels.n | int", [{"n": n} for n in (90, 89, 91)]),
        ("alert.labels.env == 'a'", "alert.labels.env == 'b'", [{"env": env} for env in ("a", "other", "b")]),
        ("alert.labels.env == 'a'", "alert.labels.env in ['a', 'b']", [{"env": env} for env in ("a", "other", "b")]),
        ("alert.labels.x", "not alert.labels.x", [{}]),
        ("alert.labels.x is defined", "true", [{}]),
    ],
)
def test_alerts_on_both_sides_of_a_condition(before: str, after: str, made: list[Any]) -> None:
    assert [found for found in made if found not in labels(before, after)] == []


def asked(before: str, after: str) -> list[Any]:
    """The alerts made for a template that becomes another one."""
    sides = [
        compiled([policy("p", MATCH, template="m")], templates={"m": f"{{% block content %}}{text}{{% endblock %}}"})
        for text in (before, after)
    ]
    return [each.alert for each in questions(sides) if each.origin == "made from policy p and its template"]


@pytest.mark.parametrize("before", ["{{ alert.url }}", "{% if alert.url %}See {{ alert.url }}{% endif %}"])
def test_an_alert_with_a_link_and_one_without_where_a_template_prints_it(before: str) -> None:
    assert {bool(alert.url) for alert in asked(before, "")} == {True, False}


@pytest.mark.parametrize("field", ["severity", "account", "region"])
def test_an_alert_without_what_it_may_have_none_of(field: str) -> None:
    found = asked(f"{{{{ alert.{field} }}}}", f"{{{{ alert.{field} or 'none' }}}}")
    assert None in [getattr(alert, field) for alert in found]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{{ alert.summary[:100] }}", "{{ alert.summary[:50] }}"),
        ("{{ alert.summary | truncate(100) }}", "{{ alert.summary | truncate(50) }}"),
        (
            "{% if alert.summary | length > 100 %}long{% endif %}",
            "{% if alert.summary | length > 50 %}long{% endif %}",
        ),
    ],
)
def test_texts_as_long_as_templates_ask(before: str, after: str) -> None:
    assert {50, 51, 100, 101} <= {len(alert.summary) for alert in asked(before, after)}


def test_labels_as_long_too_but_none_without_end() -> None:
    found = asked("{{ alert.labels.log[:7] }}", "{{ alert.labels.log[:999999999] }}")
    assert {len(alert.labels.get("log", "")) for alert in found} == {7, 8}


def test_none_that_the_policy_does_not_take() -> None:
    match = {"type": ["t"], "labels": {"n": [{"numeric": [">", 89]}]}}
    assert labels("alert.labels.n > 90", "alert.labels.n > 80", match) == [{"n": 90}, {"n": 91}]


def test_a_link_that_a_policy_wants_is_not_left_away() -> None:
    match = {"type": ["t"], "url": [{"prefix": "https://example.com/"}]}
    policies = [policy("p", match, template="m")]
    sides = [compiled(policies, templates={"m": template(text)}) for text in ("alert.url", "not alert.url")]
    found = [each.alert.url for each in questions(sides) if each.origin == "made from policy p and its template"]
    assert found == ["https://example.com/alert"]


def test_none_for_templates_that_say_the_same() -> None:
    assert labels("alert.labels.n > 90", "alert.labels.n > 90") == []


def test_a_parent_that_differs_counts_and_another_template_too() -> None:
    child = '{% extends "parent" %}'
    before = compiled(
        [policy("p", MATCH, template="m")], templates={"m": child, "parent": template("alert.labels.n > 1")}
    )
    after = compiled(
        [policy("p", MATCH, template="m")], templates={"m": child, "parent": template("alert.labels.n > 2")}
    )
    moved = compiled([policy("p", MATCH, template="parent")], templates=before.policies.templates)
    for sides in ((before, after), (before, moved)):
        assert {"n": 2} in [each.alert.labels for each in questions(sides)]
