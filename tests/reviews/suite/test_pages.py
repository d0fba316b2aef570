"""Expected pages against those that go out: exactly these, in any order, each text as wanted."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.suite.trial import DAY, NIGHT, critical, failures, ran
from tocsin.reviews.suite.pages import _most

if TYPE_CHECKING:
    from pathlib import Path


def pages(folder: Path, wanted: str, at: str = DAY, service: str = "api") -> list[str]:
    """What is said of the pages of a critical alert."""
    return failures(folder, f"{critical(service, at)}, expect: {{pages: {wanted}}}")


@pytest.mark.parametrize(
    "wanted",
    [
        "[{target: akuam}, {target: bob}]",
        "[{target: bob}, {target: akuam}]",
        "[{policy: disk}, {policy: disk}]",
        "[{subject: 'Disk full: api'}, {target: akuam, policy: disk, sender: tocsin, incident: null}]",
        '[{policy: disk}, {target: bob, content: "Service api\\nSince   2026-03-12T12:00:00Z"}]',
        "[{target: akuam, public_content: {excludes: api}}, {target: bob, public_subject: Disk full}]",
    ],
)
def test_pages_are_as_expected_in_any_order(wanted: str, tmp_path: Path) -> None:
    assert pages(tmp_path, wanted) == []


def test_one_too_many_fails(tmp_path: Path) -> None:
    assert pages(tmp_path, "[{target: akuam}]") == [
        "unexpected page to bob by disk (policies/disk.yaml:8)",
        "subject   Disk full: api",
    ]


def test_one_too_few_fails_and_says_why(tmp_path: Path) -> None:
    assert pages(tmp_path, "[{target: akuam}, {target: bob}, {target: example_escalation}]") == [
        "no page to example_escalation",
        "disk-at-night (policies/disk.yaml:7): outside its window (night)",
    ]
    assert pages(tmp_path, "[{target: example_escalation}, {target: akuam, policy: disk}]", NIGHT) == [
        "no page to akuam by disk",
        "disk (policies/disk.yaml:8): an earlier policy of this file matched: disk-at-night",
    ]
    assert pages(tmp_path, "[{target: akuam}]", service="db") == [
        "no page to akuam",
        "disk (policies/disk.yaml:8): matched; silenced by migration until 2026-04-01T00:00Z: planned",
    ]


def test_a_name_that_is_none_is_said_to_be_none(tmp_path: Path) -> None:
    assert pages(tmp_path, "[{target: akuam}, {target: bob}, {target: example_escalatoin}]") == [
        "no page to example_escalatoin",
        "no policy pages `example_escalatoin`; did you mean `example_escalation`?",
    ]
    assert pages(tmp_path, "[{target: akuam}, {target: bob}, {target: platform}]") == [
        "no page to platform",
        "`fallback` pages what no policy takes, and nothing else",
    ]
    assert pages(tmp_path, "[{target: akuam}, {target: bob}, {policy: dsk}]") == [
        "no page by dsk",
        "no policy is named `dsk`; did you mean `disk`?",
    ]
    assert pages(tmp_path, "[{target: akuam}, {target: bob}, {subject: x}]") == ["no page like this"]


def test_a_page_by_another_policy_is_that_page_gone_wrong(tmp_path: Path) -> None:
    assert pages(tmp_path, "[{target: akuam, subject: x}, {target: bob, policy: disk-too, subject: y}]") == [
        "subject of the page to akuam by disk differs",
        "expected  x",
        "found     Disk full: api",
        "policy of the page to bob by disk is not `disk-too`",
        "disk-too (policies/disk.yaml:9): an earlier policy of this file matched: disk",
    ]


def test_a_text_that_differs_is_shown_beside_what_was_expected(tmp_path: Path) -> None:
    assert pages(tmp_path, "[{target: akuam}, {target: bob, subject: 'Disk full: web'}]") == [
        "subject of the page to bob by disk differs",
        "expected  Disk full: web",
        "found     Disk full: api",
        "                     ^^^",
    ]


def test_fixed_text_says_why_the_template_failed(tmp_path: Path) -> None:
    case = f"alert: {{type: disk-full, severity: critical}}, at: {DAY}, "
    said = failures(tmp_path, case + "expect: {pages: [{target: akuam, subject: {excludes: x}}, {target: bob}]}")
    assert said == [
        "subject of the page to akuam by disk is the fixed text: its template failed",
        "'service' is undefined (templates/disk.j2:2)",
    ]


def test_the_place_is_that_of_the_condition(tmp_path: Path) -> None:
    cases = """
    - name: it
      alert: {type: disk-full, severity: critical, labels: {service: api}}
      at: 2026-03-12T12:00Z
      expect:
        pages:
          - {target: akuam}
          - target: bob
            subject: {contains: [Disk, slow]}
    """
    (failure,) = ran(tmp_path, cases)[0].failures
    assert (failure.span.line, failure.span.column) == (11, 38)


def test_the_pages_of_all_alerts_of_an_event_are_expected_together(tmp_path: Path) -> None:
    line = '{"type": "disk-full", "status": "firing", "severity": "critical", "labels": {"service": "%s"}}'
    (tmp_path / "both.json").write_text(f"{line % 'api'}\n{line % 'web'}")
    wanted = "[{target: akuam, subject: {contains: web}}, {target: akuam}, {target: bob}, {target: bob}]"
    assert failures(tmp_path, f"event: ../both.json, at: {DAY}, expect: {{pages: {wanted}}}") == []


CHOICES = st.lists(st.lists(st.integers(0, 4), max_size=4, unique=True), max_size=5)


@given(CHOICES)
def test_as_many_expectations_as_possible_are_met(choices: list[list[int]]) -> None:
    """A loose expectation must not take the page that a strict one needs."""
    pairs = _most(choices)
    assert all(pair.found in choices[pair.wanted] for pair in pairs)
    assert len({pair.found for pair in pairs}) == len({pair.wanted for pair in pairs}) == len(pairs)
    best = max(
        sum(number in row for row, number in zip(choices, order, strict=False)) for order in permutations(range(5))
    )
    assert len(pairs) == best
