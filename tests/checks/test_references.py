"""What names what in a set."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checks.advising import findings, subject

TURNS = {"contacts": ["akuam", "bob"], "start": "2026-01-05T09:00", "repeat": {"daily": "09:00"}}
SET: dict[str, Any] = {
    "version": 1,
    "rotations": {"turns": TURNS, "akuam": TURNS},
    "schedules": {"oncall": {"rotations": ["turns"]}},
    "escalations": {"wake": {"stages": [{"page": ["oncall", {"contact": "platform"}], "for": "5m"}]}},
    "policies": [
        {"name": "a", "page": ["wake", "akuam"]},
        {"name": "b", "page": ["wake", "oncall"]},
        {"name": "c", "page": "arn:aws:ssm-contacts:us-east-2:111122223333:contact/example_escalation"},
    ],
}


@pytest.mark.parametrize(
    ("section", "name", "direct", "paging"),
    [
        ("contacts", "akuam", ["a", "example_escalation", "turns", "akuam"], ["a", "c", "b"]),
        ("contacts", "bob", ["turns", "akuam"], ["b", "a"]),
        ("contacts", "platform", ["settings.fallback", "wake"], ["settings.fallback", "a", "b"]),
        ("rotations", "turns", ["oncall"], ["b", "a"]),
        ("rotations", "akuam", [], []),
        ("schedules", "oncall", ["b", "wake"], ["b", "a"]),
        ("escalations", "wake", ["a", "b"], ["a", "b"]),
        ("escalations", "example_escalation", ["c"], ["c"]),
    ],
)
def test_who_names_an_entry_and_who_pages_it(section: str, name: str, direct: list[str], paging: list[str]) -> None:
    seen = subject(json.dumps(SET))
    entry = seen.names.sections[section][name]
    assert [each.name for each in seen.references.to(entry)] == direct
    assert [each.name for each in seen.references.pagers(entry)] == paging


def test_toc315_is_about_sets_with_policies() -> None:
    assert [each.message for each in findings("TOC315", json.dumps(SET))] == ["no schedule names `akuam`"]
    assert findings("TOC315", json.dumps({key: value for key, value in SET.items() if key != "policies"})) == []
