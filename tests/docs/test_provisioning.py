"""docs/provisioning.md: its keys, its stack and its session are real. UPDATE_DOCS=1 writes the session anew."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING, get_args

from commands.driver import tocsin
from docpages import ROOT, Block, Table, code, elements
from tocsin.provision import stack
from tocsin.provision.configuration import ACCEPTABLE, KEYS, ReplicationMode, read
from tocsin.provision.crossguard.rules import LOST, RULES

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs/provisioning.md"
ELEMENTS = list(elements(PAGE.read_text(encoding="utf-8")))
BLOCKS = [each for each in ELEMENTS if isinstance(each, Block)]


def column(heading: str, number: int = 0) -> list[str]:
    """A column of the table whose first column has this heading."""
    return [
        row[number] for each in ELEMENTS if isinstance(each, Table) and each.header[0] == heading for row in each.rows
    ]


def test_the_keys_are_those_that_are_read() -> None:
    assert dict(zip([code(cell)[0] for cell in column("key")], column("key", 1), strict=True)) == KEYS


def test_the_whole_stack_is_read_without_a_finding(tmp_path: Path) -> None:
    (block,) = (each for each in BLOCKS if each.tags == ("yaml", "Pulumi.dev.yaml"))
    (tmp_path / "Pulumi.yaml").write_text("name: tocsin\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(block.text)

    found = stack.read(str(tmp_path), "dev")

    assert found.values.keys() == KEYS.keys()
    assert (read(found.values, found.where)[1], found.findings) == ((), ())
    assert list(found.misplaced("us-east-2")) == []


def test_the_modes_refusals_and_policies_are_those_that_there_are() -> None:
    assert [code(cell)[0] for cell in column("`mode`")] == list(get_args(ReplicationMode))
    assert [cell[1:7] for cell in column("rule")] == list(ACCEPTABLE)
    assert [code(cell)[0] for cell in column("policy")] == [*RULES, LOST[0]]


def test_the_session_happens_as_shown() -> None:
    (block,) = (each for each in BLOCKS if each.tags == ("console",))
    line = block.text.splitlines()[0]

    ran = tocsin(*shlex.split(line)[2:])

    assert (ran.code, ran.err) == (0, "")
    happened = f"{line}\n{ran.out}"
    if os.environ.get("UPDATE_DOCS"):
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(text.replace(f"```console\n{block.text}```", f"```console\n{happened}```"), encoding="utf-8")
    else:
        assert block.text == happened
