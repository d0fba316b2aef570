"""Comments that ignore findings: where they speak, what they keep, and what is said of them (words: tests/bad)."""

from __future__ import annotations

from datetime import UTC, datetime
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from sets import write
from tocsin import checks
from tocsin.load import load

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.finding import Finding

POLICIES = """\
version: 1
policies:
  - {{name: all, page: [akuam, bob, example_escalation]}}
  {above}
  - {{name: one, alert: one, page: akuam}}  {behind}
"""
AT = datetime(2026, 9, 1, tzinfo=UTC)


def found(folder: Path, text: str, at: datetime | None = None, **templates: str) -> list[Finding]:
    files = {"a.yaml": text, **{f"{name}.j2": dedent(body) for name, body in templates.items()}}
    return list(checks.findings(load(str(write(folder, files))), at))


def told(findings: list[Finding]) -> list[tuple[str, int, str | None]]:
    return [(each.rule, each.span.line, each.suppressed) for each in findings]


@pytest.mark.parametrize(
    ("above", "behind"),
    [
        ("# tocsin: ignore[TOC303] known", ""),
        ("#tocsin:ignore [ TOC303 ]  known", ""),
        ("# tocsin: ignore[TOC303]: known", ""),
        ("# tocsin: ignore[TOC303] - known", ""),
        ("", "# tocsin: ignore[TOC303] known"),
        ("# tocsin: ignore[TOC303] known\n  # another comment", ""),
    ],
)
def test_a_finding_is_kept_with_the_reason(above: str, behind: str, tmp_path: Path) -> None:
    line = 5 + above.count("\n")
    assert told(found(tmp_path, POLICIES.format(above=above, behind=behind))) == [("TOC303", line, "known")]


@pytest.mark.parametrize(
    ("above", "behind"),
    [
        ("# tocsin: ignore TOC303 known", ""),
        ("# tocsin: ignore[] known", ""),
        ("", "# tocsin: ignore[TOC303]"),
        ("# tocsin: ignore[TOC303]\n  # the reason stands on another line", ""),
    ],
)
def test_without_a_rule_or_a_reason_nothing_is_ignored(above: str, behind: str, tmp_path: Path) -> None:
    rules = {
        (rule, suppressed) for rule, _, suppressed in told(found(tmp_path, POLICIES.format(above=above, behind=behind)))
    }
    assert rules == {("TOC303", None), ("TOC330", None)}


@pytest.mark.parametrize("comment", ["# tocsin ignore[TOC303] x", "# see tocsin: ignore[TOC303] x", "# tocsin: x"])
def test_other_comments_are_none_of_ours(comment: str, tmp_path: Path) -> None:
    assert [rule for rule, _, _ in told(found(tmp_path, POLICIES.format(above=comment, behind="")))] == ["TOC303"]


def test_a_comment_behind_something_does_not_speak_for_the_next_line(tmp_path: Path) -> None:
    text = POLICIES.format(above="", behind="").replace("escalation]}", "escalation]}  # tocsin: ignore[TOC303] known")
    assert told(found(tmp_path, text.replace("\n  \n", "\n"))) == [("TOC332", 3, None), ("TOC303", 4, None)]


def test_an_error_cannot_be_ignored_and_stops_the_search_for_useless_comments(tmp_path: Path) -> None:
    text = POLICIES.format(above="# tocsin: ignore[TOC303] known", behind="").replace("bob", "nobody")
    text = text.replace("escalation]}", "escalation]}  # tocsin: ignore[TOC201] next week")
    assert told(found(tmp_path, text)) == [("TOC201", 3, None), ("TOC331", 3, None)]


def test_a_finding_in_a_template_is_ignored_there(tmp_path: Path) -> None:
    long = "all work and no play makes a dull page " * 20
    body = (
        "{%% block subject %%}x{%% endblock %%}\n{%% block content %%}x{%% endblock %%}\n"
        "%s\n{%% block public_content %%}" + long + "{%% endblock %%}\n"
    )
    text = "version: 1\npolicies:\n  - {name: all, page: [bob, example_escalation], template: slow}\n"
    told_of = {
        comment: [(rule, suppressed) for rule, _, suppressed in told(found(tmp_path, text, slow=body % comment))]
        for comment in ("", "{# tocsin: ignore[TOC323] the lawyers #}", "{#- tocsin: ignore[TOC324] the lawyers -#}")
    }
    assert list(told_of.values()) == [
        [("TOC323", None)],
        [("TOC323", "the lawyers")],
        [("TOC331", None), ("TOC323", None)],
    ]


def test_a_comment_for_what_depends_on_the_day_is_never_called_useless(tmp_path: Path) -> None:
    text = """\
    version: 1
    policies: [{name: all, page: [bob, example_escalation]}]
    silences:
      # tocsin: ignore[TOC321] the auditors want to see it
      - {name: old, alert: x, from: 2026-01-01T00:00Z, until: 2026-01-02T00:00Z, reason: move}
    """
    assert told(found(tmp_path, text)) == []
    assert told(found(tmp_path, text, AT)) == [("TOC321", 5, "the auditors want to see it")]


def test_two_comments_with_a_reason_for_one_finding_are_no_harm(tmp_path: Path) -> None:
    text = POLICIES.format(above="# tocsin: ignore[TOC303] above", behind="# tocsin: ignore[TOC303] behind")
    assert told(found(tmp_path, text)) == [("TOC303", 5, "behind")]
