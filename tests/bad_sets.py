"""The corpus of wrong policy sets: tests/bad/NAME.yaml (or a folder NAME/) with what is said of it in NAME.findings."""

from __future__ import annotations

from pathlib import Path

from tocsin import checks
from tocsin.load import Loaded, load, load_files
from tocsin.pipeline import inspect
from tocsin.reporters.human import Paint, findings

BAD = Path(__file__).parent / "bad"


def names() -> list[str]:
    """Every case, by name."""
    return sorted(path.stem if path.is_file() else path.name for path in BAD.iterdir() if path.suffix != ".findings")


def read(name: str) -> Loaded:
    """The set of one case."""
    if (BAD / name).is_dir():
        return load(str(BAD / name))
    documents, found = load_files([str(BAD / f"{name}.yaml")], str(BAD))
    return Loaded(tuple(documents), {}, tuple(found), str(BAD))


def said(name: str) -> str:
    """What `tocsin validate` says of the case."""
    loaded = read(name)
    checked = inspect(loaded)
    found = list(checked.findings)
    if not any(finding.severity == "error" for finding in found):
        found += checks.check(loaded.documents, checked.patterns, loaded.templates)
    return findings(sorted(found, key=lambda finding: finding.sort_key()), Paint())


def expected(name: str) -> str:
    """What it ought to say."""
    return (BAD / f"{name}.findings").read_text("utf-8")
