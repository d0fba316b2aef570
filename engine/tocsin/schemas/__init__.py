"""The JSON Schemas of the file formats: data, and where to find it.

policy.schema.json is the reference of the policy language (draft 2020-12): editors complete with it, `validate`
decides with it, docs/policies.md is checked against it. test.schema.json is the same of policy tests, for `test` and
docs/testing.md.
"""

from __future__ import annotations

import json
import os
from typing import Any, Literal

Form = Literal["policy", "test"]
"""The kinds of file that people write."""


def schema_text(form: Form) -> str:
    """The schema of one file of this form, as it stands in the file."""
    with open(os.path.join(os.path.dirname(__file__), f"{form}.schema.json"), encoding="utf-8") as file:
        return file.read()


def schema(form: Form) -> dict[str, Any]:
    """The schema of one file of this form."""
    read: dict[str, Any] = json.loads(schema_text(form))
    return read


def policy_schema_text() -> str:
    """The schema of one policy file, as it stands in the file."""
    return schema_text("policy")


def policy_schema() -> dict[str, Any]:
    """The schema of one policy file."""
    return schema("policy")
