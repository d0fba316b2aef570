"""docs/policies.md against the schema and the engine: every key is there, every example is valid and does what it says.

A block tagged `policy-file` is one file of a set; people of the block tagged `people` are added where it names none of
its own. A table of alerts that follows speaks of that set.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from docpages import ROOT, Block, Heading, Table, code, elements
from tocsin import roster
from tocsin.events import normalise
from tocsin.inspection import inspect
from tocsin.load import load
from tocsin.pipeline import Engine, open_set, own_time, plan
from tocsin.schemas import policy_schema
from tocsin.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tocsin.decision import Rendering
    from tocsin.timeline import Timeline

PAGE = list(elements((ROOT / "docs/policies.md").read_text(encoding="utf-8")))
EXAMPLES = [element for element in PAGE if isinstance(element, Block) and "policy-file" in element.tags]
PEOPLE = next(example for example in EXAMPLES if "people" in example.tags)
TEMPLATE = "{% block subject %}s{% endblock %}{% block content %}c{% endblock %}"
KEY_PATH = re.compile(r"[a-z_]+(?:\.[A-Za-z_]+|\[\])*")


def at_line(element: Block | Table) -> str:
    return f"line {element.line}"


# Keys ---------------------------------------------------------------------------------------------------------------


def schema_keys(node: dict[str, Any], path: str, schema: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Every key that the schema has, as the page writes it, and whether it is required."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].removeprefix("#/$defs/")]
    required = node.get("required", [])
    for name, value in node.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        yield here, name in required
        yield from schema_keys(value, here, schema)
    if isinstance(node.get("additionalProperties"), dict):
        yield from schema_keys(node["additionalProperties"], f"{path}.NAME", schema)
    if isinstance(node.get("items"), dict):
        yield from schema_keys(node["items"], f"{path}[]", schema)


def documented_keys() -> Iterator[tuple[str, bool]]:
    """Every key that the page has in a table of keys, below the heading that is its place; bold is required."""
    place = ""
    for element in PAGE:
        if isinstance(element, Heading):
            place = element.text if KEY_PATH.fullmatch(element.text) else ""
        elif isinstance(element, Table) and element.header[0] == "key":
            for cell, *_ in element.rows:
                yield from ((f"{place}.{key}" if place else key, cell.startswith("**")) for key in code(cell))


def used_keys(node: Any, known: set[str], path: str = "") -> Iterator[str]:
    """Every key that an example uses, as the page writes it."""
    if isinstance(node, list):
        for each in node:
            yield from used_keys(each, known, f"{path}[]")
    elif isinstance(node, dict):
        for name, value in node.items():
            here = f"{path}.{name}" if path else name
            if here not in known:
                here = f"{path}.NAME"
            yield here
            yield from used_keys(value, known, here)


def test_every_key_of_the_schema_is_documented_and_no_other() -> None:
    schema = policy_schema()
    expected = dict(schema_keys(schema, "", schema))
    assert dict(documented_keys()) == expected


def test_no_key_is_documented_twice() -> None:
    keys = [key for key, _ in documented_keys()]
    assert len(keys) == len(set(keys))


def test_every_key_is_used_in_an_example() -> None:
    known = {key for key, _ in documented_keys()}
    used = {key for example in EXAMPLES for key in used_keys(yaml.safe_load(example.text), known)}
    assert known - used == set()


# Examples -----------------------------------------------------------------------------------------------------------


def write_set(example: Block, folder: Path) -> Path:
    """The example as a set on disk, with the people, templates and samples that it needs."""
    policies = folder / "policies"
    policies.mkdir()
    (policies / "example.yaml").write_text(example.text, encoding="utf-8")
    if example is not PEOPLE:
        (policies / "people.yaml").write_text(yaml.safe_dump(people_beside(example)), encoding="utf-8")
    for name in re.findall(r"template: ([a-z/-]+)", example.text):
        (folder / "templates").mkdir(exist_ok=True)
        (folder / f"templates/{name}.j2").write_text(TEMPLATE, encoding="utf-8")
    for name in re.findall(r"\.\./(samples/[a-z-]+\.json)", example.text):
        (folder / "samples").mkdir(exist_ok=True)
        (folder / name).write_text("{}", encoding="utf-8")
    return folder


def people_beside(example: Block) -> dict[str, Any]:
    """The preamble without what the example says itself."""
    people: dict[str, Any] = yaml.safe_load(PEOPLE.text)
    own = yaml.safe_load(example.text)
    if "settings" in own:
        del people["settings"]
    return people


@pytest.mark.parametrize("example", EXAMPLES, ids=at_line)
def test_an_example_is_valid(example: Block, tmp_path: Path) -> None:
    findings = inspect(load(str(write_set(example, tmp_path)))).findings
    assert [finding for finding in findings if finding.severity == "error"] == []


def claims(first_header: str) -> list[tuple[Block, Table]]:
    """Tables about alerts, each with the example before it."""
    found, example = [], PEOPLE
    for element in PAGE:
        if isinstance(element, Block) and element in EXAMPLES:
            example = element
        elif isinstance(element, Table) and element.header[0] == first_header:
            found.append((example, element))
    return found


def test_the_semantics_are_shown_and_not_only_told() -> None:
    assert len(claims("alert")) >= 7
    assert len(claims("first alert")) >= 1
    assert len(claims("minute")) >= 2


@pytest.mark.parametrize(("example", "table"), claims("alert"), ids=at_line)
def test_the_decisions_are_as_shown(example: Block, table: Table, tmp_path: Path) -> None:
    engine = open_set(str(write_set(example, tmp_path)))
    for row in table.rows:
        cells = dict(zip(table.header, row, strict=True))
        at = next(iter(code(cells["at"])), None) if "at" in cells else None
        result = decide(engine, code(cells["alert"])[0], at)
        assert decision_in_words(result) == cells["decision"], cells["alert"]


@pytest.mark.parametrize(("example", "table"), claims("first alert"), ids=at_line)
def test_tokens_are_the_same_or_different_as_shown(example: Block, table: Table, tmp_path: Path) -> None:
    engine = open_set(str(write_set(example, tmp_path)))
    for first, second, claim in table.rows:
        tokens = {decide(engine, code(cell)[0], None).pages[0].request.token for cell in (first, second)}
        assert len(tokens) == {"same": 1, "different": 2}[claim], first


@pytest.mark.parametrize(("example", "table"), claims("minute"), ids=at_line)
def test_people_are_notified_at_the_minutes_shown(example: Block, table: Table, tmp_path: Path) -> None:
    target, *at = code(table.header[1])
    start = instant(next(iter(at), None)) or datetime(2026, 3, 12, 3, tzinfo=UTC)
    people = roster.read(load(str(write_set(example, tmp_path))).documents)
    assert by_minute(timeline(people, target, start), start) == list(table.rows)


def by_minute(walked: Timeline, start: datetime) -> list[tuple[str, ...]]:
    """A row for each minute at which somebody is notified, with the channels of each."""
    rows: dict[int, dict[str, list[str]]] = {}
    for notice in walked.notices:
        minute = int((notice.at - start).total_seconds()) // 60
        rows.setdefault(minute, {}).setdefault(notice.contact, []).append(notice.channel)
    return [
        (str(minute), "; ".join(f"{who}: {', '.join(channels)}" for who, channels in sorted(people.items())))
        for minute, people in rows.items()
    ]


def decide(engine: Engine, written: str, at: str | None) -> Rendering:
    (alert,) = normalise(event(written))
    return plan(engine, alert, instant(at) or own_time(alert))


def event(written: str) -> Any:
    """An alert as the tables write it: its fields, or a CloudWatch alarm's state."""
    if not written.startswith("cloudwatch "):
        return {"status": "firing", **yaml.safe_load(written)}
    state = {"value": written.removeprefix("cloudwatch "), "timestamp": "2026-03-12T03:12:10.989+0000"}
    return {
        "version": "0",
        "id": "c4c1c1c9-6542-e61b-6ef0-8c4d36933a92",
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": "111122223333",
        "time": "2026-03-12T03:12:10Z",
        "region": "us-east-1",
        "resources": ["arn:aws:cloudwatch:us-east-1:111122223333:alarm:disk"],
        "detail": {"alarmName": "disk", "state": state, "previousState": {"value": "OK"}},
    }


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def decision_in_words(result: Rendering) -> str:
    decision = result.decision
    routes = ", ".join(f"{route.target.name} by {route.policy.name}" for route in decision.routes)
    return f"{decision.kind}: {routes}" if routes else str(decision.kind)
