"""libyaml's complaints in words that say what to mend, at the place where the mistake is.

The parser speaks of tokens, and often where it noticed rather than where the slip is: an unclosed quote is reported
at the end of the file. Each function returns (line, column, message, help), places counted from 0.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from tocsin.document import lines

Problem = tuple[int, int, str, str]

_INDENT = "Check the indentation of this line and of those above it, and the quotes around text."
_QUOTE = "Quote text that holds a colon and a space; look for a `:` missing on the line above."

_AT_THE_PLACE: dict[str, tuple[str, str]] = {
    "mapping values are not allowed in this context": ("no key can stand here", _QUOTE),
    "did not find expected key": ("expected a key of the mapping that starts on line {line}", _INDENT),
    "did not find expected '-' indicator": ("expected a `- ` entry of the list that starts on line {line}", _INDENT),
    "did not find expected node content": (
        "a value cannot begin with `{char}`",
        "Quote text that begins with a bracket or a comma.",
    ),
    "did not find expected <document start>": (
        "text after the end of the document",
        "Remove the `...`, or split the file.",
    ),
    "block sequence entries are not allowed in this context": (
        "a list cannot start behind its key",
        "Put the `- ` on a line of its own, or write [a, b].",
    ),
    "found unknown escape character": (
        "an escape that YAML does not know",
        "Inside double quotes write \\\\ for a backslash, or use single quotes.",
    ),
    "found undefined tag handle": ("a value cannot begin with `!`", "Quote it."),
    "did not find expected comment or line break": ("text behind `|` or `>`", "Begin it on the next line."),
    "found a tab character where an indentation space is expected": (
        "a tab in the indentation",
        "Indent with spaces.",
    ),
}
"""By libyaml's `problem`: what to say at its place. {line} is where the structure began, {char} what stands here."""

_AT_THE_START: dict[str, tuple[str, str]] = {
    "could not find expected ':'": ("expected `:` behind this", "Write `key: value`, or `- ` before a list entry."),
    "did not find expected ',' or '}'": ("this `{{` is not closed, or a comma is missing by line {seen}", ""),
    "did not find expected ',' or ']'": ("this `[` is not closed, or a comma is missing by line {seen}", ""),
    "found unexpected end of stream": ("this quote is not closed", "Double a single quote inside single quotes: ''."),
    "did not find expected alphabetic or numeric character": (
        "`{char}` begins an alias, an anchor or a tag in YAML",
        "Quote text that begins with *, & or !.",
    ),
}
"""The same for problems that are better shown where the structure began; {seen} is the line of libyaml's place."""


def syntax_problem(error: Any, text: str) -> Problem:
    """What a yaml.MarkedYAMLError says."""
    seen, start = error.problem_mark, error.context_mark or error.problem_mark
    if error.problem == "did not find expected node content" and seen.index == len(text):
        return _end_inside_brackets(text)
    at_start = error.problem in _AT_THE_START
    message, help_ = _AT_THE_START[error.problem] if at_start else _AT_THE_PLACE.get(error.problem, ("", ""))
    behind = lines(text)[seen.line][: seen.column].strip() if seen.line < len(lines(text)) else ""
    char = _character(text, seen.line, seen.column)
    if error.problem == "found character that cannot start any token":
        message, help_ = _first_character(char)
    elif error.problem == "did not find expected key" and behind:
        message, help_ = "text behind the end of a value", "Quote it as a whole."
    elif error.problem == "did not find expected ',' or '}'" and char == ":" and seen.line == start.line:
        at_start, message, help_ = False, "no key can stand here", _QUOTE
    place = start if at_start else seen
    shown = {"line": start.line + 1, "seen": seen.line + 1, "char": _character(text, place.line, place.column)}
    return place.line, place.column, message.format(**shown) or f"not YAML: {error.problem}", help_


def _end_inside_brackets(text: str) -> Problem:
    """Of a text that ends where a value should follow: the innermost list or mapping that is open there."""
    import yaml

    get = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text).get_event
    opened: list[tuple[int, int]] = []
    with suppress(yaml.MarkedYAMLError):
        while True:
            event = get()
            if isinstance(event, yaml.CollectionStartEvent):
                mark: Any = event.start_mark
                opened.append((mark.line, mark.column))
            elif isinstance(event, yaml.CollectionEndEvent):
                opened.pop()
    # A mapping of one key, as in [a: b], has no bracket of its own.
    line, column = next(place for place in reversed(opened) if _character(text, *place) in {"[", "{"})
    bracket = _character(text, line, column)
    return line, column, f"the file ends inside this `{bracket}`", f"Close it with `{'}' if bracket == '{' else ']'}`."


def character_problem(error: Any, text: str) -> Problem:
    """What a yaml.reader.ReaderError says. libyaml counts bytes."""
    before = text.encode()[: error.position].decode(errors="ignore")
    line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
    return line, column, f"the control character U+{error.character:04X}: YAML is printable text", "Remove it."


def _first_character(char: str) -> tuple[str, str]:
    if char == "\t":
        return "a tab in the indentation", "Indent with spaces."
    shown = "a backtick" if char == "`" else f"`{_escaped(char)}`"
    return f"a value cannot begin with {shown}", "Quote it."


def _character(text: str, line: int, column: int) -> str:
    rows = lines(text)
    return rows[line][column : column + 1] if line < len(rows) else ""


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
