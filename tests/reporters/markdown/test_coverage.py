"""Coverage as part of the comment of `test`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import comments
import hostile
from tocsin.finding import Span
from tocsin.reporters.markdown.comment import LIMIT
from tocsin.reporters.markdown.suite import suite
from tocsin.reporters.sources import Sources
from tocsin.reviews.coverage import Coverage, Thing
from tocsin.reviews.reachability import Unanswered
from tocsin.reviews.suite import Suite

SOURCES = Sources({}, "teams/pay")
NONE_RAN = Suite((), ())
PLACE = Span("policies/a.yaml", 7, 3)
HALF = Coverage(
    (Thing("policy", "disk", PLACE, reached=True), Thing("target", "bob by disk", PLACE, reached=False)),
    (Unanswered("disk-full", datetime(2026, 12, 24, 18, tzinfo=UTC), "nobody is on call", PLACE),),
)


def test_how_much_is_reached_is_in_sight_and_what_is_not_is_folded() -> None:
    assert suite(NONE_RAN, SOURCES, HALF) == (
        "<!-- tocsin:teams/pay:test -->\n### tocsin test in `teams/pay`: 0 passed, 50 % reached\n\n"
        "#### Coverage\n\n"
        "Tests and samples reach 1 of 1 policies and 0 of 1 targets.\n\n"
        "<details><summary>1 reached by no test and no sample</summary>\n\n"
        "- target bob by disk (`teams/pay/policies/a.yaml:7`)\n\n"
        "</details>\n\n"
        "<details><summary>1 alert type reaches nobody at some minute of a year</summary>\n\n"
        "- disk-full at 2026-12-24 18:00 (UTC): nobody is on call (`teams/pay/policies/a.yaml:7`)\n\n"
        "</details>\n"
    )


@pytest.mark.parametrize(("least", "said"), [(50, "50 % reached"), (80.5, "50 % reached (at least 80.5 % wanted)")])
def test_too_little_says_how_much_was_wanted(least: float, said: str) -> None:
    assert suite(NONE_RAN, Sources({}), HALF, least).splitlines()[1].endswith(f": 0 passed, {said}")


def test_a_set_that_is_reached_in_full_folds_nothing() -> None:
    written = suite(NONE_RAN, Sources({}), Coverage(HALF.things[:1], ()))

    assert "100 % reached" in written
    assert "<details>" not in written


def test_without_coverage_nothing_is_said_of_it() -> None:
    assert "reached" not in suite(NONE_RAN, Sources({}))


def test_ten_thousand_things_fit() -> None:
    written = suite(NONE_RAN, Sources({}), Coverage(HALF.things * 10_000, ()))

    assert len(written) <= LIMIT
    assert "more entries are left out here" in written


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_hostile_texts_are_inert(text: str) -> None:
    place = Span(text, 1)
    found = Coverage(
        (Thing("target", text, place, reached=False),),
        (HALF.unanswered[0]._replace(type=text, reason=text, span=place),),
    )

    written = suite(NONE_RAN, Sources({}), found)

    shown = comments.shown(written)
    assert set(shown.elements) <= comments.ALLOWED
    assert shown.elements.count("details") == 2
    assert hostile.workflow_commands(written) == []
