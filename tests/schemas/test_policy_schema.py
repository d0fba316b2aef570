"""The schema itself: valid, closed, bounded and described."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from tocsin.schemas import policy_schema, policy_schema_text

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = policy_schema()
FREE = {"pattern"}
"""What is open on purpose: an event pattern names the fields of any event."""


def subschemas(node: Any, at: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema in the schema, with its place."""
    yield at, node
    for key in ("properties", "$defs"):
        for name, inner in node.get(key, {}).items():
            yield from subschemas(inner, f"{at}/{key}/{name}")
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(node.get(key), dict):
            yield from subschemas(node[key], f"{at}/{key}")


ALL = dict(subschemas(SCHEMA))
OWN = {at: node for at, node in ALL.items() if "$ref" not in node}


def kinds(node: dict[str, Any]) -> list[str]:
    wanted = node.get("type", [])
    return wanted if isinstance(wanted, list) else [wanted]


def test_it_is_a_valid_schema_of_draft_2020_12() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)


def test_the_text_is_the_file() -> None:
    assert policy_schema_text().startswith('{\n  "$schema"')


@pytest.mark.parametrize("at", [at for at, node in OWN.items() if "object" in kinds(node)])
def test_mappings_are_closed_or_bounded(at: str) -> None:
    node = ALL[at]
    if at.rpartition("/")[2] in FREE:
        assert node["maxProperties"]
    elif node.get("additionalProperties") is not False:
        assert node["maxProperties"] <= 20_000
        assert set(node) >= {"propertyNames", "additionalProperties"}


@pytest.mark.parametrize("at", [at for at, node in OWN.items() if "array" in kinds(node)])
def test_lists_are_bounded(at: str) -> None:
    assert set(ALL[at]) >= {"maxItems", "items"}


@pytest.mark.parametrize("at", [at for at, node in OWN.items() if "string" in kinds(node)])
def test_texts_are_bounded(at: str) -> None:
    assert {"maxLength", "enum"} & set(ALL[at])


@pytest.mark.parametrize("at", [at for at, node in OWN.items() if {"integer", "number"} & set(kinds(node))])
def test_numbers_are_bounded(at: str) -> None:
    assert set(ALL[at]) >= {"minimum", "maximum"}


@pytest.mark.parametrize("at", [at for at in ALL if "/properties/" in at or at.count("/") == 2])
def test_everything_is_described(at: str) -> None:
    node = ALL[at]
    target = SCHEMA["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else {}
    assert node.get("description") or target.get("description")


@pytest.mark.parametrize("at", [at for at, node in OWN.items() if "pattern" in node and at != "#/$defs/pattern"])
def test_a_form_has_a_title_for_messages_and_is_anchored(at: str) -> None:
    node = ALL[at]
    assert node["title"]
    assert node["pattern"].startswith("^")
    assert node["pattern"].endswith("$")


def test_references_stay_inside() -> None:
    refs = {node["$ref"] for node in ALL.values() if "$ref" in node}
    assert refs == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}
