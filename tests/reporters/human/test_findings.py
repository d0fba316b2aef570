"""Findings for people at a terminal."""

from __future__ import annotations

import pytest

import hostile
from tocsin.finding import Finding, Span
from tocsin.reporters.human.findings import findings, summary
from tocsin.reporters.human.paint import Paint
from tocsin.reporters.sources import Sources

ERROR = Finding("TOC110", "error", "unknown key `mach`", Span("a.yaml", 1, 1, 1, 5), "Did you mean `match`?", "match")
LINES = [
    "a.yaml:1:1: error: unknown key `mach` [TOC110]",
    "      1 | mach: {}",
    "        | ^^^^",
    "    Did you mean `match`?",
]


def test_a_finding_shows_its_line_where_it_is_known() -> None:
    assert findings([ERROR], Paint(), Sources({"a.yaml": "mach: {}\n"})).splitlines() == LINES
    assert findings([ERROR], Paint()).splitlines() == [LINES[0], LINES[3]]


@pytest.mark.parametrize("text", ["", "\n", "   \n"])
def test_a_line_without_anything_on_it_is_not_shown(text: str) -> None:
    assert findings([ERROR], Paint(), Sources({"a.yaml": text})).splitlines() == [LINES[0], LINES[3]]


def test_colour_changes_nothing_but_colour() -> None:
    painted = findings([ERROR], Paint(on=True), Sources({"a.yaml": "mach: {}\n"}))

    assert "\x1b[31;1m^^^^\x1b[0m" in painted
    for code in ("31;1", "1", "2", "0"):
        painted = painted.replace(f"\x1b[{code}m", "")
    assert painted.splitlines() == LINES


def test_what_is_suppressed_is_counted_and_not_shown() -> None:
    found = [ERROR, ERROR._replace(severity="warning", suppressed="known")]

    assert findings(found, Paint()).count("TOC110") == 1
    assert summary(found, 1, 2) == "2 policies in 1 file: 1 error, 1 suppressed\n"
    assert summary(found[1:], 1, 2) == "2 policies in 1 file: no findings, 1 suppressed\n"


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_hostile_texts_stay_in_their_lines(text: str) -> None:
    finding = Finding("TOC110", "error", text, Span(text, 1, 1, 1, 9), "", "a")

    written = findings([finding], Paint(), Sources({text: text}))

    assert hostile.workflow_commands(written) == []
    assert not hostile.UNSEEN.search(written.replace("\n", ""))
    assert len(written.splitlines()) <= 4
