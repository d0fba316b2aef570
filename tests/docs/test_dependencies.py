"""docs/dependencies.md gives a reason for every dependency, and for none that is not there."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires

from docpages import ROOT, Table, code, elements

PAGE = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!\[; ]", requirement)[0] for requirement in requirements}


def explained() -> list[list[str]]:
    """The packages of each table, in the order of the page."""
    tables = [element for element in elements(PAGE) if isinstance(element, Table)]
    columns = [table.header.index("package") for table in tables]
    return [
        [re.sub(r" \(.*?\)", "", row[column]) for row in table.rows]
        for table, column in zip(tables, columns, strict=True)
    ]


def test_every_runtime_dependency_has_its_reason() -> None:
    runtime, extras, _ = explained()
    assert set(runtime) == names(PROJECT["dependencies"])
    assert set(extras) == names([each for extra in PROJECT["optional-dependencies"].values() for each in extra])


def test_every_development_tool_has_its_reason() -> None:
    wanted = (ROOT / "requirements-dev.in").read_text(encoding="utf-8").splitlines()
    tools = {each for cell in explained()[2] for each in cell.split(", ")}
    installed = names([line for line in wanted if line and not line.startswith(("-", "#"))])
    assert tools == installed | {"hatchling"}


def test_what_is_said_to_come_along_does() -> None:
    for package, brought in re.findall(r"\| (\w[\w-]*) \(with ([^)]+)\) \|", PAGE):
        if package not in {"boto3", "jsonschema"}:  # theirs come partly through one another
            assert set(brought.split(", ")) <= {name.lower() for name in names(requires(package) or [])}, package


def test_every_extra_is_named() -> None:
    tables = [element for element in elements(PAGE) if isinstance(element, Table)]
    shown = {code(row[0])[0] for table in tables if table.header[0] == "extra" for row in table.rows}
    assert shown == set(PROJECT["optional-dependencies"])
