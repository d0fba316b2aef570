"""Sessions at the command line, as text: tests/transcripts/*.txt holds commands and what a user sees.

A line `$ tocsin ...` is run in the repository's root; below it stand the standard output, then the lines of standard
error behind `! `, then the exit code unless it is 0. TOCSIN_UPDATE=1 writes the files anew: read the difference.

Where NAME.patch stands beside NAME.txt, the session is in a Git repository of its own: the project's policies are its
commit `base`, and the patch is what somebody has changed since.
"""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

import pytest

from commands.driver import ROOT, tocsin
from reviews.diff.repository import git, init

FOLDER = Path(__file__).parent / "transcripts"
A_SET = ("policies", "templates", "samples", "tests/policies")


def replay(transcript: str, cwd: Path) -> str:
    """The transcript as the commands in it come out now."""
    return "\n".join(session(line, cwd) for line in transcript.splitlines() if line.startswith("$ tocsin"))


def session(line: str, cwd: Path) -> str:
    ran = tocsin(*shlex.split(line)[2:], cwd=cwd)
    errors = "".join(f"! {text}\n" for text in ran.err.splitlines())
    code = f"[exit {ran.code}]\n" if ran.code else ""
    return f"{line}\n{ran.out}{errors}{code}"


def place(transcript: Path, folder: Path) -> Path:
    """Where the commands are run: the repository's root, or in `folder` a repository with the patch."""
    patch = transcript.with_suffix(".patch")
    if not patch.exists():
        return ROOT
    for name in A_SET:
        shutil.copytree(ROOT / name, folder / name)
    init(folder)
    git(folder, "apply", str(patch))
    return folder


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_session_comes_out_as_written(path: Path, tmp_path: Path) -> None:
    written = path.read_text(encoding="utf-8")

    now = replay(written, place(path, tmp_path))

    if os.environ.get("TOCSIN_UPDATE"):
        path.write_text(now, encoding="utf-8")
    assert now == written


def test_there_are_sessions_of_every_kind() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.txt"))

    assert all(
        f"tocsin{where} {command}" in text
        for where, command in (("", "render"), ("", "explain"), ("", "validate"), ("", "diff"))
    )
