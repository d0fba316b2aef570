"""Where things stand in a file (marks from real files: tests/load)."""

from __future__ import annotations

import pytest

from tocsin.document import entries, lines
from tocsin.finding import Span
from tocsin.load import parse

TEXT = """\
version: 1
settings: {sender: a b, region: us-east-2 , account: "11 # 22"}  # note
windows:
  night:
    hours: ["22:00-06:00", '23:00-''x']
    description: >
      folded
policies:
  - name: first
    page: [akuam, bob]
    description: with, comma and # hash#tag
  -   {name: second, page: x}
  - page: nameless
  - 5
"""


def span(*path: str | int, key: bool = False) -> tuple[int, int, int]:
    document, _ = parse("p.yaml", TEXT)
    found = document.span(path, key=key)
    assert (found.path, found.end_line) == ("p.yaml", found.line)
    return found.line, found.column, found.end_column


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), (1, 1, 8)),
        (("version",), (1, 10, 11)),
        (("settings",), (2, 11, 12)),
        (("settings", "sender"), (2, 20, 23)),
        (("settings", "region"), (2, 33, 42)),
        (("settings", "account"), (2, 54, 63)),
        (("windows", "night", "hours", 0), (5, 13, 26)),
        (("windows", "night", "hours", 1), (5, 28, 39)),
        (("windows", "night", "description"), (6, 18, 19)),
        (("policies", 0, "page", 1), (10, 19, 22)),
        (("policies", 0, "description"), (11, 18, 33)),
        (("policies", 1), (12, 7, 8)),
        (("policies", 1, "page"), (12, 28, 29)),
    ],
)
def test_the_range_of_a_value(path: tuple[str | int, ...], expected: tuple[int, int, int]) -> None:
    assert span(*path) == expected


def test_the_range_of_a_key() -> None:
    assert span("windows", "night", key=True) == (4, 3, 8)
    assert span("policies", 1, "page", key=True) == (12, 22, 26)


def test_where_the_path_leaves_the_data_the_deepest_part_is_taken() -> None:
    assert span("settings", "sender", "x", 5) == span("settings", "sender")
    assert span("policies", 99, "name") == span("policies")
    assert span("policies", 0, "when", key=True) == (9, 5, 9)


def test_source_is_what_is_written() -> None:
    document, _ = parse("p.yaml", TEXT)
    assert document.source(("settings", "account")) == '"11 # 22"'
    assert document.source(("settings", "sender")) == "a b"


def test_lines_end_where_yaml_says() -> None:
    assert lines("a\nb\r\nc\rd\x85e\u2028f\u2029g\x0bh") == ["a", "b", "c", "d", "e", "f", "g\x0bh"]


def test_entries_keep_what_has_the_wrong_shape() -> None:
    document, _ = parse("p.yaml", TEXT)
    found = list(entries([document], "policies"))
    assert [(entry.name, entry.path) for entry in found] == [
        ("first", ("policies", 0)),
        ("second", ("policies", 1)),
        ("", ("policies", 2)),
    ]
    other, _ = parse("q.yaml", "contacts: {akuam: , bob: {name: Bob}}")
    assert [(e.name, dict(e.value)) for e in entries([other], "contacts")] == [("akuam", {}), ("bob", {"name": "Bob"})]
    assert found[0].span("page", 0) == Span("p.yaml", 10, 12, 10, 17)
