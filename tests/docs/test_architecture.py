"""docs/architecture.md draws the layers that import-linter holds the code to, and names files that exist."""

from __future__ import annotations

import re
import tomllib

from docpages import ROOT

PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]


def names(layer: str) -> set[str]:
    """The modules of a layer; those in parentheses do not exist yet."""
    return {name for name in layer.split(" | ") if not name.startswith("(")}


def test_the_layers_are_those_of_the_contract() -> None:
    drawing = next(part for part in re.findall(r"(?m)(?:^    .+\n)+", PAGE) if part.startswith("    commands |"))
    drawn = [names(line.strip()) for line in drawing.splitlines()]
    assert drawn == [layer for layer in map(names, CONTRACT["layers"]) if layer]


def test_the_seven_stages_are_drawn_in_the_order_of_the_spine() -> None:
    spine = (ROOT / "engine/tocsin/pipeline.py").read_text(encoding="utf-8")
    flow = "load -> validate -> compile -> match -> render -> request -> execute"
    assert flow in PAGE
    assert flow in spine
