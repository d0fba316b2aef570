"""What is advised on a set that a test writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sets import PEOPLE, write
from tocsin import checks
from tocsin.checks.subject import Subject
from tocsin.inspection import inspect
from tocsin.load import Loaded, load, parse

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tocsin.finding import Finding


def advice(folder: Path, files: dict[str, str]) -> list[tuple[str, str, int]]:
    """(rule, file, line) of each finding on a set on disk, but for people whom nothing names: those of PEOPLE."""
    found = _findings(load(str(write(folder, files))), None)
    told = [(each.rule, each.span.path.removeprefix("policies/"), each.span.line) for each in found]
    return [each for each in told if each[0] != "TOC315"]


def findings(rule: str, text: str, at: datetime | None = None, *, beside: str = PEOPLE) -> list[Finding]:
    """The findings of one rule on a file and the people beside it."""
    return [finding for finding in _findings(_loaded(text, beside), at) if finding.rule == rule]


def subject(text: str, *, beside: str = PEOPLE) -> Subject:
    """What checks see of a file and the people beside it."""
    loaded = _loaded(text, beside)
    return Subject.of(loaded.documents, inspect(loaded))


def _loaded(*texts: str) -> Loaded:
    read = [parse(f"policies/{name}.yaml", text) for name, text in zip("ab", texts, strict=True)]
    return Loaded(tuple(document for document, _ in read), {}, tuple(each for _, found in read for each in found))


def _findings(loaded: Loaded, at: datetime | None) -> list[Finding]:
    """The findings of all checks on a set that has no errors."""
    checked = inspect(loaded)
    assert [finding for finding in checked.findings if finding.severity == "error"] == []
    return list(checks.check(loaded.documents, checked, at))
