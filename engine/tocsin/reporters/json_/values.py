"""What several results show: an alert, a finding, an instant; and the text of them all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tocsin.catalogue import ALERT_FIELDS
from tocsin.reporters import inert

if TYPE_CHECKING:
    from datetime import datetime

    from tocsin.finding import Finding
    from tocsin.model import Alert


def alert(found: Alert) -> dict[str, Any]:
    """An alert in normal form, without the event that it came in."""
    view = found.view()
    return {name: view[name] for name in ALERT_FIELDS if name != "event"}


def finding(found: Finding) -> dict[str, Any]:
    """A finding with its range."""
    span = found.span
    return {
        "rule": found.rule,
        "severity": found.severity,
        "message": found.message,
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "help": found.help,
        "suggestion": found.suggestion,
        "suppressed": found.suppressed,
    }


def instant(at: datetime | None) -> str | None:
    """RFC 3339 to the millisecond, in the offset that it has."""
    return None if at is None else at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def text(value: Any) -> str:
    """A result, written."""
    return inert.json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"
