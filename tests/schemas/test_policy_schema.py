"""The schemas of the files that people write: valid, closed, bounded and described."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest
from jsonschema import Draft202012Validator

from tocsin.schemas import Form, schema, schema_text

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMS: tuple[Form, ...] = get_args(Form)
FREE = {"pattern", "which", "values"}
"""What is open on purpose: an event pattern names the fields of any event, an alert has labels of any name."""


def subschemas(node: Any, at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema in the schema, with its place."""
    yield at, node
    for key in ("properties", "$defs"):
        for name, inner in node.get(key, {}).items():
            yield from subschemas(inner, f"{at}/{key}/{name}")
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(node.get(key), dict):
            yield from subschemas(node[key], f"{at}/{key}")


ALL = {at: node for form in FORMS for at, node in subschemas(schema(form), form)}
OWN = {at: node for at, node in ALL.items() if "$ref" not in node}


def kinds(node: dict[str, Any]) -> list[str]:
    wanted = node.get("type", [])
    return wanted if isinstance(wanted, list) else [wanted]


@pytest.mark.parametrize("form", FORMS)
def test_it_is_a_valid_schema_of_draft_2020_12(form: Form) -> None:
    assert schema(form)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema(form))


@pytest.mark.parametrize("form", FORMS)
def test_the_text_is_the_file(form: Form) -> None:
    assert schema_text(form).startswith('{\n  "$schema"')


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
    target = ALL[at.partition("/")[0] + node["$ref"][1:]] if "$ref" in node else {}
    assert node.get("description") or target.get("description")


@pytest.mark.parametrize("at", [at for at, node in OWN.items() if "pattern" in node])
def test_a_form_has_a_title_for_messages_and_is_anchored(at: str) -> None:
    node = ALL[at]
    assert node["title"]
    assert node["pattern"].startswith("^")
    assert node["pattern"].endswith("$")


@pytest.mark.parametrize("form", FORMS)
def test_references_stay_inside(form: Form) -> None:
    refs = {node["$ref"] for at, node in ALL.items() if at.startswith(form) and "$ref" in node}
    assert refs == {f"#/$defs/{name}" for name in schema(form)["$defs"]}
