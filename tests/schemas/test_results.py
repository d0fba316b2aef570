"""The published schemas of JSON results: what every command prints is of its schema, with no key that it lacks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, get_args

import pytest
from jsonschema import Draft202012Validator

import changes
from commands.driver import tocsin
from commands.engaging import engage, keys
from tocsin.reporters import json_
from tocsin.reviews.diff import Backtest, Counts, NewlySilent
from tocsin.schemas import Result, result_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from emulating import Emulator

COMMANDS: tuple[Result, ...] = get_args(Result)
AT = "2026-03-29T02:30+02:00"
GROUP = "samples/alertmanager-group.json"
TEST = "samples/paging-test.json"


def closed(node: Any) -> Any:
    """The schema with every listed object closed: results that say more than the schema does not get past it."""
    if isinstance(node, list):
        return [closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    inner = {key: closed(value) for key, value in node.items()}
    return {**inner, "additionalProperties": False} if isinstance(inner.get("required"), list) else inner


def objects(text: str) -> Iterator[Any]:
    """The JSON values of a text, one after the other."""
    decoder, rest = json.JSONDecoder(), text.lstrip()
    while rest:
        value, end = decoder.raw_decode(rest)
        yield value
        rest = rest[end:].lstrip()


def check(command: Result, text: str) -> None:
    validator = Draft202012Validator(closed(result_schema(command)))
    results = list(objects(text))
    assert results
    for result in results:
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(result)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_schema_is_one_and_holds_what_it_refers_to(command: Result) -> None:
    schema = result_schema(command)

    Draft202012Validator.check_schema(schema)
    assert command in schema["$defs"]
    assert len(schema["$defs"]) < 10


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_line_prints_it(command: Result) -> None:
    ran = tocsin("schema", "--of", command)

    assert (ran.code, json.loads(ran.out)) == (0, result_schema(command))


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("validate", ["validate"]),
        ("validate", ["-C", "tests/transcripts/broken", "validate"]),
        ("render", ["render", GROUP, TEST]),
        ("explain", ["explain", GROUP, TEST]),
        ("simulate", ["simulate", GROUP, TEST, "--at", AT, "--ack", "akuam@2m"]),
        ("oncall", ["oncall", "--at", AT, "--for", "9d", "--quality"]),
        ("oncall", ["oncall", "payments-oncall", "--at", AT]),
        ("test", ["test"]),
        ("test", ["test", "--coverage"]),
        ("diff", ["diff", "--base", "HEAD"]),
        ("plan", ["plan"]),
    ],
)
def test_a_result_is_of_its_schema(command: Result, arguments: list[str]) -> None:
    ran = tocsin(*arguments, "-o", "json")

    assert ran.code <= 1, ran.err
    check(command, ran.out)


def test_the_coverage_file_is_of_its_schema(tmp_path: Path) -> None:
    tocsin("test", f"--coverage={tmp_path / 'coverage.json'}")

    check("coverage", (tmp_path / "coverage.json").read_text("utf-8"))


def test_pages_and_engagements_are_of_theirs(emulator: Emulator, tmp_path: Path) -> None:
    paged = tocsin("page", "--journal", str(tmp_path / "j"), TEST, "-o", "json", env=keys(emulator))
    check("page", paged.out)
    check("status", tocsin("status", engage(emulator), "-o", "json", env=keys(emulator)).out)


def test_changes_and_history_are_of_theirs() -> None:
    table = {"oncall": Counts(1, 2)}
    silent = (NewlySilent("disk-full", "unrouted", 2, None),)
    found = changes.diff(
        changes.change("unrouted", changes.pages("akuam"), changes.NOBODY),
        changes.change("silenced", changes.pages("akuam"), changes.silenced("move"), at=None),
        backtest=Backtest(1, 2, "UTC", table, table, table, table, 5, silent),
    )

    check("diff", json_.diff(found))


def test_a_failing_test_is_of_its_schema(tmp_path: Path) -> None:
    (tmp_path / "test_it.yaml").write_text(
        "version: 1\ntests:\n  - {name: bad, alert: {type: x, starts_at: 2026-01-01T00:00:00Z}, expect: {pages: []}}\n"
    )

    ran = tocsin("test", str(tmp_path), "-o", "json")

    assert json.loads(ran.out)["summary"]["failed"] == 1
    check("test", ran.out)


def test_a_file_form_and_a_result_are_not_asked_for_at_once() -> None:
    ran = tocsin("schema", "test", "--of", "test")

    assert ran.code == 2
    assert json.loads(tocsin("schema", "test").out)["$id"].endswith("/test-1.json")
