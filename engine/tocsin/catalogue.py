"""Alert types: which of their fields templates may use, and where the text may go.

`public` fields may be sent by SMS, `internal` ones (the default) by voice and e-mail, `secret` ones nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def visibilities(alert_type: Mapping[str, Any]) -> dict[str, str]:
    """The declared fields of one entry of `alerts`: dotted path -> public, internal or secret."""
    fields = alert_type.get("fields")
    if not isinstance(fields, dict):
        return {}
    return {
        path: str(field.get("visibility", "internal")) if isinstance(field, dict) else "internal"
        for path, field in fields.items()
    }


def public_paths(fields: Mapping[str, str]) -> frozenset[str]:
    """The fields that public blocks see.

    A public mapping is public with all that it holds, unless something below it is declared otherwise: then only what
    is itself declared public counts.
    """
    hidden = [path for path, visibility in fields.items() if visibility != "public"]
    return frozenset(
        path
        for path, visibility in fields.items()
        if visibility == "public" and not any(other.startswith(path + ".") for other in hidden)
    )
