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
    """The result of `validate -o json`."""
    shown = [finding(each) for each in found]
    return text({"schema_version": SCHEMA_VERSION, "findings": shown, "summary": counts(found)})


def counts(found: Sequence[Finding]) -> dict[str, int]:
    """How many there are of each severity that nothing suppresses, and apart from it how many are suppressed."""
    counted = [each.severity for each in found if each.suppressed is None]
    return {word: counted.count(word) for word in _SEVERITIES} | {"suppressed": len(found) - len(counted)}
