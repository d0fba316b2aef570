"""docs/ci.md: what it shows is what is there."""

from __future__ import annotations

import yaml

from docpages import ROOT, Block, Table, code, elements

ELEMENTS = list(elements((ROOT / "docs/ci.md").read_text(encoding="utf-8")))
BLOCKS = {each.tags[1]: each.text for each in ELEMENTS if isinstance(each, Block) and len(each.tags) == 2}


def test_the_workflows_are_those_that_init_writes() -> None:
    folder = ROOT / "engine/tocsin/starter/dot_github/workflows"
    written = {f".github/workflows/{path.name}": path.read_text(encoding="utf-8") for path in folder.iterdir()}

    assert {name: text for name, text in BLOCKS.items() if name.startswith(".github/")} == written


def test_every_input_is_described_with_its_default() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (table,) = (each for each in ELEMENTS if isinstance(each, Table) and each.header[0] == "input")

    described = {code(name)[0]: code(default) for name, default, _ in table.rows}
    assert described == {name: [each["default"]] if each["default"] else [] for name, each in action["inputs"].items()}


def test_the_hooks_are_those_that_the_repository_offers() -> None:
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    shown = yaml.safe_load(BLOCKS[".pre-commit-config.yaml"])

    assert shown["repos"][0]["hooks"] == [{"id": hook["id"]} for hook in offered]
