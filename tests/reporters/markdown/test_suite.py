"""`test` as a comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import comments
import hostile
from reviews.suite.trial import DAY, ran
from tocsin.finding import Finding, Span
from tocsin.reporters.markdown.suite import suite
from tocsin.reporters.sources import Sources
from tocsin.reviews.suite import Suite

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.reviews.suite import Result

UNKNOWN = Finding("TOC110", "error", "unknown key `x`", Span("tests/test_x.yaml", 2, 1))


@pytest.fixture
def results(tmp_path: Path) -> tuple[Result, ...]:
    alert = f"alert: {{type: disk-full, severity: critical, labels: {{service: api}}}}, at: {DAY}"
    cases = f"""
        - {{name: good, {alert}, expect: {{decision: page}}}}
        - {{name: bad, {alert}, expect: {{not_reaches: [akuam]}}}}
    """
    return tuple(ran(tmp_path, cases))


def test_what_failed_is_in_sight_and_what_passed_folded(results: tuple[Result, ...]) -> None:
    written = suite(Suite(results, (UNKNOWN,)), Sources({}))

    assert written.splitlines()[1] == "### tocsin test: 1 failed, 1 passed, 1 file cannot be run"
    found = comments.shown(written)
    headings = ["Cannot be run", "Failed", "bad (tests/test_it.yaml:5)", "akuam is notified", "1 passed", "good"]
    places = [found.text.index(heading, found.text.index("Cannot")) for heading in headings]
    assert places == sorted(places)
    assert found.elements.index("pre") < found.elements.index("details")


def test_a_good_run_is_a_line_and_a_fold(results: tuple[Result, ...]) -> None:
    written = suite(Suite(results[:1], ()), Sources({}))

    assert written.splitlines()[:2] == ["<!-- tocsin:.:test -->", "### tocsin test: 1 passed"]
    assert "####" not in written


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_hostile_texts_are_inert(text: str, results: tuple[Result, ...]) -> None:
    failure = Finding("expectation", "error", text, Span(text), text)
    named = [each._replace(failures=(failure,) * bool(each.failures)) for each in results]

    written = suite(Suite(tuple(named), (Finding("TOC110", "error", text, Span(text), text),)), Sources({}))

    assert set(comments.shown(written).elements) <= comments.ALLOWED
    assert hostile.workflow_commands(written) == []
