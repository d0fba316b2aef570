"""Runs the command line as a user does: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


def tocsin(*arguments: str, cwd: Path = ROOT, stdin: str = "", env: Mapping[str, str] | None = None) -> Ran:
    """`tocsin ARGUMENTS`. No traceback may ever reach a user, so none may be in what comes back."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("TOCSIN_", "AWS_", "GITHUB_"))}
    ran = subprocess.run(
        [sys.executable, "-m", "tocsin", *arguments],
        cwd=cwd, input=stdin, capture_output=True, text=True, timeout=60, check=False,
        env={**clean, "PYTHONPATH": str(ROOT / "engine"), **(env or {})},
    )  # fmt: skip
    assert "Traceback" not in ran.stderr, ran.stderr
    return Ran(ran.returncode, ran.stdout, ran.stderr)
