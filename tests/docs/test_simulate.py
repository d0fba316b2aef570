"""The sessions of docs/simulate.md happen as shown, on the repository's own example. UPDATE_DOCS=1 writes them anew."""

from __future__ import annotations

import os
import shlex

from commands.driver import tocsin
from docpages import ROOT, Block, elements

PAGE = ROOT / "docs/simulate.md"


def test_the_sessions_happen_as_shown() -> None:
    text = PAGE.read_text(encoding="utf-8")
    blocks = [each for each in elements(text) if isinstance(each, Block) and each.tags == ("console",)]

    happened = {block.text: session(block.text.splitlines()[0]) for block in blocks}

    if os.environ.get("UPDATE_DOCS"):
        for shown, real in happened.items():
            text = text.replace(f"```console\n{shown}```", f"```console\n{real}```", 1)
        PAGE.write_text(text, encoding="utf-8")
    else:
        assert list(happened) == list(happened.values())
        assert happened


def session(line: str) -> str:
    ran = tocsin(*shlex.split(line)[2:])
    assert (ran.code, ran.err) == (0, "")
    return f"{line}\n{ran.out}"
