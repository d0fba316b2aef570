"""`tocsin test --coverage` as a user runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import sets
from commands.driver import tocsin

if TYPE_CHECKING:
    from pathlib import Path

POLICY = """
version: 1
alerts: {disk-full: {}, odd: {}}
windows: {night: {hours: "22:00-06:00"}}
policies:
  - {name: disk, alert: disk-full, unless: night, page: akuam}
"""
TEST = """
version: 1
tests:
  - {name: wakes Akua, alert: {type: disk-full}, at: 2026-03-12T12:00Z, expect: {pages: [{target: akuam}]}}
"""
TABLE = """\
1 passed
policies: 1 of 2 reached
  fallback (policies/people.yaml:3)
targets: 1 of 2 reached
  platform by fallback (policies/people.yaml:3)
windows: 1 of 2 reached
  inside night (policies/disk.yaml:4)
alert types: 1 of 2 reached
  odd (policies/disk.yaml:3)
50 % reached
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A policy set of which the one test reaches a half."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_it.yaml").write_text(TEST)
    return sets.write(tmp_path, {"disk.yaml": POLICY})


def test_what_is_not_reached_is_listed_with_its_place(folder: Path) -> None:
    ran = tocsin("test", "--coverage", cwd=folder)
    assert (ran.code, ran.out, ran.err) == (0, TABLE, "")


def test_a_path_after_the_option_is_no_file_to_write(folder: Path) -> None:
    ran = tocsin("test", "--coverage", "tests/test_it.yaml", cwd=folder)
    assert ran.out == TABLE
    assert (folder / "tests/test_it.yaml").read_text() == TEST


def test_a_file_gets_json_and_the_terminal_the_percentage(folder: Path) -> None:
    ran = tocsin("test", "--coverage=coverage.json", cwd=folder)
    assert (ran.code, ran.out) == (0, "1 passed\n50 % reached\n")
    written = json.loads((folder / "coverage.json").read_text())
    assert written["percent"] == 50
    assert written["counts"]["window"] == {"reached": 1, "all": 2}
    assert written["unreached"][-1] == {
        "kind": "alert type", "name": "odd", "path": "policies/disk.yaml", "line": 3
    }  # fmt: skip
    assert json.loads(tocsin("test", "--coverage", "-o", "json", cwd=folder).out)["coverage"]["percent"] == 50


def test_types_that_reach_nobody_are_listed_with_the_minute(folder: Path) -> None:
    people = sets.PEOPLE.replace(", fallback: {page: platform}", "")
    (folder / "policies/people.yaml").write_text(people)
    out = tocsin("test", "--coverage", cwd=folder).out
    no_policy = "no policy pages for it, and there is no fallback"
    assert "alert types that reach nobody at some minute of a year:\n" in out
    assert f"  disk-full (policies/disk.yaml:3) at 2026-01-05T22:00Z: {no_policy}\n" in out
    assert f"  odd (policies/disk.yaml:3) at 2026-01-05T12:00Z: {no_policy}\n" in out


@pytest.mark.parametrize(("least", "code", "closing"), [("50", 0, ""), ("50.1", 1, "; at least 50.1 % wanted")])
def test_too_little_fails(least: str, code: int, closing: str, folder: Path) -> None:
    ran = tocsin("test", "--fail-under", least, cwd=folder)
    assert (ran.code, ran.out) == (code, f"1 passed\n50 % reached{closing}\n")


def test_reports_of_build_servers_fail_with_the_run(folder: Path) -> None:
    wanted = ("test", "--fail-under", "60", "-o", "junit=report.xml", "-o", "github")
    ran = tocsin(*wanted, cwd=folder)
    assert (ran.code, ran.out) == (
        1, "::error title=coverage::tests and samples reach 50 %25 of the policy set; at least 60 %25 wanted\n"
    )  # fmt: skip
    assert '<failure message="50 % reached"' in (folder / "report.xml").read_text()


def test_nothing_is_said_of_coverage_where_nobody_asks(folder: Path) -> None:
    assert tocsin("test", cwd=folder).out == "1 passed\n"
    assert "coverage" not in json.loads(tocsin("test", "-o", "json", cwd=folder).out)


@pytest.mark.parametrize("given", ["101", "-1", "half"])
def test_a_percentage_is_a_number_up_to_100(given: str, folder: Path) -> None:
    assert tocsin("test", "--fail-under", given, cwd=folder).code == 2


def test_a_file_that_cannot_be_written_is_said(folder: Path) -> None:
    ran = tocsin("test", "--coverage=no/where.json", cwd=folder)
    assert ran.code == 2
    assert "no/where.json: cannot write" in ran.err
