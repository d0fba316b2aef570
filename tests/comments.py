"""Comments as GitHub shows them: Markdown to HTML by a CommonMark parser with tables, read as elements and text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

import pytest

ALLOWED = frozenset({
    "h3", "h4", "p", "strong", "em", "code", "pre", "ul", "li", "br", "details", "summary",
    "table", "thead", "tbody", "tr", "th", "td",
})  # fmt: skip
"""The elements that our comments are made of."""


class Shown(NamedTuple):
    """What a reader gets: elements in order, comments of the source, and the text, without zero-width spaces."""

    elements: list[str]
    comments: list[str]
    text: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown([], [], "")
        self.parts: list[str] = []
        self.code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        strange = [
            name for name, value in attrs if not (tag == "code" and name == "class" and value == "language-text")
        ]
        self.shown.elements.append(f"{tag} {strange}" if strange else tag)
        self.code += tag in {"code", "pre"}
        self.parts += ["\n"] * (tag == "br")

    def handle_endtag(self, tag: str) -> None:
        self.code -= tag in {"code", "pre"}

    def handle_comment(self, data: str) -> None:
        self.shown.comments.append(data)

    def handle_data(self, data: str) -> None:
        if not self.code:
            assert not _linked(data), data
        self.parts.append(data.replace("\u200b", ""))


def _linked(text: str) -> bool:
    """Whether GitHub would make a link or a mention of something in a text outside of code."""
    return bool(re.search(r"[@#](?=[A-Za-z0-9])|\bGH-\d|https?://|www\.", text, re.IGNORECASE))


def html(markdown: str) -> str:
    """As GitHub renders it, before it takes out what it does not allow."""
    renderer = (
        pytest.importorskip("markdown_it").MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    )
    return str(renderer.render(markdown))


def shown(markdown: str) -> Shown:
    """What a reader gets of it. Fails where a word outside of code would become a link or a mention."""
    reader = _Reader()
    reader.feed(html(markdown))
    reader.close()
    return reader.shown._replace(text="".join(reader.parts))
