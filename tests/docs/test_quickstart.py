"""Runs the sessions that the pages show, and compares what is shown with what happens.

A block tagged with a path is a file; a `console` block holds commands after `$ ` and their output. UPDATE_DOCS=1 writes
the real output into the page instead of comparing (read the diff before you commit it).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from docpages import ROOT, Block, elements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHOWN_URL = "http://127.0.0.1:4010"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SENT_AT = re.compile(r'"time": "[^"]+"')
CODE = re.compile(r'"code": "[0-9]{6}"')


class Session:
    """A shell in a folder of its own, as the reader has one; the emulator takes a free port, not the shown one."""

    def __init__(self, folder: Path, shims: Path) -> None:
        self.folder = folder
        self.url = SHOWN_URL
        self.emulator: subprocess.Popen[str] | None = None
        self.environment = {
            "PATH": f"{shims}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "engine"),
            "HOME": str(folder),
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_COLOR": "1",
        }
        shim = shims / "tocsin"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tocsin "$@"\n', encoding="utf-8")
        shim.chmod(0o755)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, command: str) -> str:
        """The command's output, stdout and stderr as they come."""
        if found := re.fullmatch(r"export (\w+)=(\S+)", command):
            self.environment[found[1]] = found[2].replace(SHOWN_URL, self.url)
            return ""
        if command.startswith("tocsin emulator"):
            return self._start(command)
        done = subprocess.run(
            ["sh", "-c", command.replace(SHOWN_URL, self.url)],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        return done.stdout.replace(self.url, SHOWN_URL)

    def _start(self, command: str) -> str:
        self.emulator = subprocess.Popen(
            ["sh", "-c", f"exec {command} --port 0"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.emulator.stderr is not None
        said = "".join(self.emulator.stderr.readline() for _ in range(2))
        found = re.search(r"http://[0-9.:]+", said)
        assert found, said
        self.url = found[0]
        return said.replace(self.url, SHOWN_URL)

    def close(self) -> None:
        if self.emulator is not None:
            self.emulator.terminate()
            self.emulator.communicate(timeout=10)


@contextmanager
def session(tmp_path: Path) -> Iterator[Session]:
    folder, shims = tmp_path / "paging", tmp_path / "bin"
    folder.mkdir()
    shims.mkdir()
    opened = Session(folder, shims)
    try:
        yield opened
    finally:
        opened.close()


def commands(block: Block) -> list[str]:
    return [line[2:] for line in block.text.splitlines() if line.startswith("$ ")]


def replay(page: Path, opened: Session) -> Iterator[tuple[Block, str]]:
    """Each console block of the page, with what really happens."""
    for element in elements(page.read_text(encoding="utf-8")):
        if not isinstance(element, Block):
            continue
        if len(element.tags) == 2 and re.search(r"[/.]", element.tags[1]):
            opened.write(element.tags[1], element.text)
        elif element.tags == ("console",):
            yield element, "".join(f"$ {command}\n{opened.run(command)}" for command in commands(element))


def comparable(text: str) -> str:
    """Without what differs from run to run: ids and codes that the service makes, and the time of day."""
    for varying, shown in ((UUID, "UUID"), (SENT_AT, '"time": ...'), (CODE, '"code": ...')):
        text = varying.sub(shown, text)
    return "\n".join(line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("name", ["docs/quickstart.md", "docs/editors.md", "docs/oncall.md", "README.md"])
def test_the_session_happens_as_shown(name: str, tmp_path: Path) -> None:
    page = ROOT / name
    with session(tmp_path) as opened:
        if name == "README.md":  # it speaks of the repository's own example
            for folder in ("policies", "templates", "samples"):
                shutil.copytree(ROOT / folder, opened.folder / folder)
        happened = list(replay(page, opened))
    if os.environ.get("UPDATE_DOCS"):
        update(page, happened)
        return
    for block, real in happened:
        assert comparable(real) == comparable(block.text), f"{name}:{block.line}"


def update(page: Path, happened: list[tuple[Block, str]]) -> None:
    text = page.read_text(encoding="utf-8")
    for block, real in happened:
        if comparable(real) != comparable(block.text):
            shown = "".join(f"{line.rstrip()}\n" for line in real.splitlines())
            text = text.replace(f"```console\n{block.text}```", f"```console\n{shown}```", 1)
    page.write_text(text, encoding="utf-8")


def test_a_session_tells_output_from_what_is_shown(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ echo two\none\n```\n", encoding="utf-8")
    with session(tmp_path) as opened:
        ((block, real),) = replay(page, opened)
    assert comparable(real) == "$ echo two\ntwo"
    assert comparable(real) != comparable(block.text)
