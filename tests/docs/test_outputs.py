"""docs/outputs.md: which commands have which forms, and what the page shows."""

from __future__ import annotations

import importlib
import shlex
from typing import TYPE_CHECKING, get_args

from commands.driver import tocsin
from docpages import ROOT, Block, Table, code, elements
from tocsin.commands import COMMANDS
from tocsin.schemas import Result

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (ROOT / "docs/outputs.md").read_text("utf-8")
ELEMENTS = list(elements(PAGE))
BLOCKS = [each for each in ELEMENTS if isinstance(each, Block)]


def forms(command: str) -> tuple[str, ...]:
    """The forms that a command takes for -o."""
    parameters = importlib.import_module(f"tocsin.commands.{command}").command.params
    return next((each.type.forms for each in parameters if each.name == "outputs"), ())


def test_the_table_says_which_commands_have_a_form() -> None:
    (table,) = (each for each in ELEMENTS if isinstance(each, Table))
    having = {command: found for command in COMMANDS if (found := forms(command))}

    for row in table.rows:
        (form,) = code(row[0])
        commands = set(having) if row[1] == "all" else set(code(row[1]))
        assert commands == {name for name, found in having.items() if form in found}
    assert {code(row[0])[0] for row in table.rows} == {form for found in having.values() for form in found}


def test_every_json_result_has_a_schema() -> None:
    assert {name for name in COMMANDS if "json" in forms(name)} | {"coverage"} == set(get_args(Result))


def test_the_command_makes_all_files(tmp_path: Path) -> None:
    (command,) = (block.text for block in BLOCKS if block.tags == ("sh",))

    ran = tocsin("-C", str(ROOT), *shlex.split(command)[1:], cwd=tmp_path)

    assert ran.code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"tocsin.sarif", "tocsin.xml"}


def test_the_finding_looks_as_shown(tmp_path: Path) -> None:
    (shown,) = (block.text for block in BLOCKS if block.tags == ("text",))
    page = elements((ROOT / "docs/checks/TOC201.md").read_text("utf-8"))
    wrong = next(each for each in page if isinstance(each, Block) and len(each.tags) == 2)
    (tmp_path / "policies").mkdir()
    (tmp_path / wrong.tags[1]).write_text(wrong.text)

    assert shown.strip() in tocsin("-C", str(tmp_path), "validate").out
