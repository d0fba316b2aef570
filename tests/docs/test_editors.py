"""docs/editors.md: what it promises of the schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from docpages import ROOT, Block, elements
from tocsin.schemas import policy_schema

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


def test_the_schema_uses_no_keyword_that_is_new_since_draft_7() -> None:
    used = {keyword for schema in schemas(policy_schema()) for keyword in schema}
    assert used & NEW_SINCE_DRAFT_7 == set()


def test_beside_a_reference_stands_a_description_at_most() -> None:
    beside = [set(schema) - {"$ref", "description"} for schema in schemas(policy_schema()) if "$ref" in schema]
    assert len(beside) > 10
    assert set().union(*beside) == set()


def test_the_json_settings_are_json() -> None:
    page = (ROOT / "docs/editors.md").read_text(encoding="utf-8")
    blocks = [element for element in elements(page) if isinstance(element, Block) and element.tags == ("json",)]
    assert [json.loads(block.text) for block in blocks] == [
        {"yaml.schemas": {"./policy.schema.json": ["policies/**/*.yaml", "policies/**/*.yml"]}}
    ]
