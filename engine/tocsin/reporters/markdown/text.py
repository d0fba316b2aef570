"""Words in GitHub Flavored Markdown that are shown as they are: no markup, link, mention or reference comes of them.

Markup is avoided by character references, which Markdown never takes for structure. Mentions (@name), references (#12,
GH-12) and bare addresses are found in the text that is left after Markdown, so a zero-width space breaks them.
"""

from __future__ import annotations

import re

from tocsin.reporters import inert

MOST = 300
"""Characters of one piece of text in a line; the API's own limits are far above what a comment needs to show."""

_BREAK = "&#8203;"
_MARKUP = re.compile(
    r"[\\`*\[\]<>|~&$^{}@#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|www(?=\.)|:(?=//)|GH(?=-[0-9])", re.IGNORECASE
)
_START = re.compile(" ?([-+=:]|[0-9]+[.)])")
"""What makes the first word of a line more than a word: a list, a rule, a heading of the line above."""


def text(words: str) -> str:
    """Words in a line."""
    shown = _one_line(words)
    start = _START.match(shown)
    head = shown[: start.end()] if start else ""
    return _references(head) + _MARKUP.sub(_inert, shown[len(head) :])


def code(words: str) -> str:
    """Words in a line, in the type of code; in a table too."""
    shown = _one_line(words).strip()
    if not shown:
        return "(empty)"
    return f"<code>{_references(shown)}</code>" if re.search(r"[`|\\]", shown) else f"`{shown}`"


def prose(words: str) -> str:
    """A message of ours, which puts names and values in back-ticks and leaves none inside them."""
    parts = words.split("`")
    if len(parts) % 2 == 0:
        return text(words)
    return "".join(code(part) if index % 2 else text(part) for index, part in enumerate(parts))


def fence(content: str, language: str = "text") -> str:
    """A block of lines, between fences longer than any row of back-ticks inside."""
    shown = inert.lines(content)
    longest = max((len(row) for row in re.findall("`+", shown)), default=0)
    mark = "`" * max(3, longest + 1)
    return f"{mark}{language}\n{shown}\n{mark}\n"


def cut(words: str) -> str:
    """At most so much of it as a comment needs."""
    return words if len(words) <= MOST else f"{words[: MOST - 1]}…"


def _one_line(words: str) -> str:
    """White space of any kind and length is one space, as it is in HTML."""
    return cut(inert.line(re.sub(r"\s+", " ", words)))


def _inert(match: re.Match[str]) -> str:
    found = match[0]
    if found in {"@", "#"}:
        return _references(found) + _BREAK
    return found + _BREAK if found[0] in "wWgG:" else _references(found)


def _references(words: str) -> str:
    """Everything but letters, digits and spaces as character references."""
    return "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in words)
