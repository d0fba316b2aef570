"""Validation as a whole: never an exception, one slip one finding, every finding at once (the words: tests/bad)."""

from __future__ import annotations

import copy
import json
import time
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.inspection import inspect
from tocsin.load import Loaded, parse
from tocsin.validate import validate
from validate.test_structure import GOOD, PLACES, VALUES, holder

if TYPE_CHECKING:
    from tocsin.finding import Finding


def check(data: Any) -> list[Finding]:
    """The findings on one file with this content; a sample file that is not there is not the point here."""
    document, found = parse("policies/x.yaml", yaml.safe_dump(data, sort_keys=False))
    template = "{% block subject %}x{% endblock %}{% block content %}{{ alert.labels.service }}{% endblock %}"
    said = inspect(Loaded((document,), {"latency": template}, tuple(found))).findings
    return [finding for finding in said if finding.rule not in {"TOC212", "TOC403", "TOC404"}]


def nowhere(_path: str) -> bool:
    """No file exists."""
    return False


def test_the_good_file_is_good() -> None:
    assert check(GOOD) == []


@given(st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
@settings(max_examples=500, deadline=None)  # the first call imports what explains
def test_no_content_is_beyond_findings(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    data = copy.deepcopy(GOOD)
    for path, value in changes:
        try:
            holder(data, path)[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            return
    for finding in check(data):
        assert finding.help.count("\n") <= 1
        assert finding.span.line >= 1


@given(st.sampled_from([path for path in PLACES if isinstance(path[-1], str)]))
@settings(deadline=None)  # the first call imports what explains
def test_a_misspelt_key_is_one_finding(path: tuple[Any, ...]) -> None:
    if path[-1] in {"akuam", "partner", "wake", "daily", "monthly", "weekly", "oncall", "business", "patching"}:
        return  # names, not keys
    data = copy.deepcopy(GOOD)
    inside = holder(data, path)
    if (path[0] == "alerts" and len(path) == 2) or {"fields", "channels", "match"} & {*path}:
        return
    inside[f"{path[-1]}x"] = inside.pop(path[-1])
    told = [finding for finding in check(data) if finding.severity == "error"]
    assert [finding.rule for finding in told] == ["TOC110"], told


def test_a_file_that_cannot_be_read_does_not_make_its_names_unknown() -> None:
    broken, _ = parse("policies/a.yaml", "contacts: {akuam: {name: [}}")
    other, _ = parse("policies/b.yaml", "version: 1\npolicies: [{name: a, page: akuam, when: {}}]")
    rules = [finding.rule for finding in validate([broken, other], (), nowhere).findings]
    assert rules == ["TOC112"]


def test_a_renamed_contact_in_thousands_of_policies_is_told_in_time() -> None:
    people = {f"person-{number}": {"name": f"Person {number}"} for number in range(1_000)}
    policies = [{"name": f"p-{number}", "page": "persona"} for number in range(3_000)]
    started = time.process_time()
    told = check({"version": 1, "contacts": people, "policies": policies})
    assert time.process_time() - started < 10
    assert {finding.rule for finding in told} == {"TOC201"}
    assert len(told) == len(policies)


def test_patterns_of_a_good_set_are_parsed_once_for_compile() -> None:
    document, _ = parse("policies/x.yaml", yaml.safe_dump(GOOD, sort_keys=False))
    patterns = validate([document], {"latency"}, nowhere).patterns
    assert set(patterns) == {("policies/x.yaml", ("policies", 0)), ("policies/x.yaml", ("silences", 0))}
    pattern = patterns["policies/x.yaml", ("policies", 0)]
    assert pattern.source == {"severity": ["critical"], "type": ["checkout-latency"]}


def test_thousands_of_unknown_names_are_told_in_time() -> None:
    people = {f"contact-{number}": {"name": "A"} for number in range(4_000)}
    policies = [{"name": f"p-{number}", "page": f"contakt-{number}"} for number in range(4_000)]
    document, _ = parse("policies/x.yaml", json.dumps({"version": 1, "contacts": people, "policies": policies}))
    started = time.process_time()
    told = validate([document], (), nowhere).findings
    assert time.process_time() - started < 3
    assert len(told) == len(policies)
    assert told[0].suggestion == "contact-0"


def test_channels_that_nobody_has_are_told_in_time() -> None:
    person = {
        "channels": {f"phone-{number}": {"sms": "+12065550100"} for number in range(4_000)},
        "plan": [{"notify": [f"fone-{number}" for number in range(4_000)], "for": "5m"}],
    }
    document, _ = parse("policies/x.yaml", json.dumps({"version": 1, "contacts": {"akuam": person}}))
    started = time.process_time()
    told = validate([document], (), nowhere).findings
    assert time.process_time() - started < 3
    assert sum(len(finding.help) for finding in told) < 1_000_000


def test_a_file_full_of_slips_is_told_in_time() -> None:
    document, _ = parse("policies/x.yaml", json.dumps({"version": 1, "policies": [{}] * 20_000}))
    started = time.process_time()
    told = validate([document], (), nowhere).findings
    assert time.process_time() - started < 5
    assert [finding.severity for finding in told] == ["note", *["error"] * 1_000]
