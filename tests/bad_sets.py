"""The corpus of wrong policy sets: tests/bad/NAME.yaml (or a folder NAME/) with what is said of it in NAME.findings.

A folder with a Pulumi.yaml is a project: there it is what speaks against a deploy.

`python tests/bad_sets.py` writes what is said now; read the difference before you keep it.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from provision import refused
from tocsin import checks
from tocsin.load import Loaded, load, load_files
from tocsin.load.files import Folder
from tocsin.reporters.human.findings import findings
from tocsin.reporters.human.paint import Paint

BAD = Path(__file__).parent / "bad"
AT = re.compile(r"# tocsin validate --at (\S+)\n")


def names() -> list[str]:
    """Every case, by name."""
    return sorted(path.stem if path.is_file() else path.name for path in BAD.iterdir() if path.suffix != ".findings")


def read(name: str) -> Loaded:
    """The set of one case."""
    if (BAD / name).is_dir():
        return load(str(BAD / name))
    documents, found = load_files([str(BAD / f"{name}.yaml")], str(BAD))
    return Loaded(tuple(documents), {}, tuple(found), Folder(str(BAD)))


def said(loaded: Loaded) -> str:
    """What `tocsin validate` says of a set; with --at where a comment at the top of the first file asks for it."""
    asked = AT.match(loaded.documents[0].text) if loaded.documents else None
    return findings(checks.findings(loaded, datetime.fromisoformat(asked[1]) if asked else None), Paint())


def told(name: str) -> str:
    """What is said of one case."""
    folder = BAD / name
    return refused.said(folder) if (folder / "Pulumi.yaml").exists() else said(read(name))


def expected(name: str) -> str:
    """What ought to be said of a case."""
    return (BAD / f"{name}.findings").read_text("utf-8")


if __name__ == "__main__":
    for case in names():
        (BAD / f"{case}.findings").write_text(told(case), "utf-8")
