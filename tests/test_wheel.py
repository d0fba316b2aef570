"""The wheel works alone: in an empty virtual environment, away from the repository."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_the_wheel_validates_and_renders_in_an_empty_environment(tmp_path: Path) -> None:
    def run(*command: str) -> str:
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=300).stdout

    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT))
    (wheel,) = tmp_path.glob("tocsin-*.whl")
    run(sys.executable, "-m", "venv", "venv")
    inside = (str(tmp_path / "venv/bin/python"), "-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*inside, "install", "--require-hashes", "--requirement", str(ROOT / "requirements-engine.txt"))
    run(*inside, "install", "--no-deps", str(wheel))
    for part in ("policies", "templates", "samples"):
        shutil.copytree(ROOT / part, tmp_path / part)
    tocsin = str(tmp_path / "venv/bin/tocsin")

    assert run(tocsin, "validate") == "4 policies in 4 files: no findings\n"
    assert (
        json.loads(run(tocsin, "render", "samples/paging-test.json", "-o", "json"))["alerts"][0]["decision"] == "page"
    )
    assert json.loads(run(tocsin, "schema"))["title"]
    run(tocsin, "compile", "-o", "set.json")
    assert run(tocsin, "emulator", "--help")
    assert run(tocsin, "simulate", "samples/paging-test.json")
    assert run(tocsin, "oncall", "--at", "2026-03-28T12:00Z", "--ical", "shifts.ics")
    run(tocsin, "init", "fresh")
    assert "no findings" in run(tocsin, "-C", "fresh", "validate")
    served = "from tocsin.emulator.web import ASSETS; print(len(ASSETS))"
    assert int(run(str(tmp_path / "venv/bin/python"), "-c", served)) > 5
