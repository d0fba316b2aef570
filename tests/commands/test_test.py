"""`tocsin test` as a user runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import sets
from commands.driver import tocsin

if TYPE_CHECKING:
    from pathlib import Path

POLICY = "version: 1\npolicies: [{name: disk, alert: disk-full, page: akuam}]"
GOOD = """
version: 1
tests:
  - {name: wakes Akua, alert: {type: disk-full}, expect: {pages: [{target: akuam}]}}
  - {name: nothing else does, alert: {type: other}, expect: {decision: fallback}}
"""
BAD = """
version: 1
tests:
  - name: wakes Bob
    alert: {type: disk-full}
    expect: {pages: [{target: bob}]}
"""
BROKEN = "version: 1\ntests: [{name: a, alert: {type: x}, expekt: {}}]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A policy set with tests that pass."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_good.yaml").write_text(GOOD)
    return sets.write(tmp_path, {"disk.yaml": POLICY})


def test_what_passes_is_counted(folder: Path) -> None:
    ran = tocsin("test", cwd=folder)
    assert (ran.code, ran.out, ran.err) == (0, "2 passed\n", "")


def test_with_v_every_test_is_named(folder: Path) -> None:
    ran = tocsin("test", "-v", cwd=folder)
    assert ran.out == (
        "passed  wakes Akua (tests/test_good.yaml:4)\npassed  nothing else does (tests/test_good.yaml:5)\n2 passed\n"
    )


def test_what_fails_is_told_with_its_place_and_ends_with_1(folder: Path) -> None:
    (folder / "tests/test_bad.yaml").write_text(BAD)
    ran = tocsin("test", cwd=folder)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == (
        "FAILED  wakes Bob (tests/test_bad.yaml:4)\n"
        "  tests/test_bad.yaml:6:14: unexpected page to akuam by disk (policies/disk.yaml:2)\n"
        "      subject   ALERT disk-full\n"
        "  tests/test_bad.yaml:6:22: no page to bob\n"
        "      no policy pages `bob`\n"
        "2 passed, 1 failed\n"
    )


def test_a_file_that_cannot_be_run_ends_with_2_and_the_others_run(folder: Path) -> None:
    (folder / "tests/test_broken.yaml").write_text(BROKEN)
    ran = tocsin("test", cwd=folder)
    assert ran.code == 2
    assert ran.out == (
        "tests/test_broken.yaml:2:37: error: unknown key `expekt` [TOC110]\n"
        "      2 | tests: [{name: a, alert: {type: x}, expekt: {}}]\n"
        "        |                                     ^^^^^^\n"
        "    Did you mean `expect`?\n"
        "2 passed, 1 file that cannot be run\n"
    )


def test_a_file_that_is_no_yaml_shows_the_line(folder: Path) -> None:
    (folder / "tests/test_broken.yaml").write_text("version: 1\ntests: @x\n")
    ran = tocsin("test", cwd=folder)
    assert ran.code == 2
    assert "[TOC102]\n      2 | tests: @x\n        |        ^\n" in ran.out


def test_coverage_is_in_the_comment(folder: Path) -> None:
    ran = tocsin("test", "--coverage", "--fail-under", "100", "-o", "markdown", cwd=folder)
    plain = tocsin("test", "-o", "markdown", cwd=folder)
    assert "% reached" in ran.out.splitlines()[1]
    assert "#### Coverage" in ran.out
    assert "reached" not in plain.out


def test_tests_are_chosen_by_a_part_of_their_name(folder: Path) -> None:
    assert tocsin("test", "-k", "AKUA", cwd=folder).out == "1 passed\n"
    ran = tocsin("test", "-k", "nobody", cwd=folder)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "tocsin: error: no tests: -k nobody: none of the 2 tests has this in its name\n"


def test_files_and_folders_can_be_named_wherever_they_are(folder: Path) -> None:
    other = folder / "elsewhere/checks.yaml"
    other.parent.mkdir()
    other.write_text(GOOD)
    assert tocsin("test", "elsewhere/checks.yaml", cwd=folder).out == "2 passed\n"
    assert tocsin("test", "elsewhere/checks.yaml", "tests", "tests", cwd=folder).out == "4 passed\n"
    assert tocsin("-C", str(folder), "test", cwd=folder.parent).out == "2 passed\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "no tests: nowhere: no such file or folder"),
        (["policies"], "no tests: policies: has no test_*.yaml"),
    ],
)
def test_nothing_to_run_is_no_success(arguments: list[str], said: str, folder: Path) -> None:
    ran = tocsin("test", *arguments, cwd=folder)
    assert (ran.code, ran.out, ran.err) == (2, "", f"tocsin: error: {said}\n")


def test_a_set_without_tests_is_no_success(tmp_path: Path) -> None:
    sets.write(tmp_path, {"disk.yaml": POLICY})
    ran = tocsin("test", cwd=tmp_path)
    assert (ran.code, ran.err) == (2, "tocsin: error: no tests: ./tests: no such file or folder\n")


def test_invalid_policies_end_with_2(folder: Path) -> None:
    (folder / "policies/disk.yaml").write_text(POLICY.replace("akuam", "akaum"))
    ran = tocsin("test", cwd=folder)
    assert (ran.code, ran.out) == (2, "")
    assert "akaum" in ran.err
    assert ran.err.endswith("tocsin: error: the policies are not valid (1 error)\n")


def test_json_has_every_test_and_what_failed(folder: Path) -> None:
    (folder / "tests/test_bad.yaml").write_text(BAD)
    (folder / "tests/test_broken.yaml").write_text(BROKEN)
    ran = tocsin("test", "-o", "json", cwd=folder)
    said = json.loads(ran.out)
    assert ran.code == 2
    assert list(said) == ["schema_version", "tests", "findings", "summary"]
    assert said["summary"] == {"passed": 2, "failed": 1, "findings": 1}
    assert [(each["name"], each["path"], each["line"], each["outcome"]) for each in said["tests"]] == [
        ("wakes Bob", "tests/test_bad.yaml", 4, "failed"),
        ("wakes Akua", "tests/test_good.yaml", 4, "passed"),
        ("nothing else does", "tests/test_good.yaml", 5, "passed"),
    ]
    assert [each["message"] for each in said["tests"][0]["failures"]][1] == "no page to bob"
    assert [each["rule"] for each in said["findings"]] == ["TOC110"]


def test_the_same_bytes_come_out_every_time(folder: Path) -> None:
    (folder / "tests/test_bad.yaml").write_text(BAD)
    runs = {
        tocsin("test", "-v", "-o", "json", "-o", "human", cwd=folder, env={"PYTHONHASHSEED": seed}).out
        for seed in "123"
    }
    assert len(runs) == 1


def test_text_of_a_payload_cannot_play_tricks_on_a_terminal(folder: Path) -> None:
    event = {"type": "disk-full", "status": "firing", "summary": "\x1b[2Jgone\u202e"}
    (folder / "event.json").write_text(json.dumps(event))
    text = (
        'version: 1\ntests: [{name: "a\\u202e", event: ../event.json, expect: {pages: [{target: akuam, subject: x}]}}]'
    )
    (folder / "tests/test_bad.yaml").write_text(text)
    out = tocsin("test", cwd=folder).out
    assert "gone" in out
    assert not {"\x1b", "\u202e"} & set(out)
