"""The line of a finding with a mark below."""

from __future__ import annotations

import pytest

import hostile
from tocsin.finding import Span
from tocsin.reporters.human.excerpt import WIDTH, excerpt


def marked(line: str, column: int, end: int) -> tuple[str, str]:
    return excerpt(line, Span("a", 1, column, 1, end))


def test_carets_stand_below_what_is_meant() -> None:
    assert marked("  page: akua", 9, 13) == ("  page: akua", "        ^^^^")


@pytest.mark.parametrize(("column", "end"), [(13, 13), (13, 14), (40, 50)])
def test_a_place_behind_the_line_has_a_caret_of_its_own(column: int, end: int) -> None:
    assert marked("  page: akua", column, end)[1] == "            ^"


def test_a_range_of_lines_is_marked_to_the_end_of_the_first() -> None:
    assert excerpt("match: {", Span("a", 1, 8, 3, 2)) == ("match: {", "       ^")
    assert excerpt("match: {a,", Span("a", 1, 8, 3, 2)) == ("match: {a,", "       ^^^")


def test_tabs_and_wide_characters_keep_the_mark_in_place() -> None:
    assert marked("\t日本: x", 6, 7) == ("\t日本: x", "\t      ^")
    assert marked("日本", 1, 3) == ("日本", "^^^^")
    assert marked("e\u0301: x", 5, 6) == ("e\u0301: x", "   ^")


def test_a_long_line_is_shown_around_the_mark() -> None:
    line = f"{'a' * 300}X{'b' * 300}"

    shown, mark = marked(line, 301, 302)

    assert (shown[:3], shown[-3:], len(shown)) == ("...", "...", WIDTH + 6)
    assert shown[mark.index("^")] == "X"


def test_a_short_column_of_a_long_line_is_shown_from_the_start() -> None:
    shown, mark = marked("X" + "b" * 300, 1, 302)

    assert shown == "X" + "b" * (WIDTH - 1) + "..."
    assert mark == "^" * WIDTH


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_a_hostile_line_is_inert(text: str) -> None:
    for part in marked(text, 2, 4):
        assert not hostile.UNSEEN.search(part)
