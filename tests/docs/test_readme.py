"""README.md: short, and its policy works on the repository's own people."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from docpages import ROOT, Block, elements
from tocsin.inspection import inspect
from tocsin.load import load

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
MOST_LINES = 120


def test_it_is_read_in_a_minute() -> None:
    assert len(TEXT.splitlines()) <= MOST_LINES


def test_its_policies_are_valid(tmp_path: Path) -> None:
    blocks = [element for element in elements(TEXT) if isinstance(element, Block) and element.tags == ("yaml",)]
    assert blocks
    (tmp_path / "policies").mkdir()
    shutil.copy(ROOT / "policies/people.yaml", tmp_path / "policies")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    for number, block in enumerate(blocks):
        (tmp_path / f"policies/readme-{number}.yaml").write_text(block.text, encoding="utf-8")
    assert [found for found in inspect(load(str(tmp_path))).findings if found.severity == "error"] == []


def test_it_says_that_incident_manager_is_closed_to_new_customers() -> None:
    assert "2025-11-07" in TEXT
