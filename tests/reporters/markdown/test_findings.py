"""`validate` as a comment."""

from __future__ import annotations

import pytest

import comments
import hostile
from tocsin.finding import Finding, Span
from tocsin.load import parse
from tocsin.reporters.markdown.comment import LIMIT
from tocsin.reporters.markdown.findings import findings
from tocsin.reporters.sources import Sources
from tocsin.validate.structure import structure

SOURCES = Sources({}, "teams/pay")
ERROR = Finding("TOC110", "error", "unknown key `mach`", Span("policies/a.yaml", 3, 5, 3, 9), "Did you mean `match`?")


def test_errors_are_in_sight_and_the_rest_folded() -> None:
    found = [ERROR._replace(severity="warning"), ERROR, ERROR._replace(severity="note", suppressed="known")]

    assert findings(found, SOURCES) == (
        "<!-- tocsin:teams/pay:validate -->\n### tocsin validate in `teams/pay`: 1 error, 1 warning\n\n"
        "#### Errors (1)\n\n"
        "- `teams/pay/policies/a.yaml:3:5` unknown key `mach` (TOC110)<br>Did you mean `match`?\n\n"
        "<details><summary>Warnings (1)</summary>\n\n"
        "- `teams/pay/policies/a.yaml:3:5` unknown key `mach` (TOC110)<br>Did you mean `match`?\n\n"
        "</details>\n"
    )


def test_warnings_without_errors_are_in_sight() -> None:
    assert "<details>" not in findings([ERROR._replace(severity="warning")], SOURCES)


def test_without_findings_it_says_so_in_one_line() -> None:
    assert findings([], Sources({})) == "<!-- tocsin:.:validate -->\n### tocsin validate: no findings\n"


def test_ten_thousand_findings_fit() -> None:
    written = findings([ERROR] * 10_000, SOURCES)

    assert len(written) <= LIMIT
    assert "more entries are left out here" in written


def test_a_back_tick_in_a_value_does_not_end_its_code() -> None:
    document, _ = parse("policies/a.yaml", "version: 1\n'x` is `y': 1\n")

    written = findings(list(structure(document, "policy")), SOURCES)

    assert "unknown key `x' is 'y` (TOC110)" in written


@pytest.mark.parametrize(("text", "name"), [*zip(hostile.TEXTS, hostile.NAMES, strict=True)])
def test_hostile_texts_are_inert(text: str, name: str) -> None:
    written = findings([Finding("TOC110", "error", text, Span(name), text)], Sources({}, name))

    found = comments.shown(written)
    assert set(found.elements) <= comments.ALLOWED
    assert len(found.comments) == 1
    assert hostile.workflow_commands(written) == []
