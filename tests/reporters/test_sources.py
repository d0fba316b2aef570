"""Files as findings and repositories name them."""

from __future__ import annotations

import pytest

from tocsin.finding import Span
from tocsin.reporters.sources import Sources


@pytest.mark.parametrize(
    ("root", "path", "shown"),
    [
        (".", "policies/a.yaml", "policies/a.yaml"),
        ("teams/pay", "policies/a.yaml", "teams/pay/policies/a.yaml"),
        ("teams/pay", "../shared/test_a.yaml", "teams/shared/test_a.yaml"),
    ],
)
def test_a_path_is_seen_from_the_repositorys_root(root: str, path: str, shown: str) -> None:
    assert Sources({}, root).path(path) == shown


@pytest.mark.parametrize(("line", "text"), [(1, "a"), (2, "b"), (3, ""), (4, None)])
def test_lines_are_those_of_the_file(line: int, text: str | None) -> None:
    assert Sources({"x": "a\r\nb\n"}).line(Span("x", line)) == text


def test_a_file_that_was_not_read_has_no_lines() -> None:
    assert Sources({}).line(Span("x")) is None
