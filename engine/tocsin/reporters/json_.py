"""JSON results: fixed key order, the same bytes for the same input, a schema version that additions keep."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tocsin.catalogue import ALERT_FIELDS
from tocsin.model import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tocsin.decision import Considered, Rendering
    from tocsin.finding import Finding
    from tocsin.model import Alert, Page


def findings(found: Sequence[Finding]) -> str:
    """The result of `validate -o json`."""
    counts = {severity: sum(f.severity == severity for f in found) for severity in ("error", "warning", "note")}
    return _text({"schema_version": SCHEMA_VERSION, "findings": [_finding(f) for f in found], "summary": counts})


def renderings(results: Iterable[Rendering]) -> str:
    """The result of `render -o json`, which `page --plan` executes."""
    return _text({"schema_version": SCHEMA_VERSION, "alerts": [_rendering(result) for result in results]})


def explanations(results: Iterable[Rendering]) -> str:
    """The result of `explain -o json`."""
    alerts = [
        {
            "alert": _alert(result.decision.alert),
            "decision": result.decision.kind.value,
            "considered": [_considered(each) for each in result.decision.trace],
            "notes": list(result.notes),
        }
        for result in results
    ]
    return _text({"schema_version": SCHEMA_VERSION, "alerts": alerts})


def outcomes(rows: Sequence[dict[str, Any]]) -> str:
    """The result of `page -o json`: one row a page, and how many ended in which way."""
    summary: dict[str, int] = {}
    for row in rows:
        summary[row["outcome"]] = summary.get(row["outcome"], 0) + 1
    return _text({"schema_version": SCHEMA_VERSION, "pages": list(rows), "summary": summary})


def _finding(finding: Finding) -> dict[str, Any]:
    span = finding.span
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "help": finding.help,
        "suggestion": finding.suggestion,
    }


def _rendering(result: Rendering) -> dict[str, Any]:
    return {
        "alert": _alert(result.decision.alert),
        "decision": result.decision.kind.value,
        "pages": [_page(page) for page in result.pages],
        "notes": list(result.notes),
    }


def _alert(alert: Alert) -> dict[str, Any]:
    view = alert.view()
    return {name: view[name] for name in ALERT_FIELDS if name != "event"}


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


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
