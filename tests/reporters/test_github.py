"""Annotations, as a runner of GitHub Actions reads them."""

from __future__ import annotations

import pytest

import hostile
from tocsin.finding import Finding, Severity, Span
from tocsin.reporters.github import MOST, findings
from tocsin.reporters.sources import Sources

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
    assert not hostile.UNSEEN.search(command.data.replace("\n", ""))
    if text.isascii() and text.isprintable() and "::" not in text and "##[" not in text:
        assert command.data == text
