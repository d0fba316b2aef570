"""docs/editors.md: what it promises of the schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, get_args

import pytest

from docpages import ROOT, Block, elements
from tocsin.commands.init import STARTER
from tocsin.schemas import Form, schema

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW_SINCE_DRAFT_7 = {
    "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef", "$vocabulary", "dependentRequired",
    "dependentSchemas", "maxContains", "minContains", "prefixItems", "unevaluatedItems", "unevaluatedProperties",
}  # fmt: skip


def schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema, itself included."""
    if isinstance(node, dict):
        yield node
        for key in ("properties", "$defs"):
            for inner in node.get(key, {}).values():
                yield from schemas(inner)
        for key in ("items", "additionalProperties", "propertyNames"):
            yield from schemas(node.get(key))


@pytest.mark.parametrize("form", get_args(Form))
def test_a_schema_uses_no_keyword_that_is_new_since_draft_7(form: Form) -> None:
    used = {keyword for each in schemas(schema(form)) for keyword in each}
    assert used & NEW_SINCE_DRAFT_7 == set()


@pytest.mark.parametrize("form", get_args(Form))
def test_beside_a_reference_stands_a_description_at_most(form: Form) -> None:
    beside = [set(each) - {"$ref", "description"} for each in schemas(schema(form)) if "$ref" in each]
    assert len(beside) > 10
    assert set().union(*beside) == set()


def test_the_json_settings_are_those_of_a_new_repository() -> None:
    page = (ROOT / "docs/editors.md").read_text(encoding="utf-8")
    blocks = [element for element in elements(page) if isinstance(element, Block) and element.tags == ("json",)]
    assert [json.loads(block.text) for block in blocks] == [
        json.loads((STARTER / "dot_vscode/settings.json").read_text(encoding="utf-8"))
    ]
