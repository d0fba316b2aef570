"""SARIF 2.1.0 (OASIS standard, with errata 01) for code scanning: findings that keep their identity as files change."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tocsin.reporters import inert
from tocsin.rules import DOCUMENTATION, page, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.finding import Finding, Severity, Span
    from tocsin.reporters.sources import Sources

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASE = "%SRCROOT%"
"""Stands for the repository's root, whose place on a machine is nobody's business."""

_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "note"}


def findings(found: Sequence[Finding], sources: Sources, version: str) -> str:
    """One run of the tool, of this version. Suppressed findings are there with the reason for it."""
    rules = sorted({finding.rule for finding in found})
    identities = _fingerprints(found, sources)
    run = {
        "tool": {"driver": {
            "name": "tocsin",
            "semanticVersion": version,
            "informationUri": DOCUMENTATION,
            "rules": [_rule(rule) for rule in rules],
        }},
        "originalUriBaseIds": {_BASE: {"description": {"text": "the root of the repository"}}},
        "columnKind": "utf16CodeUnits",
        "results": [
            _result(finding, rules.index(finding.rule), identity, sources)
            for finding, identity in zip(found, identities, strict=True)
        ],
    }  # fmt: skip
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: str) -> dict[str, Any]:
    """`defaultConfiguration` is left out: a result always says its own level."""
    words = title(rule)
    return {
        "id": rule,
        "shortDescription": {"text": f"{words[0].upper()}{words[1:]}."},
        "helpUri": page(rule),
        "help": {"text": f"docs/checks/{rule}.md says why this is a finding and how to mend it."},
    }


def _result(finding: Finding, index: int, identity: str, sources: Sources) -> dict[str, Any]:
    result = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": inert.lines("\n".join(part for part in (finding.message, finding.help) if part))},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": _uri(sources.path(finding.span.path)), "uriBaseId": _BASE},
            "region": _region(finding.span, sources),
        }}],
        "partialFingerprints": {"primaryLocationLineHash": identity},
    }  # fmt: skip
    if finding.suppressed is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": inert.lines(finding.suppressed)}]
    return result


def _uri(path: str) -> str:
    """A relative reference; a name that is not UTF-8 keeps its bytes."""
    return quote(path, errors="surrogateescape")


def _region(span: Span, sources: Sources) -> dict[str, int]:
    """Columns count UTF-16 code units, and the end is exclusive."""
    first = sources.line(span) or ""
    last = first if span.end_line == span.line else sources.line(span._replace(line=span.end_line)) or ""
    return {
        "startLine": span.line,
        "startColumn": _utf16(first, span.column),
        "endLine": span.end_line,
        "endColumn": _utf16(last, span.end_column),
    }


def _utf16(line: str, column: int) -> int:
    """The column in code units: each character beyond the Basic Multilingual Plane before it counts twice."""
    return column + sum(character > "\uffff" for character in line[: column - 1])


def _fingerprints(found: Sequence[Finding], sources: Sources) -> Iterator[str]:
    """For each finding what it is recognised by: rule, file and the text of the line, wherever that has moved to.

    Several that share these are told apart by their order. The name of the fingerprint and its form, a hash with a
    counter from 1, are those that GitHub matches alerts by.
    """
    seen: Counter[str] = Counter()
    for finding in found:
        line = sources.line(finding.span)
        identity = (finding.rule, sources.path(finding.span.path), line.strip() if line else "")
        digest = hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:16]
        seen[digest] += 1
        yield f"{digest}:{seen[digest]}"
