"""docs/testing.md against the schema and the command: every key is there, every session happens as shown.

A block tagged with a path is a file beside the repository's own policies. UPDATE_DOCS=1 writes the sessions anew.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from commands.driver import tocsin
from docpages import ROOT, Block, Heading, Table, code, elements
from tocsin.reviews.suite.pages import TEXTS
from tocsin.schemas import schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = ROOT / "docs/testing.md"
ELEMENTS = list(elements(PAGE.read_text(encoding="utf-8")))
DEFS = schema("test")["$defs"]
PLACES = {
    "Files": schema("test"),
    "tests[]": DEFS["test"],
    "tests[].alert": DEFS["alert"],
    "tests[].expect": DEFS["expectation"],
    "tests[].expect.pages[]": DEFS["page"],
    "tests[].expect.reaches": DEFS["reach"],
}


def documented() -> dict[str, dict[str, bool]]:
    """The keys of each table of keys by the heading above it, and whether they are required (bold)."""
    found: dict[str, dict[str, bool]] = {}
    heading = ""
    for element in ELEMENTS:
        if isinstance(element, Heading):
            heading = element.text
        elif isinstance(element, Table) and element.header[0] == "key" and heading in PLACES:
            found[heading] = {code(row[0])[0]: row[0].startswith("**") for row in element.rows}
    return found


@pytest.mark.parametrize("place", PLACES)
def test_every_key_is_documented_and_no_other(place: str) -> None:
    node: dict[str, Any] = PLACES[place]
    assert documented()[place] == {key: key in node.get("required", []) for key in node["properties"]}


def test_every_condition_on_texts_is_documented() -> None:
    (table,) = (each for each in ELEMENTS if isinstance(each, Table) and each.header[0] == "condition")
    assert {code(row[0])[0].partition(":")[0] for row in table.rows} == set(DEFS["wanted"]["properties"])
    assert set(TEXTS) <= set(DEFS["page"]["properties"])


def test_the_two_forms_of_a_wanted_text_differ_by_null_only() -> None:
    text, none = DEFS["wanted"], DEFS["wantedOrNone"]
    assert [*text["type"], "null"] == none["type"]
    assert text["properties"] == none["properties"]


def folder(place: Path) -> Path:
    """The repository's policies with the files that the page shows."""
    place.mkdir()
    for name in ("policies", "templates", "samples"):
        shutil.copytree(ROOT / name, place / name)
    for block in ELEMENTS:
        if isinstance(block, Block) and len(block.tags) == 2:
            path = place / block.tags[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
    return place


def test_the_sessions_happen_as_shown(tmp_path: Path) -> None:
    sessions = [each.text for each in ELEMENTS if isinstance(each, Block) and each.text.startswith("$ tocsin")]
    happened = [session(text.splitlines()[0], folder(tmp_path / str(number))) for number, text in enumerate(sessions)]
    if os.environ.get("UPDATE_DOCS"):
        page = PAGE.read_text(encoding="utf-8")
        for shown, real in zip(sessions, happened, strict=True):
            page = page.replace(f"```console\n{shown}```", f"```console\n{real}```", 1)
        PAGE.write_text(page, encoding="utf-8")
    else:
        assert happened == sessions


def session(line: str, place: Path) -> str:
    ran = tocsin(*shlex.split(line)[2:], cwd=place)
    assert ran.err == ""
    return f"{line}\n{ran.out}"


def exit_codes() -> Iterator[int]:
    table = next(each for each in ELEMENTS if isinstance(each, Table) and each.header[0] == "code")
    yield from (int(re.sub(r"\D", "", row[0])) for row in table.rows)


def test_every_exit_code_is_documented() -> None:
    assert list(exit_codes()) == [0, 1, 2]
