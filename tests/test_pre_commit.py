"""The hooks, run by pre-commit itself: those of .pre-commit-hooks.yaml, and those that `tocsin init` writes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from commands.driver import tocsin
from docpages import ROOT
from linters import linter

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = ("engine", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
CONFIGURATION = """
repos:
  - repo: {source}
    rev: {revision}
    hooks:
      - id: tocsin-validate
      - id: tocsin-test
"""

pytestmark = pytest.mark.slow


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main")
    ran = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def committed(folder: Path) -> str:
    """The folder, all of it, as a commit of a repository; its id."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "all")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """A new repository of policies."""
    folder = tmp_path / "paging"
    tocsin("init", str(folder))
    return folder


def source(tmp_path: Path) -> tuple[Path, str]:
    """This package as a repository of its own, with what is in the work tree, and its commit."""
    folder = tmp_path / "tocsin"
    folder.mkdir()
    for name in PACKAGE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder, committed(folder)


def hooks(policies: Path, tmp_path: Path, *arguments: str) -> tuple[int, str]:
    """`pre-commit run`; its exit code and what it says."""
    on_path = os.pathsep.join((os.path.dirname(sys.executable), os.environ["PATH"]))
    command = [linter("pre-commit"), "run", *arguments]
    ran = subprocess.run(
        command, cwd=policies, capture_output=True, text=True, check=False, timeout=300,
        env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"), "PATH": on_path},
    )  # fmt: skip
    return ran.returncode, ran.stdout + ran.stderr


def results(said: str) -> list[str]:
    """Which hook passed, failed, or had nothing to do."""
    return re.findall(r"(?m)(?<=[.)])(Passed|Failed|Skipped)$", said)


def test_our_hooks_pass_a_good_set_and_stop_a_bad_one(policies: Path, tmp_path: Path) -> None:
    """pre-commit installs them from a commit, so what they are missing is missing here."""
    folder, revision = source(tmp_path)
    (policies / ".pre-commit-config.yaml").write_text(CONFIGURATION.format(source=folder, revision=revision))
    committed(policies)

    code, said = hooks(policies, tmp_path, "--all-files")
    assert (code, results(said)) == (0, ["Passed", "Passed"]), said

    typo = policies / "policies/example.yaml"
    typo.write_text(typo.read_text().replace("page: shop-oncall", "page: shop-oncal"))
    git(policies, "add", "--all")
    code, said = hooks(policies, tmp_path)
    assert (code, results(said)) == (1, ["Failed", "Failed"]), said
    assert "Did you mean `shop-oncall`?" in said


def test_a_new_repository_has_hooks_that_run_what_is_installed(policies: Path, tmp_path: Path) -> None:
    committed(policies)

    code, said = hooks(policies, tmp_path, "--all-files")
    assert (code, results(said)) == (0, ["Passed", "Passed"]), said

    (policies / "notes.md").write_text("nothing about policies\n")
    git(policies, "add", "--all")
    code, said = hooks(policies, tmp_path)
    assert (code, results(said)) == (0, ["Skipped", "Passed"]), said


def test_a_change_that_misses_somebody_is_stopped(policies: Path, tmp_path: Path) -> None:
    committed(policies)
    people = policies / "policies/people.yaml"
    people.write_text(people.read_text().replace("      - {page: chen, for: 15m}\n", ""))
    git(policies, "add", "--all")

    code, said = hooks(policies, tmp_path)

    assert (code, results(said)) == (1, ["Passed", "Failed"]), said
    assert "Chen is called" in said
