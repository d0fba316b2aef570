"""Plain YAML scalars by YAML 1.2's core schema (chapter 10.3), less what people mistake for something else.

`no`, `on`, `12:30:45` and `2026-01-05` stay text, as in YAML 1.2. Leading zeros, infinities and numbers that no
double holds exactly are refused: whoever wrote them meant text.
"""

from __future__ import annotations

import re
from typing import Any

MAX_DIGITS = 18

_NUMERIC_START = frozenset("+-.0123456789")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]+")
_OTHER_INT = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class ScalarRefused(ValueError):
    """A plain scalar that is almost a number; the message says what is wrong with it."""


def plain(text: str) -> Any:
    """The value of an unquoted scalar: None, bool, int, float or the text itself. Raises ScalarRefused."""
    if not text:
        return None
    if text[0] not in _NUMERIC_START:
        return _WORDS.get(text, text)
    if _INT.fullmatch(text):
        return _integer(text)
    if _OTHER_INT.fullmatch(text):
        return _integer(str(int(text, 0)))
    if _FLOAT.fullmatch(text):
        return _real(text)
    if _NOT_FINITE.fullmatch(text):
        msg = f"`{text}` is not a finite number"
        raise ScalarRefused(msg)
    return text


def _integer(text: str) -> int:
    digits = text.lstrip("+-")
    if len(digits) > MAX_DIGITS:
        msg = f"a number of more than {MAX_DIGITS} digits"
        raise ScalarRefused(msg)
    if len(digits) > 1 and digits[0] == "0":
        msg = f"`{text}`: a number with a leading zero"
        raise ScalarRefused(msg)
    return int(text)


def _real(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        msg = "a number beyond what a double holds"
        raise ScalarRefused(msg)
    return value
