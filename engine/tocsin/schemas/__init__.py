"""The JSON Schemas of the file formats: data, and where to find it.

policy.schema.json is the reference of the policy language (draft 2020-12): editors complete with it, `validate`
decides with it, docs/policies.md is checked against it.
"""

from __future__ import annotations

import json
import os
from typing import Any


def policy_schema_text() -> str:
    """The schema of one policy file, as it stands in the file."""
    with open(os.path.join(os.path.dirname(__file__), "policy.schema.json"), encoding="utf-8") as file:
        return file.read()


def policy_schema() -> dict[str, Any]:
    """The schema of one policy file."""
    schema: dict[str, Any] = json.loads(policy_schema_text())
    return schema
