"""The session of docs/diff.md happens as shown, after the edit shown, on the repository's own policies.

UPDATE_DOCS=1 writes it anew.
"""

from __future__ import annotations

import os
import shlex
import shutil
from typing import TYPE_CHECKING

from commands.driver import tocsin
from docpages import ROOT, Block, elements
from reviews.diff.repository import init

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs/diff.md"


def test_the_session_happens_as_shown(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    blocks = [each for each in elements(text) if isinstance(each, Block)]
    (edit,) = (block.text for block in blocks if block.tags == ("diff",))
    (shown,) = (block.text for block in blocks if block.tags == ("console",))
    for name in ("policies", "templates", "samples", "tests/policies"):
        shutil.copytree(ROOT / name, tmp_path / name)
    init(tmp_path)
    apply(tmp_path, edit)

    line = shown.splitlines()[0]
    ran = tocsin(*shlex.split(line)[2:], cwd=tmp_path)
    happened = f"{line}\n{ran.out}"

    assert (ran.code, ran.err) == (0, "")
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(text.replace(f"```console\n{shown}```", f"```console\n{happened}```"), encoding="utf-8")
    else:
        assert happened == shown


def apply(folder: Path, edit: str) -> None:
    """Put each line `+` in place of the line `-` above it."""
    path, old = folder, ""
    for line in edit.splitlines():
        if line.startswith("--- "):
            path = folder / line[4:]
        elif line.startswith("-"):
            old = line[1:]
        else:
            text = path.read_text(encoding="utf-8")
            assert text.count(f"{old}\n") == 1
            path.write_text(text.replace(f"{old}\n", f"{line[1:]}\n"), encoding="utf-8")
