"""`tocsin validate`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import sets
from commands.driver import tocsin

if TYPE_CHECKING:
    from pathlib import Path

BAD = "version: 1\npolicies:\n  - {name: p, page: akua, mach: {}}\n"


def test_the_repositorys_own_policies_have_no_findings() -> None:
    ran = tocsin("validate")

    assert (ran.code, ran.out, ran.err) == (0, "4 policies in 4 files: no findings\n", "")


def test_findings_end_with_1_and_stand_in_place(tmp_path: Path) -> None:
    ran = tocsin("-C", str(sets.write(tmp_path, {"a.yaml": BAD})), "validate")

    assert ran.code == 1
    assert ran.out.splitlines()[:8] == [
        "policies/a.yaml:3:21: error: unknown contact, escalation or schedule `akua` [TOC201]",
        "      3 |   - {name: p, page: akua, mach: {}}",
        "        |                     ^^^^",
        "    Did you mean `akuam`?",
        "policies/a.yaml:3:27: error: unknown key `mach` [TOC110]",
        "      3 |   - {name: p, page: akua, mach: {}}",
        "        |                           ^^^^",
        "    Did you mean `match`?",
    ]


def test_json_has_the_documented_shape(tmp_path: Path) -> None:
    ran = tocsin("-C", str(sets.write(tmp_path, {"a.yaml": BAD})), "validate", "-o", "json")

    result = json.loads(ran.out)
    assert result["schema_version"] == "1"
    assert result["summary"]["error"] == 2
    assert result["findings"][1] == {
        "rule": "TOC110", "severity": "error", "message": "unknown key `mach`", "path": "policies/a.yaml",
        "line": 3, "column": 27, "end_line": 3, "end_column": 31,
        "help": "Did you mean `match`?", "suggestion": "match", "suppressed": None,
    }  # fmt: skip


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("never", 0)])
def test_what_fails_is_a_choice(tmp_path: Path, fail_on: str, code: int) -> None:
    people = sets.PEOPLE.replace("us-east-2", "us-east-9")  # a warning

    ran = tocsin("-C", str(sets.write(tmp_path, {"people.yaml": people})), "validate", "--fail-on", fail_on)

    assert "warning:" in ran.out
    assert ran.code == code


OFFICE = """
version: 1
rotations:
  office: {contacts: [akuam, bob], start: 2026-01-05T09:00, repeat: {daily: "09:00"}}
schedules:
  office-oncall: {rotations: [office]}
"""


@pytest.mark.parametrize(
    ("at", "gap"),
    [([], ""), (["--at", "2026-01-05T10:00+02:00"], "from 2026-01-05T08:00+00:00"), (["--at", "now"], "")],
)
def test_schedules_are_looked_at_from_an_instant_on(at: list[str], gap: str, tmp_path: Path) -> None:
    ran = tocsin("-C", str(sets.write(tmp_path, {"a.yaml": OFFICE})), "validate", *at)

    assert ran.code == 0
    assert ("[TOC309]" in ran.out) == bool(gap)
    assert gap in ran.out


def test_files_narrow_what_is_shown_not_what_is_read(tmp_path: Path) -> None:
    folder = sets.write(tmp_path, {"a.yaml": BAD, "b.yaml": BAD.replace("name: p", "name: q")})

    ran = tocsin("validate", "policies/b.yaml", cwd=folder)

    assert "b.yaml:3" in ran.out
    assert "a.yaml:3" not in ran.out


@pytest.mark.parametrize("folder", ["policies", "policies/", "."])
def test_a_folder_stands_for_what_lies_below_it(tmp_path: Path, folder: str) -> None:
    ran = tocsin("validate", folder, cwd=sets.write(tmp_path, {"a.yaml": BAD}))

    assert ran.code == 1
    assert "a.yaml:3" in ran.out


@pytest.mark.parametrize(
    ("file", "message"), [("policies/b.yaml", "no such file"), ("a.yaml", "not of this set"), ("..", "not of this set")]
)
def test_a_file_that_nobody_reads_is_not_called_good(tmp_path: Path, file: str, message: str) -> None:
    folder = sets.write(tmp_path, {})
    (folder / "a.yaml").write_text(BAD)

    ran = tocsin("validate", file, cwd=folder)

    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_file_that_cannot_be_read_ends_with_2(tmp_path: Path) -> None:
    folder = sets.write(tmp_path, {})
    (folder / "policies" / "x.yaml").write_bytes(b"a: \xe9")

    ran = tocsin("-C", str(folder), "validate")

    assert ran.code == 2
    assert "x.yaml:1:4: error: not UTF-8" in ran.out


def test_render_of_an_invalid_set_shows_the_findings_and_ends_with_2(tmp_path: Path) -> None:
    ran = tocsin("-C", str(sets.write(tmp_path, {"a.yaml": BAD})), "render", "samples/paging-test.json")

    assert (ran.code, ran.out) == (2, "")
    assert "unknown key `mach`" in ran.err


IGNORED = """
version: 1
policies:
  - {name: all, page: [akuam, bob, example_escalation]}
  - {name: one, alert: one, page: akuam}  # tocsin: ignore[TOC303] shown to newcomers
"""


def test_what_a_comment_ignores_is_counted_apart_and_fails_nothing(tmp_path: Path) -> None:
    folder = str(sets.write(tmp_path, {"a.yaml": IGNORED}))

    ran = tocsin("-C", folder, "validate", "--fail-on", "warning")
    assert (ran.code, ran.out) == (0, "2 policies in 2 files: no findings, 1 suppressed\n")

    (found,) = json.loads(tocsin("-C", folder, "validate", "-o", "json").out)["findings"]
    assert (found["rule"], found["suppressed"]) == ("TOC303", "shown to newcomers")


@pytest.mark.parametrize(
    ("at", "told"), [([], 0), (["--at", "2026-01-01T23:59Z"], 0), (["--at", "2026-01-02T00:00Z"], 1)]
)
def test_silences_that_are_over_are_told_of_at_a_time(tmp_path: Path, at: list[str], told: int) -> None:
    text = """
    version: 1
    policies: [{name: all, page: [akuam, bob, example_escalation]}]
    silences: [{name: old, alert: x, until: 2026-01-02T00:00Z, reason: move}]
    """
    ran = tocsin("-C", str(sets.write(tmp_path, {"a.yaml": text})), "validate", *at)
    assert ran.out.count("[TOC321]") == told
