"""`test`, and what the tests cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.model import SCHEMA_VERSION
from tocsin.reporters.json_.values import finding, instant, text

if TYPE_CHECKING:
    from tocsin.reviews.coverage import Coverage
    from tocsin.reviews.suite import Result, Suite


def suite(found: Suite, covered: Coverage | None = None) -> str:
    """The result of `test -o json`: one object a test, findings on files that cannot be run, how many of each.

    What the tests cover is there if it was asked for.
    """
    counts = {"passed": len(found.results) - found.failed, "failed": found.failed, "findings": len(found.findings)}
    return text({
        "schema_version": SCHEMA_VERSION,
        "tests": [_result(result) for result in found.results],
        "findings": [finding(each) for each in found.findings],
        "summary": counts,
        **({"coverage": _coverage(covered)} if covered else {}),
    })  # fmt: skip


def coverage(found: Coverage) -> str:
    """The file of `test --coverage=FILE`."""
    return text({"schema_version": SCHEMA_VERSION, **_coverage(found)})


def _coverage(found: Coverage) -> dict[str, Any]:
    return {
        "percent": found.percent,
        "counts": {kind: {"reached": reached, "all": every} for kind, reached, every in found.counts()},
        "unreached": [
            {"kind": each.kind, "name": each.name, "path": each.span.path, "line": each.span.line}
            for each in found.unreached
        ],
        "unanswered": [
            {
                "type": each.type,
                "time": instant(each.at),
                "reason": each.reason,
                "path": each.span.path,
                "line": each.span.line,
            }
            for each in found.unanswered
        ],
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "name": result.case.name,
        "path": result.case.file,
        "line": result.case.line,
        "outcome": "passed" if result.passed else "failed",
        "failures": [finding(each) for each in result.failures],
    }
