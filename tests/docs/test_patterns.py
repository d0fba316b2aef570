"""docs/patterns.md: every pattern in it parses, matches and is refused as the page says."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from docpages import ROOT, Block, Table, code, elements
from tocsin.errors import PatternError
from tocsin.events import normalise
from tocsin.patterns import Pattern
from tocsin.patterns.expressions import _READERS

PAGE = list(elements((ROOT / "docs/patterns.md").read_text(encoding="utf-8")))
TABLES = [element for element in PAGE if isinstance(element, Table) and element.header[0] == "pattern"]
EXAMPLES = [row for table in TABLES if "matches" in table.header for row in table.rows]
REFUSALS = [row for table in TABLES if "because" in table.header for row in table.rows]


def value(written: str) -> Any:
    """A mapping as the page writes it, with or without its braces."""
    return yaml.safe_load(written if written.startswith("{") else f"{{{written}}}")


def view(written: str) -> dict[str, Any]:
    """The alert with these fields, as patterns see it."""
    fields = value(written)
    (alert,) = normalise({"type": "DiskFull", "status": "firing", "labels": {}, **fields})
    return alert.view()


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 30
    assert len(REFUSALS) > 10


@pytest.mark.parametrize(("pattern", "matching", "other"), EXAMPLES)
def test_an_example_matches_what_it_says(pattern: str, matching: str, other: str) -> None:
    parsed = Pattern.parse(value(code(pattern)[0]))
    assert [alert for alert in code(matching) if not parsed.matches(view(alert))] == []
    assert [alert for alert in code(other) if parsed.matches(view(alert))] == []


@pytest.mark.parametrize(("pattern", "reason"), REFUSALS)
def test_a_refusal_says_why(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError) as refused:
        Pattern.parse(value(code(pattern)[0]))
    assert reason in str(refused.value)


@pytest.mark.parametrize("block", [e for e in PAGE if isinstance(e, Block)], ids=lambda block: f"line {block.line}")
def test_a_longer_pattern_parses(block: Block) -> None:
    assert block.tags == ("yaml", "pattern")
    Pattern.parse(yaml.safe_load(block.text))


def test_every_operator_has_an_example() -> None:
    shown = json.dumps([value(code(pattern)[0]) for pattern, _, _ in EXAMPLES])
    assert [operator for operator in _READERS if f'{{"{operator}"' not in shown] == []
    assert '"$or"' in shown
