"""Titles of rules."""

from __future__ import annotations

from docpages import ROOT
from tocsin.rules import TITLES, page, title


def test_titles_are_those_of_the_pages() -> None:
    headings = [path.read_text("utf-8").splitlines()[0] for path in sorted((ROOT / "docs/checks").glob("TOC*.md"))]

    assert [f"# {rule}: {words}" for rule, words in TITLES.items()] == headings


def test_what_is_no_rule_is_called_by_its_own_word() -> None:
    assert (title("TOC110"), title("expectation")) == ("an unknown key", "expectation")


def test_the_address_of_a_page_ends_with_its_rule() -> None:
    assert page("TOC110").endswith("/checks/TOC110")
