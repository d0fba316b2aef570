"""Annotations, as a runner of GitHub Actions reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import changes
import hostile
from reviews.suite.trial import DAY, ran
from tocsin.finding import Finding, Severity, Span
from tocsin.reporters import inert
from tocsin.reporters.github import MOST, diff, findings, suite
from tocsin.reporters.sources import Sources
from tocsin.reviews.coverage import Coverage, Thing
from tocsin.reviews.suite import Suite

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = Sources({}, "teams/pay")


def finding(severity: Severity = "error", message: str = "m", span: Span | None = None, **rest: str) -> Finding:
    return Finding("TOC110", severity, message, span or Span("policies/a.yaml", 3, 5, 3, 9), **rest)


def test_an_annotation_says_where_and_what() -> None:
    (command,) = hostile.workflow_commands(findings([finding(message="no `a`", help="Did you mean `b`?")], SOURCES))

    assert command == hostile.Command(
        "error",
        {
            "file": "teams/pay/policies/a.yaml", "line": "3", "endLine": "3", "col": "5", "endColumn": "9",
            "title": "TOC110: an unknown key",
        },
        "no `a`\nDid you mean `b`?",
    )  # fmt: skip


def test_columns_are_left_out_of_a_range_of_lines() -> None:
    (command,) = hostile.workflow_commands(findings([finding(span=Span("a", 3, 5, 4, 2))], SOURCES))

    assert command.properties.keys() == {"file", "line", "endLine", "title"}


def test_the_gravest_come_first_and_keep_their_order() -> None:
    found = [finding("note", "n"), finding("error", "e1"), finding("warning", "w"), finding("error", "e2")]

    commands = hostile.workflow_commands(findings(found, SOURCES))

    assert [(each.name, each.data) for each in commands] == [
        ("error", "e1"), ("error", "e2"), ("warning", "w"), ("notice", "n")
    ]  # fmt: skip


def test_at_most_ten_are_made_and_the_last_counts_the_rest() -> None:
    assert len(findings([finding()] * MOST, SOURCES).splitlines()) == MOST

    commands = hostile.workflow_commands(findings([finding("note"), *[finding()] * 20], SOURCES))

    assert len(commands) == MOST
    assert [each.name for each in commands] == ["error"] * 9 + ["notice"]
    assert commands[-1].data == "+12 more in the summary"


def test_what_is_suppressed_is_not_told() -> None:
    assert findings([finding()._replace(suppressed="because")], SOURCES) == ""


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_a_hostile_text_is_one_annotations_text(text: str) -> None:
    written = findings([finding(message=text, span=Span(f"policies/{text}", 1, 1, 1, 2))], SOURCES)

    (command,) = hostile.workflow_commands(written)
    assert len(written.splitlines()) == 1
    assert command.name == "error"
    assert command.properties.keys() == {"file", "line", "endLine", "col", "endColumn", "title"}
    assert command.properties["title"] == "TOC110: an unknown key"
    assert command.properties["file"] == inert.lines(SOURCES.path(f"policies/{text}"))
    assert command.data == inert.lines(text)


def test_a_change_stands_beside_the_policy_that_pages() -> None:
    found = changes.diff(
        changes.change("message", changes.pages("akuam"), changes.pages("akuam", text="y")),
        changes.change("unrouted", changes.pages("akuam"), changes.NOBODY),
        changes.change("removed", changes.NOBODY, changes.NOBODY),
    )

    commands = hostile.workflow_commands(diff(found, SOURCES))

    assert [each.name for each in commands] == ["warning", "warning", "notice"]
    assert commands[0].properties["file"] == "teams/pay/policies/a.yaml"
    assert (commands[0].properties["line"], commands[0].properties["title"]) == ("7", "Nobody would be paged any more")
    assert commands[0].data.startswith("Nobody would be paged for `disk-full` any more")
    assert commands[1].properties["file"] == "teams/pay/policies"


THINGS = tuple(Thing("policy", name, Span("policies/a.yaml"), reached=name == "disk") for name in ("disk", "odd"))


@pytest.mark.parametrize(
    ("least", "level", "wanted"),
    [(None, "notice", ""), (50, "notice", ""), (60.5, "error", "; at least 60.5 % wanted")],
)
def test_coverage_is_one_annotation_of_the_run(least: float | None, level: str, wanted: str) -> None:
    written = suite(Suite((), ()), SOURCES, Coverage(THINGS, ()), least)

    assert hostile.workflow_commands(written) == [
        hostile.Command(level, {"title": "coverage"}, f"tests and samples reach 50 % of the policy set{wanted}")
    ]


def test_an_expectation_that_does_not_hold_names_its_test(tmp_path: Path) -> None:
    cases = f"- {{name: bad, alert: {{type: disk-full}}, at: {DAY}, expect: {{decision: silenced}}}}"

    (command,) = hostile.workflow_commands(suite(Suite(tuple(ran(tmp_path, cases)), ()), SOURCES))

    assert (command.name, command.properties["title"]) == ("error", "test: bad")
    assert command.properties["file"] == "teams/pay/tests/test_it.yaml"
