from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tocsin.catalogue import SEVERITY_WORDS
from tocsin.events.severities import severity
from tocsin.model import SEVERITIES

if TYPE_CHECKING:
    from tocsin.model import Json


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("CRITICAL", "critical"), ("P1", "critical"), ("fatal", "critical"), ("Sev-1", "critical"),
        ("HIGH", "error"), ("P2", "error"), ("Error", "error"),
        ("MEDIUM", "warning"), (" warn ", "warning"), ("P3", "warning"),
        ("LOW", "info"), ("INFORMATIONAL", "info"), ("P4", "info"), ("P5", "info"), ("debug", "info"),
        ("Page", "page"), ("scheduledChange", "scheduledchange"), ("none", "none"),
        ("", None), ("  ", None), (None, None), ({}, None),
    ],
)  # fmt: skip
def test_words(word: Json, expected: str | None) -> None:
    assert severity(word) == expected


def test_every_word_leads_to_the_scale() -> None:
    assert set(SEVERITY_WORDS.values()) == set(SEVERITIES)
    assert all(SEVERITY_WORDS[word] == word for word in SEVERITIES)


def test_documented_table_is_the_one_in_use() -> None:
    docs = Path(__file__).parents[2] / "docs" / "alerts.md"
    rows = [line.split("|")[1:3] for line in docs.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    table = {cells[0].strip(" `"): cells[1] for cells in rows if cells[0].strip(" `") in SEVERITIES}
    documented = {word.strip(" `"): scale for scale, words in table.items() for word in words.split(",")}
    assert documented == SEVERITY_WORDS
