"""`render` and `explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.model import SCHEMA_VERSION
from tocsin.reporters.json_.values import alert, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tocsin.decision import Considered, Rendering
    from tocsin.model import Page


def renderings(results: Iterable[Rendering]) -> str:
    """The result of `render -o json`, which `page --plan` executes."""
    return text({"schema_version": SCHEMA_VERSION, "alerts": [_rendering(result) for result in results]})


def explanations(results: Iterable[Rendering]) -> str:
    """The result of `explain -o json`."""
    alerts = [
        {
            "alert": alert(result.decision.alert),
            "decision": result.decision.kind.value,
            "considered": [_considered(each) for each in result.decision.trace],
            "notes": list(result.notes),
        }
        for result in results
    ]
    return text({"schema_version": SCHEMA_VERSION, "alerts": alerts})


def _rendering(result: Rendering) -> dict[str, Any]:
    return {
        "alert": alert(result.decision.alert),
        "decision": result.decision.kind.value,
        "pages": [_page(page) for page in result.pages],
        "notes": list(result.notes),
    }


def _page(page: Page) -> dict[str, Any]:
    return {
        "policy": page.policy,
        "file": page.file,
        "line": page.line,
        "target": page.target,
        "request": dict(page.request.parameters),
        "fallback_fields": list(page.fallback_fields),
        "digest": page.request.digest,
    }


def _considered(considered: Considered) -> dict[str, Any]:
    mismatch = considered.mismatch
    return {
        "policy": considered.policy.name,
        "file": considered.policy.file,
        "line": considered.policy.line,
        "reason": considered.reason.value,
        "field": mismatch.path if mismatch else None,
        "expected": mismatch.expected if mismatch else None,
        "found": list(mismatch.found) if mismatch else None,
        "window": considered.window,
    }
