"""Text from payloads and policy files, made inert: it can play no trick on a terminal, a log or a reader's eyes.

What is replaced becomes U+FFFD, which shows that something stood there.
"""

from __future__ import annotations

import re
import unicodedata

REPLACEMENT = "\ufffd"

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, bidirectional overrides and zero widths, lone surrogates, and line ends that only some software sees."""

_NO_CHARACTERS = frozenset("\ufffe\uffff")
"""Unicode says that they are none, and XML refuses them."""

_SURROGATE = "[\ud800-\udfff]"

_NO_PRINTABLE_ASCII = re.compile(r"[^\n -~]")

_COMMAND = r"^(\s*):(?=:)|#(?=#\[)"
"""What makes a line of a GitHub Actions log a command: `::` at its start, or `##[` anywhere in it.

Source: ActionCommand.cs of actions/runner, which reads standard output and standard error alike.
"""


def line(text: str) -> str:
    """A part of one line: no control, bidirectional or invisible character, no workflow command. Tabs stay."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(REPLACEMENT if _unseen(character) else character for character in text)
    return re.sub(_COMMAND, rf"\1{REPLACEMENT}", text) if "::" in text or "##[" in text else text


def lines(text: str) -> str:
    """Any number of lines, each made inert; every kind of line end becomes a line feed."""
    return "\n".join(line(part) for part in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def json(text: str) -> str:
    """JSON that means the same; what nobody sees is escaped, and no workflow command is in it.

    Either can only stand inside strings; between them are line feeds and spaces. Lone surrogates, which stand for bytes
    of file names that are not UTF-8, cannot be written in UTF-8.
    """
    seen = text if text.isascii() else re.sub(_SURROGATE, REPLACEMENT, text)
    return _NO_PRINTABLE_ASCII.sub(_escaped, seen).replace("##[", "#\\u0023[")


def _escaped(match: re.Match[str]) -> str:
    """The character, or its escape; beyond the Basic Multilingual Plane that of a pair of surrogates."""
    character = match[0]
    if not _unseen(character):
        return character
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _unseen(character: str) -> bool:
    return character in _NO_CHARACTERS or (character != "\t" and unicodedata.category(character) in _INVISIBLE)
