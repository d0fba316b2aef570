"""Forms of results at the command line, and what is added in a workflow of GitHub Actions."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

import comments
import hostile
import sets
from commands.driver import tocsin
from tocsin.commands.actions import SUMMARY_LIMIT

if TYPE_CHECKING:
    from pathlib import Path

BAD = "version: 1\npolicies:\n  - {name: p, page: akua, mach: {}}\n"
FORMS = ("human", "json", "github", "sarif", "junit", "markdown")


def workflow(summary: Path) -> dict[str, str]:
    """The environment of a step."""
    return {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}


def test_every_form_is_written_in_one_run(tmp_path: Path) -> None:
    folder = sets.write(tmp_path / "set", {"a.yaml": BAD})
    files = [f"-o{form}={tmp_path / form}" for form in FORMS]

    ran = tocsin("-C", str(folder), "validate", *files)

    assert (ran.code, ran.out, ran.err) == (1, "", "")
    texts = {form: (tmp_path / form).read_text("utf-8") for form in FORMS}
    assert len(json.loads(texts["json"])["findings"]) == 2
    assert len(json.loads(texts["sarif"])["runs"][0]["results"]) == 2
    assert ElementTree.fromstring(texts["junit"]).get("failures") == "2"
    assert [each.name for each in hostile.workflow_commands(texts["github"])] == ["error", "error"]
    assert comments.shown(texts["markdown"]).elements.count("li") == 2
    for form, text in texts.items():
        assert tocsin("-C", str(folder), "validate", "-o", form).out == text


def test_files_are_named_from_the_repositorys_root(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    sets.write(tmp_path / "teams" / "pay", {"a.yaml": BAD})

    ran = tocsin("-C", "pay", "validate", "-o", "github", cwd=tmp_path / "teams")

    (first, _) = hostile.workflow_commands(ran.out)
    assert first.properties["file"] == "teams/pay/policies/a.yaml"


def test_a_file_that_was_not_asked_for_is_no_success(tmp_path: Path) -> None:
    folder = sets.write(tmp_path, {"a.yaml": BAD})

    ran = tocsin("validate", "policies/people.yaml", "-o", "junit", cwd=folder)

    assert [each.get("name") for each in ElementTree.fromstring(ran.out)] == ["policies/people.yaml"]


@pytest.mark.parametrize(("fail_on", "failures"), [("error", "0"), ("warning", "1"), ("never", "0")])
def test_what_fails_the_run_fails_in_junit(tmp_path: Path, fail_on: str, failures: str) -> None:
    people = sets.PEOPLE.replace("us-east-2", "us-east-9")  # a warning

    ran = tocsin("-C", str(sets.write(tmp_path, {"people.yaml": people})), "validate", "--fail-on", fail_on, "-ojunit")

    assert ElementTree.fromstring(ran.out).get("failures") == failures


def test_a_form_that_a_command_does_not_have_is_refused_with_those_that_it_has() -> None:
    ran = tocsin("diff", "--base", "HEAD", "-o", "sarif")

    assert ran.code == 2
    assert "expected human, json, github or markdown, or FORMAT=FILE" in ran.err


def test_in_a_workflow_annotations_and_summary_are_added(tmp_path: Path) -> None:
    folder, summary = sets.write(tmp_path, {"a.yaml": BAD}), tmp_path / "summary.md"
    plain = tocsin("-C", str(folder), "validate")
    summary.write_text("# before\n")

    ran = tocsin("-C", str(folder), "validate", env=workflow(summary))

    assert (ran.code, ran.out) == (plain.code, plain.out)
    assert [each.name for each in hostile.workflow_commands(ran.err)] == ["error", "error"]
    assert summary.read_text().startswith("# before\n<!-- tocsin:.:validate -->\n### tocsin validate: 2 errors\n")


def test_annotations_are_not_made_twice(tmp_path: Path) -> None:
    folder = sets.write(tmp_path, {"a.yaml": BAD})

    ran = tocsin("-C", str(folder), "validate", "-o", "github", env={"GITHUB_ACTIONS": "true"})

    assert len(hostile.workflow_commands(ran.out)) == 2
    assert ran.err == ""


@pytest.mark.parametrize("arguments", [("test",), ("diff", "--base", "HEAD")])
def test_tests_and_changes_are_summed_up_too(arguments: tuple[str, ...], tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"

    ran = tocsin(*arguments, env=workflow(summary))

    assert ran.code == 0, ran.err
    assert f"### tocsin {arguments[0]}: " in summary.read_text("utf-8")


def test_a_full_summary_is_left_alone(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("x" * SUMMARY_LIMIT)

    ran = tocsin("validate", env=workflow(summary))

    assert (ran.code, summary.stat().st_size) == (0, SUMMARY_LIMIT)
    assert ran.err == "tocsin: warning: the step's summary is full; this result is not in it\n"


def test_a_summary_that_cannot_be_written_fails_nothing(tmp_path: Path) -> None:
    ran = tocsin("validate", env=workflow(tmp_path))

    assert ran.code == 0
    assert ran.err == "tocsin: warning: the step's summary cannot be written: Is a directory\n"


HOSTILE = "".join(text for text in hostile.TEXTS if "\ud800" not in text)


@pytest.mark.parametrize("command", ["render", "explain", "simulate"])
@pytest.mark.parametrize("form", ["human", "json"])
def test_a_hostile_alert_is_shown_and_does_nothing(command: str, form: str) -> None:
    fields = {"type": "paging-test", "status": "firing", "starts_at": "2026-03-12T03:12:10Z", "id": HOSTILE}
    alert = {**fields, "summary": HOSTILE, "severity": HOSTILE, "labels": {HOSTILE: HOSTILE}, "url": HOSTILE}

    ran = tocsin(command, "-", "-o", form, stdin=json.dumps(alert))

    assert ran.code == 0, ran.err
    assert hostile.workflow_commands(ran.out + ran.err) == []
    assert not hostile.UNSEEN.search(ran.out.replace("\n", ""))
    if form == "json":
        shown = json.loads(ran.out)
        assert (shown["alert"] if command == "simulate" else shown["alerts"][0]["alert"])["summary"] != ""


@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_policy_file_is_told_and_does_nothing(form: str, tmp_path: Path) -> None:
    folder = sets.write(tmp_path, {})
    named = (name.replace("/", "|").replace("\n", "\\n")[:60] for name in hostile.NAMES)
    for number, (name, text) in enumerate(zip(named, hostile.TEXTS, strict=True)):
        content = json.dumps({"version": 1, text: text, "policies": [{"name": text, "page": text}]})
        (folder / "policies" / os.fsdecode(f"{number}{name}.yaml".encode("utf-8", "surrogateescape"))).write_text(
            content
        )

    ran = tocsin("-C", str(folder), "validate", "-o", form)

    assert ran.code in {1, 2}, ran.err
    assert ran.err == ""
    if form != "github":
        assert hostile.workflow_commands(ran.out) == []
    if form != "markdown":
        assert not hostile.UNSEEN.search(ran.out.replace("\n", ""))
    if form == "junit":
        ElementTree.fromstring(ran.out.encode())
    if form == "markdown":
        assert set(comments.shown(ran.out).elements) <= comments.ALLOWED
    if form in {"json", "sarif"}:
        json.loads(ran.out)


def test_a_hostile_name_of_a_file_is_told_and_does_nothing(tmp_path: Path) -> None:
    (tmp_path / "x\n::error::pwned \x1b[31m.json").write_text("")

    ran = tocsin("render", str(tmp_path / "x\n::error::pwned \x1b[31m.json"))

    assert ran.code == 2
    assert "pwned \ufffd[31m.json: no event: the input is empty" in ran.err
    assert hostile.workflow_commands(ran.err) == []
