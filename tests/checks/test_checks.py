"""Advice on legal sets: what it is given for, and what it is not given for (the words: tests/bad)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from checks.advising import advice
from sets import write
from tocsin import checks
from tocsin.inspection import inspect
from tocsin.load import load

if TYPE_CHECKING:
    from pathlib import Path

PUBLIC = "{% block public_content %}x{% endblock %}"
SECURE = "{% block subject %}x{% endblock %}{% block content %}x{% endblock %}"


def policies(*rows: str) -> str:
    return "version: 1\npolicies:\n" + "".join(f"  - {{{row}}}\n" for row in rows)


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (("name: a, page: akuam", "name: b, page: bob, alert: x"), [4]),
        (("name: a, page: akuam, alert: x", "name: b, page: bob, alert: x"), [4]),
        (("name: a, page: akuam, alert: x", "name: b, page: bob, match: {type: [x]}"), [4]),
        (("name: a, page: akuam, alert: x", "name: b, page: bob, alert: y"), []),
        (("name: a, page: akuam, alert: x", "name: b, page: bob"), []),
        (("name: a, page: akuam, continue: true", "name: b, page: bob, alert: x"), []),
        (("name: a, page: akuam, when: night", "name: b, page: bob, alert: x"), []),
        (("name: a, page: akuam, unless: night", "name: b, page: bob, alert: x"), []),
        (("name: a, page: akuam", "name: b, page: bob, alert: x", "name: c, page: bob, alert: x"), [4, 5]),
        (("name: a, page: akuam, when: night", "name: b, page: bob, alert: x, when: night"), [4]),
        (("name: a, page: akuam, when: [night, day]", "name: b, page: bob, alert: x, when: night"), [4]),
        (("name: a, page: akuam, when: night", "name: b, page: bob, alert: x, when: [night, day]"), []),
        (("name: a, page: akuam, unless: night", "name: b, page: bob, alert: x, unless: [night, day]"), [4]),
        (("name: a, page: akuam, unless: [night, day]", "name: b, page: bob, alert: x, unless: night"), []),
        (("name: a, page: akuam", "name: b, page: bob, match: {type: [StartEngagement]}"), []),
        (("name: a, page: akuam, alert: [x, StartEngagement]", "name: b, page: bob, alert: StartEngagement"), [4]),
        (("name: a, page: akuam", "name: b, page: bob, match: {event: {action: [acknowledge]}}"), []),
    ],
)
def test_toc303_a_policy_behind_one_that_takes_all_it_could_take(
    rows: tuple[str, ...], lines: list[int], tmp_path: Path
) -> None:
    windows = "windows: {night: {hours: '22:00-06:00'}, day: {hours: '06:00-22:00'}}\n"
    told = advice(tmp_path, {"a.yaml": policies(*rows) + windows})
    assert [each for each in told if each[0] == "TOC303"] == [("TOC303", "a.yaml", line) for line in lines]


def test_toc303_each_file_is_evaluated_on_its_own(tmp_path: Path) -> None:
    files = {"a.yaml": policies("name: a, page: akuam"), "b.yaml": policies("name: b, page: bob, alert: x")}
    assert advice(tmp_path, files) == []


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ("name: b, page: akuam, alert: x", True),
        ("name: b, page: [bob, akuam], match: {type: [x]}", True),
        ("name: b, page: bob, alert: x", False),
        ("name: b, page: akuam, alert: y", False),
        ("name: b, page: akuam, alert: x, when: night", True),
        ("name: b, page: akuam, match: {type: [x], severity: [error]}", True),
        ("name: b, page: akuam, match: {severity: [error]}", True),
    ],
)
def test_toc304_the_same_target_for_the_same_alerts(other: str, told: bool, tmp_path: Path) -> None:
    windows = "windows: {night: {hours: '22:00-06:00'}}\n"
    files = {"a.yaml": policies("name: a, page: akuam, alert: x"), "b.yaml": policies(other) + windows}
    assert advice(tmp_path, files) == ([("TOC304", "b.yaml", 3)] if told else [])


@pytest.mark.parametrize(
    ("template", "target", "told"),
    [
        (SECURE, "akuam", True),
        (SECURE, "bob", False),
        (SECURE, "example_escalation", True),
        (SECURE + PUBLIC, "akuam", False),
        ('{% extends "base" %}', "akuam", False),
    ],
)
def test_toc302_who_reads_sms_only(template: str, target: str, told: bool, tmp_path: Path) -> None:
    files = {
        "a.yaml": policies(f"name: a, page: {target}, template: slow"),
        "slow.j2": template,
        "base.j2": SECURE + PUBLIC,
    }
    assert advice(tmp_path, files) == ([("TOC302", "a.yaml", 3)] if told else [])


def test_toc302_the_built_in_template_has_public_blocks(tmp_path: Path) -> None:
    assert advice(tmp_path, {"a.yaml": policies("name: a, page: akuam")}) == []


def test_toc305_only_another_account_is_foreign(tmp_path: Path) -> None:
    text = """
    version: 1
    contacts:
      near: {arn: "arn:aws:ssm-contacts:eu-west-1:111122223333:contact/near"}
      far: {arn: "arn:aws:ssm-contacts:us-east-2:444455556666:contact/far"}
    escalations:
      wake: {stages: [{page: [near, far, akuam], for: 5m}]}
    """
    assert advice(tmp_path, {"a.yaml": text}) == [("TOC305", "a.yaml", 7)]


def test_toc301_is_about_sets_with_policies(tmp_path: Path) -> None:
    people = "version: 1\ncontacts: {akuam: {plan: [], channels: {}}}\n"
    assert [rule for rule, _, _ in advice(tmp_path, {"people.yaml": people})] == ["TOC306"]
    told = advice(tmp_path, {"people.yaml": people, "a.yaml": policies("name: a, page: akuam")})
    assert [rule for rule, _, _ in told] == ["TOC301", "TOC306"]


def test_toc307_one_essential_target_is_enough(tmp_path: Path) -> None:
    stages = "[{page: {contact: akuam, essential: false}, for: 5m}, {page: bob, for: 5m}]".replace(
        "{contact: akuam, essential: false}", "[{contact: akuam, essential: false}]"
    )
    assert advice(tmp_path, {"a.yaml": f"version: 1\nescalations: {{wake: {{stages: {stages}}}}}\n"}) == []


@pytest.mark.parametrize(
    "match",
    [
        "{{type: [x-{0}]}}",
        "{{type: [x], labels: {{n: [{{numeric: ['>', {0}, '<', 1e9]}}]}}}}",
        "{{labels: {{service: [{{prefix: s-{0}-}}]}}}}",
    ],
)
def test_advice_on_many_policies_is_given_in_time(match: str, tmp_path: Path) -> None:
    """However alike they are: each is compared with a few others only."""
    rows = [f"name: p-{number}, page: [akuam, bob], match: {match.format(number)}" for number in range(2_500)]
    folder = write(tmp_path, {"a.yaml": policies(*rows[:1250], "name: last, page: example_escalation")})
    loaded = load(str(write(folder, {"b.yaml": policies(*rows[1250:])})))
    checked = inspect(loaded)
    started = time.process_time()
    list(checks.check(loaded.documents, checked))
    assert time.process_time() - started < 1
