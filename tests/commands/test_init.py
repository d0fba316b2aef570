"""`tocsin init`: a repository that works at once, and nothing that was there is touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

import sets
import tocsin as package
from commands.driver import ROOT, tocsin
from tocsin.provision.configuration import KEYS

if TYPE_CHECKING:
    from pathlib import Path

COMMIT = "1234567890" * 4


def files(folder: Path) -> dict[str, str]:
    """What is in a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_it_writes_is_valid_and_tested_and_shows_a_page(tmp_path: Path) -> None:
    made = tocsin("init", "paging", cwd=tmp_path)
    folder = tmp_path / "paging"

    assert made.code == 0
    assert made.out.splitlines() == [*(f"wrote  {path}" for path in files(folder)), f"{len(files(folder))} written"]
    valid = tocsin("validate", "--fail-on", "warning", cwd=folder)
    assert (valid.code, valid.out) == (0, "2 policies in 3 files: no findings\n")
    tested = tocsin("test", cwd=folder)
    assert (tested.code, tested.out) == (0, "4 passed\n")
    page = tocsin("render", "samples/example.json", "-o", "json", cwd=folder)
    assert [each["target"] for each in json.loads(page.out)["alerts"][0]["pages"]] == ["shop-escalation"]


@pytest.mark.parametrize(
    ("folder", "step"),
    [
        (".", "tocsin validate && tocsin test"),
        ("a b;c", "cd 'a b;c' && tocsin validate && tocsin test"),
        ("there", "cd there && tocsin validate"),
    ],
)
def test_the_next_step_is_a_line_for_the_shell(folder: str, step: str, tmp_path: Path) -> None:
    sets.write(tmp_path / "there", {})

    made = tocsin("init", folder, cwd=tmp_path)

    assert made.err.splitlines()[-1] == f"tocsin: next: {step}"
    program = tmp_path / "tocsin"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tocsin "$@"\n')
    program.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "engine")}
    assert subprocess.run(["sh", "-c", step], cwd=tmp_path, env=environment, check=False).returncode == 0


def test_its_tests_fail_when_somebody_would_be_missed(tmp_path: Path) -> None:
    tocsin("init", cwd=tmp_path)
    people = tmp_path / "policies/people.yaml"
    people.write_text(people.read_text().replace("      - {page: chen, for: 15m}\n", ""))

    tested = tocsin("test", cwd=tmp_path)

    assert tested.code == 1
    assert "Chen is called" in tested.out


def test_the_schemas_beside_it_are_those_of_this_version(tmp_path: Path) -> None:
    tocsin("init", cwd=tmp_path)

    settings = json.loads((tmp_path / ".vscode/settings.json").read_text())
    assert [path for path in settings["yaml.schemas"] if not (tmp_path / path).is_file()] == []
    assert (tmp_path / "policy.schema.json").read_text() == tocsin("schema").out


def test_account_and_region_stand_wherever_the_example_has_its_own(tmp_path: Path) -> None:
    tocsin("init", "--account", "444455556666", "--region", "eu-west-1", cwd=tmp_path)

    assert "111122223333" not in "".join(files(tmp_path).values())
    assert "us-east-2" not in "".join(files(tmp_path).values())
    shown = json.loads(tocsin("render", "samples/example.json", "-o", "json", cwd=tmp_path).out)["alerts"][0]
    assert shown["pages"][0]["request"]["ContactId"].startswith("arn:aws:ssm-contacts:eu-west-1:444455556666:contact/")
    assert tocsin("test", cwd=tmp_path).code == 0


def test_the_workflows_name_a_placeholder_until_they_are_told_where_tocsin_is(tmp_path: Path) -> None:
    plain = tocsin("init", "plain", cwd=tmp_path)
    told = tocsin("init", "told", "--action", f"acme/policies@{COMMIT}", cwd=tmp_path)

    assert "OWNER/tocsin, which stands for" in plain.err
    assert told.err == "tocsin: next: cd told && tocsin validate && tocsin test\n"
    workflow = (tmp_path / "plain/.github/workflows/tocsin.yml").read_text()
    assert f"OWNER/tocsin@{'0' * 40} # v{package.__version__}\n" in workflow
    assert "OWNER/tocsin" not in "".join(files(tmp_path / "told").values())
    uses = [line.strip() for text in files(tmp_path / "told").values() for line in text.splitlines() if "acme" in line]
    assert uses[:2] == [f"- uses: acme/policies/.github/action/comment@{COMMIT}", f"- uses: acme/policies@{COMMIT}"]


@pytest.mark.parametrize(
    "action", ["tocsin", "acme/tocsin", "acme/tocsin@v1", "acme/tocsin@main; rm", "a b/c@" + COMMIT]
)
def test_an_action_is_a_repository_and_a_full_commit(action: str, tmp_path: Path) -> None:
    refused = tocsin("init", "--action", action, cwd=tmp_path)

    assert refused.code == 2
    assert "expected OWNER/REPO@COMMIT" in refused.err
    assert files(tmp_path) == {}


def test_what_is_there_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    (tmp_path / "README.md").symlink_to("nowhere")

    made = tocsin("init", cwd=tmp_path)

    assert "kept   .gitignore\n" in made.out
    assert made.out.endswith("12 written, 2 kept\n")
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert not (tmp_path / "nowhere").exists()


def test_a_second_run_brings_back_what_is_missing(tmp_path: Path) -> None:
    tocsin("init", cwd=tmp_path)
    before = files(tmp_path)
    (tmp_path / "policies/people.yaml").unlink()
    (tmp_path / "templates/example.j2").unlink()

    again = tocsin("init", cwd=tmp_path)

    assert [line for line in again.out.splitlines() if line.startswith("wrote")] == [
        "wrote  policies/people.yaml", "wrote  templates/example.j2",
    ]  # fmt: skip
    assert files(tmp_path) == before


@pytest.mark.parametrize("name", ["policies/settings.yaml", "policies/team/mine.yml"])
def test_policies_that_are_there_are_not_joined_by_an_example(name: str, tmp_path: Path) -> None:
    """Two `settings`, or an example's policies beside real ones, would page whom nobody expects."""
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("version: 1\n")

    made = tocsin("init", cwd=tmp_path)

    assert "there are policies already; the example is left out" in made.err
    assert {path.split("/")[0] for path in files(tmp_path)} == {
        ".github", ".gitignore", ".pre-commit-config.yaml", ".vscode", "README.md", "policies", "policy.schema.json",
        "test.schema.json",
    }  # fmt: skip
    assert [path for path in files(tmp_path) if path.startswith("policies/")] == [name]


@pytest.mark.parametrize("obstacle", ["tests", "policies", "samples"])
def test_where_something_cannot_be_written_nothing_is(obstacle: str, tmp_path: Path) -> None:
    (tmp_path / "paging").mkdir()
    (tmp_path / "paging" / obstacle).write_text("a file\n")

    refused = tocsin("init", "paging", cwd=tmp_path)

    assert (refused.code, refused.out) == (2, "")
    assert refused.err == f"tocsin: error: paging/{obstacle}: cannot make a folder: File exists\n"
    assert files(tmp_path) == {f"paging/{obstacle}": "a file\n"}
    assert sorted(path.name for path in (tmp_path / "paging").iterdir()) == [obstacle]


@pytest.mark.skipif(not os.path.exists("/proc/self"), reason="needs a folder in which nobody can write")
def test_a_folder_that_nobody_can_make_is_said(tmp_path: Path) -> None:
    refused = tocsin("init", "/proc/self/paging", cwd=tmp_path)

    assert (refused.code, refused.out) == (2, "")
    assert "/proc/self/paging: cannot make a folder" in refused.err


def test_the_folder_is_below_that_of_the_option(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()

    assert tocsin("-C", "team", "init", "paging", "-q", cwd=tmp_path).err == ""
    assert (tmp_path / "team/paging/policies/people.yaml").is_file()


def test_the_pins_are_those_of_our_own_workflows(tmp_path: Path) -> None:
    tocsin("init", cwd=tmp_path)

    ours = (ROOT / ".github/workflows/tocsin.yml").read_text(encoding="utf-8")
    pins = [
        line.strip()
        for line in (tmp_path / ".github/workflows/tocsin.yml").read_text().splitlines()
        if "uses: actions/" in line
    ]
    assert pins
    assert [pin for pin in pins if pin not in ours] == []


def test_on_demand_there_is_a_pulumi_project(tmp_path: Path) -> None:
    plain = tocsin("init", "plain", cwd=tmp_path)
    made = tocsin("init", "--pulumi", "--region", "eu-west-1", "--action", f"acme/tocsin@{COMMIT}", cwd=tmp_path)

    added = {path.removeprefix("wrote  ") for path in {*made.out.splitlines()} - {*plain.out.splitlines()}}
    assert {"Pulumi.yaml", "__main__.py", "requirements.txt"} <= added
    assert (
        f"tocsin[pulumi] @ git+https://github.com/acme/tocsin@{COMMIT}" in (tmp_path / "requirements.txt").read_text()
    )
    compile((tmp_path / "__main__.py").read_text(), "__main__.py", "exec")
    planned = tocsin("plan", cwd=tmp_path)
    assert (planned.code, planned.err) == (0, "")


def test_its_configuration_is_that_of_the_repository(tmp_path: Path) -> None:
    tocsin("init", "--pulumi", cwd=tmp_path)

    ours, theirs = (yaml.safe_load((folder / "Pulumi.yaml").read_text()) for folder in (ROOT, tmp_path))
    same = ("requiredPulumiVersion", "runtime", "config")
    assert {key: theirs[key] for key in same} == {key: ours[key] for key in same}
    assert set(ours["config"]) == {*KEYS, "aws:region", "aws-native:region"}
