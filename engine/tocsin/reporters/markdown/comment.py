"""A comment of bearable length: a marker to find it again, a headline, and as many whole entries as fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from tocsin.reporters.markdown.text import code

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT = 64_000
"""Characters. GitHub refuses comments of more than 65,536; the rest is for what a workflow may want to add."""

ROOM = {"validate": LIMIT, "diff": LIMIT - 20_000, "test": 20_000}
"""Characters by command. `diff` and `test` share a comment: many changes must leave room for the tests that fail."""

_RESERVE = 400
"""Characters kept for the closing line and for closing what is folded."""


class Section(NamedTuple):
    """Entries below a heading, each a block of its own or a list item; `folded`: shown to those who open it."""

    heading: str
    entries: Sequence[str]
    folded: bool = False

    @property
    def opening(self) -> str:
        """The heading, in Markdown; a folded one is inside HTML, where character references mean the same."""
        if self.folded:
            return f"\n<details><summary>{self.heading}</summary>\n\n"
        return f"\n#### {self.heading}\n\n"

    @property
    def closing(self) -> str:
        """What ends the section."""
        return "\n</details>\n" if self.folded else ""


def marker(root: str, command: str) -> str:
    """The hidden first line by which a workflow finds its comment, to write it anew. `root`: the set's folder.

    The comment of `diff` is that of the set itself; those of other commands have their names in it.
    """
    place = quote(root, safe="/._~", errors="surrogateescape").replace("--", "-%2D")
    return f"<!-- tocsin:{place} -->" if command == "diff" else f"<!-- tocsin:{place}:{command} -->"


def comment(root: str, command: str, headline: str, sections: Sequence[Section], lead: str = "") -> str:
    """Sections in the order of their importance below a `lead`. What is left out is counted at the end."""
    where = "" if root == "." else f" in {code(root)}"
    written = f"{marker(root, command)}\n### tocsin {command}{where}: {headline}\n"
    written += f"\n{lead}" if lead else ""
    left = 0
    for section in sections:
        fitting = _fitting(section, ROOM[command] - _RESERVE - len(written)) if not left else 0
        left += len(section.entries) - fitting
        if fitting:
            written += section.opening + "".join(section.entries[:fitting]) + section.closing
    return written + (_left_out(left, command) if left else "")


def _fitting(section: Section, room: int) -> int:
    """How many of the entries there is room for, from the first on."""
    room -= len(section.opening) + len(section.closing)
    for number, entry in enumerate(section.entries):
        room -= len(entry)
        if room < 0:
            return number
    return len(section.entries)


def _left_out(number: int, command: str) -> str:
    entries = "entry is" if number == 1 else "entries are"
    return f"\n**{number} more {entries} left out here**: the comment is full. `tocsin {command}` shows everything.\n"
