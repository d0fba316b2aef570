"""`validate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.model import SCHEMA_VERSION
from tocsin.reporters.json_.values import finding, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.finding import Finding, Severity

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


def findings(found: Sequence[Finding]) -> str:
    """The result of `validate -o json`. The summary counts what nothing suppresses, and apart from it what is."""
    counted = [each.severity for each in found if each.suppressed is None]
    counts = {word: counted.count(word) for word in _SEVERITIES} | {"suppressed": len(found) - len(counted)}
    return text({"schema_version": SCHEMA_VERSION, "findings": [finding(f) for f in found], "summary": counts})
