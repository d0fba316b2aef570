"""`tocsin diff`: from two revisions to what changes for people."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

import sets
from commands.driver import tocsin
from reviews.diff.repository import commit, git, init, write

if TYPE_CHECKING:
    from pathlib import Path

    from commands.driver import Ran

pytestmark = pytest.mark.slow
"""Many processes, or many examples."""

RULES = """\
version: 1
policies:
  - {name: disk, match: {type: [disk-full], labels: {env: [{prefix: prod}]}}, page: akuam}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write(tmp_path, {"policies/people.yaml": sets.PEOPLE, "policies/rules.yaml": RULES})
    init(tmp_path)
    return tmp_path


def diff(folder: Path, *arguments: str) -> Ran:
    return tocsin("-C", str(folder), "diff", "--base", "base", *arguments)


def edit(folder: Path, old: str, new: str) -> None:
    write(folder, {"policies/rules.yaml": RULES.replace(old, new)})


def test_no_change_is_said_in_a_line(repository: Path) -> None:
    edit(repository, "policies:", "policies:  # ours")
    ran = diff(repository)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("no change of behaviour (")


def test_a_change_names_the_alert_and_the_people(repository: Path) -> None:
    edit(repository, "page: akuam", "page: bob")
    ran = diff(repository)
    assert ran.code == 0
    assert ran.out.splitlines()[:6] == [
        "MOVED  disk-full (severity=critical, labels.env=prod)",
        "  other targets are paged (policies: disk)",
        "  - no longer paged: akuam by disk",
        "  - newly paged: bob by disk",
        "  before  page akuam by disk > Akua Mansa (akuam) by sms from minute 0",
        "  after   page bob by disk > Bob Stone (bob) by email from minute 0",
    ]
    assert ran.out.splitlines()[-1].startswith("1 change: 1 moved (")


def test_json_has_the_documented_shape(repository: Path) -> None:
    edit(repository, "page: akuam", "page: bob")
    result = json.loads(diff(repository, "-o", "json").out)
    assert list(result) == ["schema_version", "base", "head", "changes", "summary", "alerts", "notes"]
    assert (result["base"], result["head"]) == (git(repository, "rev-parse", "base").strip(), "worktree")
    assert result["summary"] == {"moved": 1}
    (change,) = result["changes"]
    assert list(change)[:6] == ["kind", "alert", "at", "before", "after", "policies"]
    (page,) = change["after"]["pages"]
    assert (page["policy"], page["target"]) == ("disk", "bob")
    assert page["request"]["ContactId"].endswith("contact/bob")
    assert change["people"] == {"lost": ["akuam"], "gained": ["bob"]}


def test_two_commits_are_compared_whatever_the_work_tree_has(repository: Path) -> None:
    edit(repository, "page: akuam", "page: bob")
    there = commit(repository)
    edit(repository, "page: akuam", "page: nobody")
    result = json.loads(diff(repository, "--head", "HEAD", "-o", "json").out)
    assert (result["head"], result["summary"]) == (there, {"moved": 1})


def test_the_same_sets_give_the_same_bytes(repository: Path) -> None:
    edit(repository, "prefix: prod", "prefix: prod-")
    assert diff(repository, "-o", "json").out == diff(repository, "-o", "json").out


@pytest.mark.parametrize(("new", "code"), [("page: akuam", 0), ("page: bob", 2), ("page: bib", 1)])
def test_a_detailed_exit_code_tells_changes_from_errors(repository: Path, new: str, code: int) -> None:
    edit(repository, "page: akuam", new)
    assert diff(repository, "--detailed-exitcode").code == code


def test_with_a_detailed_exit_code_every_error_is_1(repository: Path) -> None:
    for arguments in (("--nonsense",), ("-o", "pdf"), ("--head", "nothing"), ("--events", "none.json")):
        assert diff(repository, "--detailed-exitcode", *arguments).code == 1
        assert diff(repository, *arguments).code == 2


def test_a_side_that_does_not_load_is_an_error_that_names_it(repository: Path) -> None:
    edit(repository, "page: akuam", "page: bib")
    ran = diff(repository)
    assert (ran.code, ran.out) == (2, "")
    assert "policies/rules.yaml:3:85: error: unknown contact" in ran.err
    assert "the policies of the head (the files as they are now) are not valid (1 error)" in ran.err
    commit(repository)
    edit(repository, "page: akuam", "page: bob")
    ran = tocsin("-C", str(repository), "diff", "--base", "HEAD")
    assert "the policies of the base (HEAD) are not valid" in ran.err


def test_a_set_that_is_new_is_all_added(repository: Path) -> None:
    write(repository, {"sub/policies/all.yaml": sets.PEOPLE + RULES.removeprefix("version: 1\n")})
    ran = diff(repository / "sub")
    assert "note: the base has no policies here: the whole set is new" in ran.out
    assert "ADDED  disk-full" in ran.out
    assert "UNROUTED" not in ran.out


def test_a_set_that_is_gone_leaves_nobody_paged(repository: Path) -> None:
    for file in (repository / "policies").iterdir():
        file.unlink()
    (repository / "policies").rmdir()
    ran = diff(repository)
    assert "note: the head has no policies here: the whole set is gone" in ran.out
    assert "UNROUTED  disk-full" in ran.out


def test_where_neither_side_has_policies_the_folder_is_wrong(repository: Path) -> None:
    (repository / "empty").mkdir()
    ran = diff(repository / "empty")
    assert (ran.code, "neither side has a folder policies" in ran.err) == (2, True)


def test_a_renamed_policy_is_no_change_but_noted(repository: Path) -> None:
    edit(repository, "name: disk", "name: full-disk")
    ran = diff(repository, "--detailed-exitcode")
    assert ran.code == 0
    assert "note: policy disk is now called full-disk" in ran.out


def test_account_and_region_may_be_given(repository: Path) -> None:
    ran = diff(repository, "--account", "444455556666", "-o", "json", "--base", "base")
    assert json.loads(ran.out)["changes"] == []


def test_recorded_events_are_tried_on_both_sides(repository: Path, tmp_path: Path) -> None:
    edit(repository, "prefix: prod", "prefix: prod-")
    event = {"type": "disk-full", "status": "firing", "starts_at": "2026-03-12T23:30:00Z", "labels": {"env": "prod"}}
    lines = [json.dumps({**event, "id": str(number)}) for number in range(3)]
    past = tmp_path / "past.gz"
    past.write_bytes(gzip.compress("\n".join([*lines, "{", lines[0], ""]).encode()))
    result = json.loads(diff(repository, "--events", str(past), "-o", "json").out)
    told = result["backtest"]
    assert (told["events"], told["alerts"]) == (4, 4)
    assert told["pages"] == {"akuam": {"before": 3, "after": 0}, "platform": {"before": 0, "after": 3}}
    assert told["nights"]["akuam"] == {"before": 3, "after": 0}
    assert "1 line of" in result["notes"][0]
    assert "line 4" in result["notes"][0]
    assert "past.gz, line 1" not in json.dumps(result["changes"])


def test_events_that_cannot_be_read_at_all_are_an_error(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.gz").write_bytes(b"\x1f\x8bnothing")
    ran = diff(repository, "--events", str(tmp_path / "bad.gz"))
    assert (ran.code, "bad.gz: cannot read" in ran.err) == (2, True)
