"""How findings show values."""

from __future__ import annotations

from typing import Any

MAX_SHOWN = 60


def shown(text: str) -> str:
    """A text in one line of bearable length. Messages put it in back-ticks, so one inside becomes an apostrophe."""
    line = text.translate({ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t", 0: "\\0", ord("`"): "'"})
    return line if len(line) <= MAX_SHOWN else line[: MAX_SHOWN - 3] + "..."


def quoted(value: Any) -> str:
    """The value in backticks, or what kind of thing it is."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{shown(str(value))}`"


def article(value: Any) -> str:
    """The same with its type, for where `1` and "1" are not the same."""
    if isinstance(value, str):
        return f"the text {quoted(value)}" if value else "an empty text"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"the number {quoted(value)}"
    return quoted(value)


def count(number: int, one: str, many: str) -> str:
    """`1 entry`, `2 entries`."""
    return f"{number} {one if number == 1 else many}"
