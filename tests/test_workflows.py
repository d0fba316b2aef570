"""Workflows and actions, ours and those of `tocsin init`: what they may do, what they run, and what linters say."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from commands.driver import tocsin
from docpages import ROOT
from linters import linter

if TYPE_CHECKING:
    from pathlib import Path

STARTER = ROOT / "engine/tocsin/starter/dot_github/workflows"
WORKFLOWS = [*sorted((ROOT / ".github/workflows").glob("*.yml")), *sorted(STARTER.glob("*.yml"))]
ACTIONS = [ROOT / "action.yml", ROOT / ".github/action/comment/action.yml"]
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$|uses: \./\S+( # zizmor: .+)?$")
ALLOWED = {
    "ci.yml": {"contents": "read"},
    "tocsin.yml": {"contents": "read"},
    "tocsin-comment.yml": {"actions": "read", "contents": "read", "pull-requests": "write"},
}
"""The most that the jobs of a workflow may do."""


def read(path: Path) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=shown)
def test_what_is_used_is_pinned_by_commit_and_says_its_version(path: Path) -> None:
    uses = [line for line in path.read_text(encoding="utf-8").splitlines() if re.search(r"\buses:", line)]

    assert [line for line in uses if not PINNED.search(line)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=shown)
def test_a_job_may_do_what_it_needs_and_ends(path: Path) -> None:
    workflow = read(path)

    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"].items() <= ALLOWED[path.name].items()
        assert job["timeout-minutes"] <= 90
    checkouts = [
        step for job in workflow["jobs"].values() for step in job["steps"] if "checkout" in step.get("uses", "")
    ]
    assert [step for step in checkouts if step["with"]["persist-credentials"] is not False] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=shown)
def test_only_what_runs_nothing_of_a_pull_request_may_write(path: Path) -> None:
    workflow = read(path)

    triggers = workflow[True]  # YAML 1.1 reads `on` so
    writes = any("write" in job["permissions"].values() for job in workflow["jobs"].values())
    assert ("workflow_run" in triggers) == writes
    assert "pull_request_target" not in triggers
    assert not (writes and "pull_request" in triggers)


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=shown)
def test_nothing_is_written_into_a_script(path: Path) -> None:
    """An input that is pasted into a script can be a script; through the environment it is a text."""
    loaded = read(path)
    groups = [loaded["runs"]] if "runs" in loaded else loaded["jobs"].values()
    scripts = [step["run"] for group in groups for step in group["steps"] if "run" in step]

    assert [script for script in scripts if "${{" in script] == []


@pytest.mark.slow
@pytest.mark.parametrize("program", ["actionlint", "zizmor"])
def test_the_workflows_of_a_new_repository_have_no_findings(program: str, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    tocsin("init", cwd=tmp_path)
    options = (
        []
        if program == "actionlint"
        else ["--color", "never", "--offline", "--quiet", "--persona", "auditor", "--strict-collection", "."]
    )

    ran = subprocess.run(
        [linter(program), *options], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )

    assert (ran.returncode, ran.stdout) in {(0, ""), (0, "No findings to report. Good job! (1 ignored)\n")}, (
        ran.stdout + ran.stderr
    )
