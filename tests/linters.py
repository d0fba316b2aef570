"""What `make linters` puts outside the clone: actionlint, zizmor, pre-commit."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MADE_FROM = ("requirements-lint.txt", ".ci/actionlint/go.sum")


def folder() -> Path:
    """Where they are, as the Makefile has it: named after what they are made from."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    cache = Path(os.environ.get("TOCSIN_CACHE") or Path(base) / "tocsin")
    content = b"".join((ROOT / name).read_bytes() for name in MADE_FROM)
    summed = subprocess.run(["cksum"], input=content, capture_output=True, check=True).stdout
    return cache / f"linters-{summed.split()[0].decode()}"


def linter(name: str) -> str:
    """The program of this name. Without it the test is skipped, or fails where CI is set."""
    path = folder() / "bin" / name
    if not path.exists():
        reason = f"{name} is not there: make linters"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return str(path)
