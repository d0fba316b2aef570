"""Reads events from text: a JSON document, an array of events, JSON lines, or any of these one after another.

Strict where JSON is (RFC 8259): NaN and Infinity are refused, as are numbers beyond a double, byte soup and nesting
beyond what Python's parser takes. Two choices of our own: a repeated key takes its last value, as in nearly every
parser, since a page that goes out is better than one refused over a doubled label; and a lone surrogate, which no
UTF-8 text can hold, becomes U+FFFD.
"""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import TYPE_CHECKING, NoReturn

from tocsin.errors import UnreadableInput
from tocsin.events.fields import encodable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from tocsin.model import Json

MAX_EVENT = 1 << 20
"""Bytes of UTF-8 that one event may take; SQS and EventBridge take no more."""

_BLANK = re.compile(r"[ \t\r\n]*")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def _refuse(constant: str) -> NoReturn:
    message = f"{constant} is not JSON"
    raise ValueError(message)


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        message = "a number beyond what a double holds"
        raise ValueError(message)
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)


def read_events(text: str) -> Iterator[dict[str, Json]]:
    """The events of a text, one after another. Raises UnreadableInput with the line, when it is reached."""
    text = encodable(text)
    position = _skip(text, 1 if text.startswith("\ufeff") else 0)
    if position == len(text):
        message = "no event: the input is empty"
        raise UnreadableInput(message)
    while position < len(text):
        if text[position] == "[":
            position = yield from _array(text, position)
        else:
            event, position = _event(text, position)
            yield event
        position = _skip(text, position)


def loads(text: str) -> Json:
    """The value of a text that is one JSON document. Raises UnreadableInput with the line."""
    text = encodable(text)
    value, end = _value(text, _skip(text, 0))
    if (end := _skip(text, end)) != len(text):
        raise _unreadable(text, end, "something follows the JSON document")
    return value


def _array(text: str, position: int) -> Generator[dict[str, Json], None, int]:
    """The events of the array that starts here; its value is the position behind it."""
    position = _skip(text, position + 1)
    if text[position : position + 1] == "]":
        return position + 1
    while True:
        event, position = _event(text, position)
        yield event
        position = _skip(text, position)
        sign = text[position : position + 1]
        if sign == "]":
            return position + 1
        if sign != ",":
            raise _unreadable(text, position, "expected , or ] after an event of the array")
        position = _skip(text, position + 1)


def _event(text: str, start: int) -> tuple[dict[str, Json], int]:
    value, end = _value(text, start)
    if not isinstance(value, dict):
        raise _unreadable(text, start, "an event is a JSON object")
    if end - start > MAX_EVENT // 4 and len(text[start:end].encode(errors="replace")) > MAX_EVENT:
        raise _unreadable(text, start, f"an event of more than {MAX_EVENT:,} bytes")
    return value, end


def _value(text: str, start: int) -> tuple[Json, int]:
    try:
        value, end = _DECODER.raw_decode(text, start)
        return (_mended(value) if _SURROGATE.search(text, start, end) else value), end
    except RecursionError:
        raise _unreadable(text, start, "nested too deeply") from None
    except json.JSONDecodeError as error:
        column = f" column {error.colno}" if error.msg.endswith(" at") else ""
        raise _unreadable(text, error.pos, f"not JSON: {error.msg}{column}") from None
    except ValueError as error:
        why = "a number with too many digits" if "sys.set_int_max_str_digits" in str(error) else str(error)
        raise _unreadable(text, start, f"not JSON: {why}") from None


def _mended(value: Json) -> Json:
    """The value with U+FFFD for every lone surrogate (escaped pairs are one character by now)."""
    return json.loads(encodable(json.dumps(value, ensure_ascii=False)))


def _skip(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position


def _unreadable(text: str, position: int, what: str) -> UnreadableInput:
    return UnreadableInput(f"line {text.count(chr(10), 0, position) + 1}: {what}")
