"""IAM's decision over policy documents of one identity, from the IAM user guide ("Policy evaluation logic").

What is not allowed is denied, and an explicit Deny beats every Allow. Of conditions it knows StringEquals.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def allowed(documents: Iterable[str], action: str, resource: str, context: Mapping[str, str] | None = None) -> bool:
    """Whether the documents let their identity do `action` ("ssm-contacts:StopEngagement") with `resource`."""
    effects = {
        statement["Effect"]
        for text in documents
        for statement in _many(json.loads(text)["Statement"])
        if _is_about(statement, action, resource, context or {})
    }
    return effects == {"Allow"}


def _is_about(statement: Mapping[str, Any], action: str, resource: str, context: Mapping[str, str]) -> bool:
    unknown = statement.keys() - {"Sid", "Effect", "Action", "Resource", "Condition"}
    assert not unknown, f"the simulation does not know {unknown}"
    return (
        any(_matches(each.lower(), action.lower()) for each in _many(statement["Action"]))
        and any(_matches(each, resource) for each in _many(statement["Resource"]))
        and all(
            operator == "StringEquals" and all(context.get(name) in _many(wanted) for name, wanted in tests.items())
            for operator, tests in statement.get("Condition", {}).items()
        )
    )


def _matches(pattern: str, text: str) -> bool:
    """`*` is any text, `?` one character; slashes and colons are nothing special."""
    parts = (".*" if part == "*" else "." if part == "?" else re.escape(part) for part in re.split("([*?])", pattern))
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
