"""Sessions at the command line, as text: tests/transcripts/*.txt holds commands and what a user sees.

A line `$ tocsin ...` is run in the repository's root; below it stand the standard output, then the lines of standard
error behind `! `, then the exit code unless it is 0. TOCSIN_UPDATE=1 writes the files anew: read the difference.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from commands.driver import tocsin

FOLDER = Path(__file__).parent / "transcripts"


def replay(transcript: str) -> str:
    """The transcript as the commands in it come out now."""
    return "\n".join(session(line) for line in transcript.splitlines() if line.startswith("$ tocsin"))


def session(line: str) -> str:
    ran = tocsin(*shlex.split(line)[2:])
    errors = "".join(f"! {text}\n" for text in ran.err.splitlines())
    code = f"[exit {ran.code}]\n" if ran.code else ""
    return f"{line}\n{ran.out}{errors}{code}"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_session_comes_out_as_written(path: Path) -> None:
    written = path.read_text(encoding="utf-8")

    now = replay(written)

    if os.environ.get("TOCSIN_UPDATE"):
        path.write_text(now, encoding="utf-8")
    assert now == written


def test_there_are_sessions_of_every_kind() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.txt"))

    assert all(
        f"tocsin{where} {command}" in text for where, command in (("", "render"), ("", "explain"), ("", "validate"))
    )
