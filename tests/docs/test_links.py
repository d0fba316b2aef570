"""Every page: links lead somewhere, paths of this repository exist, and nothing names a place of one machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from docpages import CODE, ROOT, Heading, elements, pages, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = pages()
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
OURS = ("engine/", "tests/", "docs/", "benchmarks/", ".github/", ".ci/")
"""Folders that a page can only mean as this repository's; policies/, templates/, samples/ are the reader's as well."""

ABSOLUTE = re.compile(r"(?<![\w.:/}$*~])/(?=[a-z])[\w.-]+(?:/[\w.*-]+)+")
SERVED = ("/v1/", "/_tocsin/")
"""Paths that are the product's own, in URLs."""


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    return {element.anchor for element in elements(page.read_text(encoding="utf-8")) if isinstance(element, Heading)}


def broken_links(page: Path) -> Iterator[str]:
    for target in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        meant = (page.parent / path).resolve() if path else page
        if not meant.exists() or not meant.is_relative_to(ROOT) or (anchor and anchor not in anchors(meant)):
            yield target


def missing_paths(page: Path) -> Iterator[str]:
    for span in CODE.findall(prose(page)):
        if span.startswith(OURS) and "NAME" not in span and " " not in span and not any(ROOT.glob(span.rstrip("/"))):
            yield span


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_links_lead_somewhere(page: Path) -> None:
    assert list(broken_links(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_paths_of_the_repository_exist(page: Path) -> None:
    assert list(missing_paths(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_no_page_names_a_place_of_one_machine(page: Path) -> None:
    text = re.sub(r"https?://\S+", "", page.read_text(encoding="utf-8"))
    found = [path for path in ABSOLUTE.findall(text) if not path.startswith(SERVED)]
    assert found == []
    assert re.findall(r"\.\./\.\./|[A-Z]:\\", prose_without_links(page)) == []


def prose_without_links(page: Path) -> str:
    return LINK.sub("", prose(page))


def test_every_page_of_docs_is_linked_from_the_index_or_its_folder() -> None:
    linked = {
        (index.parent / target.partition("#")[0]).resolve()
        for index in (ROOT / "docs").rglob("index.md")
        for target in LINK.findall(prose(index))
    }
    docs = {page for page in PAGES if page.is_relative_to(ROOT / "docs")}
    assert sorted(shown(page) for page in docs - linked - {ROOT / "docs/index.md"}) == []


def test_the_closing_of_incident_manager_is_said_where_people_start() -> None:
    for name in ("docs/index.md", "docs/quickstart.md"):
        assert "2025-11-07" in (ROOT / name).read_text(encoding="utf-8")
