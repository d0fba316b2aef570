"""A side of a comparison: its set, and the questions that people have written into it."""

from __future__ import annotations

import json

import pytest

import sets
from reviews.diff.kept import open_kept
from tocsin.errors import InvalidPolicies
from tocsin.reviews.questions.fillings import families

RULES = """
version: 1
alerts: {slow: {samples: [../samples/slow.json]}}
policies: [{name: slow, alert: slow, page: akuam}]
"""
TESTS = """
version: 1
tests:
  - {name: by file, event: ../../samples/slow.json, expect: {decision: page}}
  - {name: at night, alert: {type: slow}, at: 2026-03-29T02:30+02:00, expect: {decision: page}}
  - {name: no such event, event: none.json, expect: {decision: page}}
  - {name: no such adapter, event: ../../samples/slow.json, from: nothing, expect: {decision: page}}
  - {name: no such time, alert: {type: slow, id: x}, at: never, expect: {decision: page}}
  - nothing
"""
SET = {
    "policies/people.yaml": sets.PEOPLE,
    "policies/rules.yaml": RULES,
    "samples/slow.json": json.dumps({"type": "slow", "status": "firing", "starts_at": "2026-03-12T03:12:10Z"}),
    "tests/policies/test_slow.yaml": TESTS,
    "tests/test_broken.yaml": "tests: {",
    "tests/other.yaml": TESTS,
}


def test_samples_and_the_events_of_tests_are_asked_about() -> None:
    given = open_kept("base", SET).side.given
    assert [(question.alert.type, question.origin) for question in given] == [
        ("slow", "sample samples/slow.json"),
        ("slow", "test by file (tests/policies/test_slow.yaml)"),
        ("slow", "test at night (tests/policies/test_slow.yaml)"),
        ("slow", "test no such time (tests/policies/test_slow.yaml)"),
    ]


def test_a_test_is_asked_at_its_own_instant() -> None:
    night = open_kept("base", SET).side.given[2]
    assert night.at is not None
    assert night.at.isoformat() == "2026-03-29T00:30:00+00:00"
    assert night.alert.starts_at == "2026-03-29T00:30:00Z"


TEMPLATE = "{% block subject %}{{ alert.type }}{% endblock %}{% block content %}x{% endblock %}"


def test_what_was_read_of_templates_is_not_read_again() -> None:
    side = open_kept("base", {**SET, "templates/t.j2": TEMPLATE}).side
    (known,) = families([side])
    assert known["t"][0] is side.outlines["t"]


def test_no_folder_policies_is_a_set_without_policies() -> None:
    side = open_kept("base", {"samples/x.json": "{}"})
    assert side.missing
    assert side.engine.policies.policies == ()


def test_a_set_that_cannot_be_used_says_whose_it_is() -> None:
    with pytest.raises(InvalidPolicies) as caught:
        open_kept("head", {"policies/a.yaml": "version: 2"})
    assert caught.value.whose == "the head"
    assert caught.value.findings
