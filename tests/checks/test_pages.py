"""docs/checks/ speaks of exactly the rules that there are, and every example on it does what the page says.

UPDATE_DOCS=1 writes what is said now into the pages instead of comparing (read the difference before you keep it).
"""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import pytest

import bad_sets
from docpages import ROOT, Block, Element, Heading, Table, elements
from provision import refused
from tocsin.checks import CHECKS
from tocsin.load import load
from tocsin.rules import TITLES
from tocsin.validate.routing import REGIONS

if TYPE_CHECKING:
    from pathlib import Path

PAGES = ROOT / "docs" / "checks"
RULE = re.compile(r"TOC[0-9]{3}")
TOLD = re.compile(r"\[(TOC[0-9]{3})\]$", re.MULTILINE)


@cache
def rules() -> frozenset[str]:
    """The rule ids that the code holds, as whole strings."""
    sources = [path.read_text("utf-8") for path in (ROOT / "engine/tocsin").rglob("*.py")]
    return frozenset(rule for text in sources for rule in re.findall(r'"(TOC[0-9]{3})"', text))


def test_comments_can_name_every_rule() -> None:
    assert rules() == TITLES.keys()


def page(rule: str) -> list[Element]:
    return list(elements((PAGES / f"{rule}.md").read_text("utf-8")))


def blocks(rule: str, heading: str) -> list[Block]:
    """The blocks of one section of a page."""
    found: list[Block] = []
    section = ""
    for element in page(rule):
        if isinstance(element, Heading):
            section = element.text
        elif isinstance(element, Block) and section == heading:
            found.append(element)
    return found


def told(rule: str, heading: str, folder: Path) -> str:
    """What is said of the set that a section shows: files tagged with their paths, or a shell line that makes one."""
    (folder / "policies").mkdir(parents=True)
    for block in blocks(rule, heading):
        if block.tags == ("sh",):
            subprocess.run(["sh", "-c", block.text], cwd=folder, check=True)
        elif len(block.tags) == 2:
            path = folder / block.tags[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
    return refused.said(folder) if rule.startswith("TOC5") else bad_sets.said(load(str(folder)))


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {path.stem for path in PAGES.glob("TOC*.md")} == rules()


def test_the_index_lists_them_in_order_with_their_titles() -> None:
    tables = [each for each in elements((PAGES / "index.md").read_text("utf-8")) if isinstance(each, Table)]
    rows = [row for table in tables for row in table.rows]
    assert [RULE.findall(row[0])[0] for row in rows] == sorted(rules())
    for rule, _severity, says in rows:
        name = RULE.findall(rule)[0]
        assert page(name)[0] == Heading(1, 1, f"{name}: {says}")


def test_every_rule_is_exercised_by_a_bad_set() -> None:
    exercised = {rule for name in bad_sets.names() for rule in TOLD.findall(bad_sets.expected(name))}
    assert exercised == rules()


def test_every_check_has_its_rule_in_its_file_name() -> None:
    assert [module.__name__.rpartition(".")[2][:6].upper() for module in CHECKS] == [each.RULE for each in CHECKS]


@pytest.mark.parametrize("rule", sorted(path.stem for path in PAGES.glob("TOC*.md")))
def test_the_wrong_example_gets_the_finding_shown_and_the_right_one_does_not(rule: str, tmp_path: Path) -> None:
    shown = next(block.text for block in blocks(rule, "Wrong") if block.tags == ("text",))
    wrong = told(rule, "Wrong", tmp_path / "wrong")
    if os.environ.get("UPDATE_DOCS"):
        path = PAGES / f"{rule}.md"
        path.write_text(path.read_text("utf-8").replace(shown, wrong), "utf-8")
        return
    assert set(TOLD.findall(shown)) == {rule}
    assert wrong == shown
    right = told(rule, "Right", tmp_path / "right")
    assert f"[{rule}]" not in right
    assert ": error: " not in right


def test_the_page_of_aws_limits_lists_the_regions() -> None:
    text = (ROOT / "docs/aws-limits.md").read_text("utf-8")
    assert tuple(re.findall(r"`([a-z]{2}-[a-z]+-[0-9])`", text)) == REGIONS
