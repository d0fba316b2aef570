"""The JSON Schemas of the file formats: data, and where to find it.

policy.schema.json is the reference of the policy language (draft 2020-12): editors complete with it, `validate`
decides with it, docs/policies.md is checked against it. test.schema.json is the same of policy tests, for `test` and
docs/testing.md. results.schema.json describes what commands print with -o json.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Form = Literal["policy", "test"]
"""The kinds of file that people write."""

Result = Literal[
    "validate", "render", "explain", "simulate", "oncall", "test", "diff", "plan", "page", "status", "coverage"
]
"""The commands that have a result in JSON, and what `test --coverage=FILE` writes."""

_DEFINITIONS = "#/$defs/"


def schema_text(form: Form) -> str:
    """The schema of one file of this form, as it stands in the file."""
    return _read(form)


def schema(form: Form) -> dict[str, Any]:
    """The schema of one file of this form."""
    read: dict[str, Any] = json.loads(schema_text(form))
    return read


def result_schema(command: Result) -> dict[str, Any]:
    """The schema of a JSON result, with those definitions that it needs."""
    every = json.loads(_read("results"))
    needed = dict.fromkeys(_needed(command, every["$defs"]))
    return {
        "$schema": every["$schema"],
        "$id": every["$id"].replace("results", f"results/{command}"),
        "$ref": f"{_DEFINITIONS}{command}",
        "$defs": {name: definition for name, definition in every["$defs"].items() if name in needed},
    }


def _needed(name: str, definitions: dict[str, Any]) -> Iterator[str]:
    """A definition and all that it refers to. None refers to itself."""
    yield name
    waiting = [definitions[name]]
    for node in waiting:  # grows while it is walked
        if isinstance(node, dict):
            waiting += node.values()
            if "$ref" in node:
                yield from _needed(node["$ref"].removeprefix(_DEFINITIONS), definitions)
        elif isinstance(node, list):
            waiting += node


def _read(name: str) -> str:
    with open(os.path.join(os.path.dirname(__file__), f"{name}.schema.json"), encoding="utf-8") as file:
        return file.read()


def policy_schema_text() -> str:
    """The schema of one policy file, as it stands in the file."""
    return schema_text("policy")


def policy_schema() -> dict[str, Any]:
    """The schema of one policy file."""
    return schema("policy")
