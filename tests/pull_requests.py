"""Pull requests for tests: a repository of policies, a change, and the merge that GitHub would check out of it.

`Check` runs the steps of action.yml on one as a runner does: each script by itself, with the environment that the
action gives it, in the workspace.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from commands.driver import ROOT, tocsin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Change = tuple[str, str, str]
"""A file, a text in it, and what stands there afterwards. An empty text: the file is new."""


def git(folder: Path, *arguments: str) -> str:
    """Git as somebody with no settings has it; what it prints."""
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main")
    ran = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def commit(folder: Path) -> str:
    """Everything in the folder, as a commit; its id."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "change")
    return git(folder, "rev-parse", "HEAD")


def edit(folder: Path, changes: tuple[Change, ...]) -> None:
    """Make the changes to files in a folder."""
    for name, old, new in changes:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8") if old else ""
        assert old in text, f"{name} does not hold {old!r}"
        path.write_text(text.replace(old, new) if old else new, encoding="utf-8")


@dataclass
class PullRequest:
    """A pull request against a repository that `tocsin init` made; `head` is its last commit."""

    origin: Path
    head: str

    @classmethod
    def of(cls, folder: Path, *changes: Change, directory: str = ".", before: tuple[Change, ...] = ()) -> PullRequest:
        """What changes the policies in `directory`; `before` has been changed on the main branch already."""
        origin = folder / "origin"
        tocsin("init", str(origin / directory))
        git(origin, "init", "--quiet")
        edit(origin / directory, before)
        commit(origin)
        git(origin, "switch", "--quiet", "--create", "change")
        edit(origin / directory, changes)
        head = commit(origin)
        git(origin, "switch", "--quiet", "main")
        (origin / "unrelated.md").write_text("main has moved on\n")
        commit(origin)
        git(origin, "merge", "--quiet", "--no-ff", "--no-edit", "change")
        git(origin, "update-ref", "refs/heads/merge", "HEAD")
        git(origin, "reset", "--quiet", "--hard", "HEAD^1")
        return cls(origin, head)

    def checkout(self, workspace: Path, depth: int = 2) -> None:
        """The merge, as actions/checkout fetches it."""
        source = f"file://{self.origin}"
        git(self.origin.parent, "clone", "--quiet", "--depth", str(depth), "--branch", "merge", source, str(workspace))


@dataclass
class Check:
    """A job on a runner: a workspace, and what the steps left."""

    folder: Path
    event: str = "pull_request"
    head: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""

    def __post_init__(self) -> None:
        self.workspace.mkdir(exist_ok=True)
        (self.folder / "runner").mkdir()

    @property
    def workspace(self) -> Path:
        """Where the repository is checked out."""
        return self.folder / "workspace"

    @property
    def comment(self) -> str | None:
        """The text for the comment, if there is any."""
        path = self.outputs.get("comment")
        if path is None:
            return None
        with open(path, encoding="utf-8") as file:
            return file.read()

    @property
    def summary(self) -> str:
        """The summary of the steps."""
        path = self.folder / "summary"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def use_this_engine(self) -> None:
        """In place of an installation: the environment that the tests run in."""
        program = self.folder / "runner/tocsin/bin/python"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
        program.chmod(0o755)

    def run(self, *names: str) -> int:
        """Run the steps of these names, one after the other, until one fails; its exit code."""
        action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        inputs = {name: str(given["default"]) for name, given in action["inputs"].items()} | self.inputs
        steps = {step["name"]: step for step in action["runs"]["steps"]}
        codes = (self._step(steps[name], inputs) for name in names)
        return next((code for code in codes if code), 0)

    def _step(self, step: Mapping[str, Any], inputs: Mapping[str, str]) -> int:
        values = {
            **{f"inputs.{name}": value for name, value in inputs.items()},
            "github.event.pull_request.head.sha": self.head,
            "steps.python.outputs.python-path": sys.executable,
        }
        given = {name: re.sub(r"\$\{\{ (.+?) \}\}", lambda m: values[m[1]], text) for name, text in step["env"].items()}
        output = self.folder / "output"
        output.write_text("")
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.workspace, env={**self._environment(output), **given}, timeout=300, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.log += ran.stdout
        self.outputs |= dict(line.split("=", 1) for line in output.read_text().splitlines())
        return ran.returncode

    def _environment(self, output: Path) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_EVENT_NAME": self.event,
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.folder / "runner"),
        }

    def commands(self) -> list[str]:
        """What the runner would carry out of the log: its rules, from ActionCommand.cs of actions/runner."""
        return list(_commands(self.log))


def _commands(log: str) -> Iterator[str]:
    token = None
    for line in log.splitlines():
        said = line.lstrip()
        if token is not None:
            token = None if said == f"::{token}::" else token
        elif found := re.fullmatch("::stop-commands::(.+)", said):
            token = found[1]
        elif (said.startswith("::") or "##[" in said) and not said.startswith(("::group::", "::endgroup::")):
            yield said
