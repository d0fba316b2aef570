""".github/action/comment: one comment on the pull request, from a text that a stranger may have made."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from forge import OURS, STRANGER, TOKEN, Forge, comment_on, forge, packed, pull

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARKER = "<!-- tocsin:. -->"
ORIGIN = "<sub>On aaaaaaaaaaaa, from [a run over the files of this pull request](https://github.example/run/99).</sub>"


@pytest.fixture
def github() -> Iterator[Forge]:
    with forge() as repository:
        yield repository


def test_the_first_run_comments_and_a_later_one_updates(github: Forge, tmp_path: Path) -> None:
    github.artifacts = [("logs", b""), ("tocsin-comment", packed(f"{MARKER}\nnobody is paged otherwise\n"))]
    assert comment_on(github, tmp_path) == (0, "commented on #12\n")
    assert [each["body"] for each in github.comments] == [f"{MARKER}\n{ORIGIN}\n\nnobody is paged otherwise\n"]

    assert comment_on(github, tmp_path) == (0, "the comment on #12 says it already\n")

    github.artifacts = [("tocsin-comment", packed(f"{MARKER}\nakuam is paged\n"))]
    assert comment_on(github, tmp_path) == (0, "updated the comment on #12\n")
    assert [each["body"] for each in github.comments] == [f"{MARKER}\n{ORIGIN}\n\nakuam is paged\n"]


def test_each_set_has_its_comment_and_the_newest_text_counts(github: Forge, tmp_path: Path) -> None:
    other = "<!-- tocsin:other -->"
    github.artifacts = [
        ("tocsin-comment", packed(f"{MARKER}\nold")), ("tocsin-comment-other", packed(f"{other}\ntwo")),
        ("tocsin-comment", packed(f"{MARKER}\none")), ("tocsin-comments", packed("not ours")),
    ]  # fmt: skip

    assert comment_on(github, tmp_path) == (0, "commented on #12\ncommented on #12\n")
    assert [each["body"].split("\n")[::3] for each in github.comments] == [[MARKER, "one"], [other, "two"]]


def test_a_comment_by_anybody_else_is_theirs(github: Forge, tmp_path: Path) -> None:
    github.artifacts = [("tocsin-comment", packed(f"{MARKER}\ntext"))]
    for _ in range(120):  # ours is on the second page
        github.comment(f"{MARKER}\nmine", STRANGER)
    github.comment(f"quoted: {MARKER}\nold", OURS)
    github.comment(f"{MARKER}\r\nold", OURS)

    assert comment_on(github, tmp_path) == (0, "updated the comment on #12\n")
    assert {each["body"] for each in github.comments[:120]} == {f"{MARKER}\nmine"}
    assert github.comments[-1]["body"].endswith("text")


def test_the_token_goes_to_github_and_not_to_the_store(github: Forge, tmp_path: Path) -> None:
    github.artifacts = [("tocsin-comment", packed(f"{MARKER}\ntext"))]

    comment_on(github, tmp_path)

    assert github.tokens == {f"Bearer {TOKEN}"}
    assert len(github.stored) == 1
    assert "Authorization" not in github.stored[0]


@pytest.mark.parametrize(
    ("pulls", "changes"),
    [
        ([], {}),
        ([pull(12, "b" * 40)], {}),
        ([pull(12, repository=8)], {}),
        ([pull(12), pull(13)], {}),
        ([{"number": 12, "head": {"sha": "a" * 40, "repo": None}}], {}),
        ([pull(12)], {"event": "push"}),
        ([pull(12)], {"head_repository": None}),
    ],
    ids=["closed", "moved on", "another fork", "two", "fork is gone", "not a pull request", "no repository"],
)
def test_without_the_one_pull_request_that_was_checked_nothing_is_said(
    github: Forge, tmp_path: Path, pulls: list[dict[str, Any]], changes: dict[str, Any]
) -> None:
    github.pulls, github.artifacts = pulls, [("tocsin-comment", packed(f"{MARKER}\ntext"))]

    code, log = comment_on(github, tmp_path, **changes)

    assert (code, log[:12]) == (0, "no comment: ")
    assert github.comments == []


def test_the_branch_of_a_fork_cannot_ask_something_else(github: Forge, tmp_path: Path) -> None:
    github.artifacts = [("tocsin-comment", packed(f"{MARKER}\ntext"))]

    assert comment_on(github, tmp_path, head_branch="x&state=all#%0a")[0] == 0


def test_a_run_that_left_nothing_is_no_error(github: Forge, tmp_path: Path) -> None:
    assert comment_on(github, tmp_path) == (0, "no comment: the run left none\n")


BOMB = packed(bytes(3_000_000))


@pytest.mark.parametrize(
    ("artifact", "message"),
    [
        (packed("no marker"), "does not begin with tocsin's marker"),
        (packed("<!-- tocsin:x --> <!-- tocsin:y -->\nx"), "does not begin with tocsin's marker"),
        (packed(f"{MARKER}\n" + "x" * 65_001), "has 65001 characters, expected at most 65000"),
        (packed(f"{MARKER}\n".encode() + b"\xff"), "not UTF-8"),
        (packed(f"{MARKER}\nx", "../comment.md"), "expected comment.md in the artifact and nothing else"),
        (b"no zip", "is no zip file"),
        (BOMB, "has more than 260000 bytes"),
        (packed(os.urandom(300_000)), "expected at most 260000"),
    ],
    ids=["no marker", "two markers", "long", "bytes", "path", "no zip", "bomb", "large"],
)
def test_what_cannot_be_a_comment_is_refused(github: Forge, tmp_path: Path, artifact: bytes, message: str) -> None:
    github.artifacts = [("tocsin-comment", artifact)]

    code, log = comment_on(github, tmp_path)

    assert (code, log.count("\n")) == (1, 1)
    assert log.startswith("::error title=tocsin comment::")
    assert message in log
    assert github.comments == []


def test_a_store_that_sends_more_than_was_said_is_refused(github: Forge, tmp_path: Path) -> None:
    github.artifacts, github.sizes = [("tocsin-comment", b"x" * 300_000)], {"tocsin-comment": 10}

    code, log = comment_on(github, tmp_path)

    assert (code, github.comments) == (1, [])
    assert "more than 260000 bytes" in log


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("ask @octocat and\n@acme/team", "ask @\u200boctocat and\n@\u200bacme/team"),
        ("&#64;octocat &#x40;octocat &commat;octocat", "@\u200boctocat @\u200boctocat @\u200boctocat"),
        ("<p>&#64octocat &#064;octocat", "<p>@\u200boctocat @\u200boctocat"),
        ("&#64;&#8203;octocat &#64830; &#6411;x", "&#64;&#8203;octocat &#64830; &#6411;x"),
        ("akuam@example.com at 5@8", "akuam@example.com at 5@8"),
        ("a\u202eb\u2066c\x1b[2Jd\x00\te", "a\ufffdb\ufffdc\ufffd[2Jd\ufffd\te"),
        ("one\r\ntwo", "one\ntwo"),
    ],
)
def test_what_is_said_is_made_harmless(github: Forge, tmp_path: Path, said: str, shown: str) -> None:
    github.artifacts = [("tocsin-comment", packed(f"{MARKER}\n{said}"))]

    assert comment_on(github, tmp_path)[0] == 0
    assert github.comments[0]["body"] == f"{MARKER}\n{ORIGIN}\n\n{shown}"


LONG = "x @a y " * 40 + "\n"
"""A line that is 40 characters longer once its mentions are broken."""
CUT = "\n**Cut off here**: the text is longer than GitHub takes. The summary of the run has all of it.\n"


def test_a_line_that_grows_too_long_is_left_out(github: Forge, tmp_path: Path) -> None:
    github.artifacts = [("tocsin-comment", packed(f"{MARKER}\n{'@a ' * 21_000}"))]

    assert comment_on(github, tmp_path) == (0, "commented on #12\n")
    assert github.comments[0]["body"] == f"{MARKER}\n{ORIGIN}\n\n{CUT}"


FOLDED = "<details><summary>b</summary>\n\n```text\nc\n```\n\n</details>\n"


@pytest.mark.parametrize(
    ("before", "ends"),
    [
        ("", ""),
        ("````text\n```\n", "````\n"),
        ("<details><summary>a</summary>\n\n", "\n</details>\n"),
        (f"<details><summary>a</summary>\n\n{FOLDED}\n```text\n", "```\n\n</details>\n"),
    ],
    ids=["lines", "code", "folded", "code in a fold"],
)
def test_a_text_that_grows_too_long_is_cut_with_everything_closed(
    github: Forge, tmp_path: Path, before: str, ends: str
) -> None:
    github.artifacts = [("tocsin-comment", packed(f"{MARKER}\n{before}{LONG * 230}"))]

    assert comment_on(github, tmp_path) == (0, "commented on #12\n")

    body = github.comments[0]["body"]
    grown = LONG.replace("@", "@\u200b")
    assert 65_536 - len(grown) < len(body) <= 65_536
    assert body.startswith(f"{MARKER}\n{ORIGIN}\n\n{before}{grown}")
    assert body.endswith(f"{grown}{ends}{CUT}")


def test_text_in_a_comment_cannot_hide_where_it_is_from(github: Forge, tmp_path: Path) -> None:
    """An HTML comment or a fold that never ends would swallow what stands below it, so this stands above."""
    github.artifacts = [("tocsin-comment", packed(f"{MARKER}\n<!-- <details><pre>"))]

    comment_on(github, tmp_path)

    assert github.comments[0]["body"].splitlines()[1] == ORIGIN


def test_github_saying_no_is_told_in_one_line(github: Forge, tmp_path: Path) -> None:
    github.artifacts = [("tocsin-comment", packed(f"{MARKER}\ntext"))]

    code, log = comment_on(github, tmp_path, id=98)

    assert (code, log) == (1, "::error title=tocsin comment::HTTP Error 404: Not Found\n")
