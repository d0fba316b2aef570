from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.errors import UnreadableInput
from tocsin.events.strict_json import MAX_EVENT, loads, read_events

if TYPE_CHECKING:
    from tocsin.model import Json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
EVENTS = st.lists(st.dictionaries(st.text(), VALUES, max_size=3), min_size=1, max_size=4)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}\n{"a": 2}\n',
        '\ufeff{"a": 1}\r\n\r\n{"a": 2}',
        '[{"a": 1}, {"a": 2}]',
        '[\n{"a": 1}\n]\n[{"a": 2}]\n',
        '{\n  "a": 1\n}\n{\n  "a": 2\n}',
    ],
)
def test_forms_of_many_events(text: str) -> None:
    assert list(read_events(text)) == [{"a": 1}, {"a": 2}]


def test_empty_array_holds_no_events() -> None:
    assert list(read_events(" [ ] ")) == []


@given(EVENTS, st.booleans())
def test_what_json_writes_is_read(events: list[Json], ascii_only: bool) -> None:
    lines = "\n".join(json.dumps(event, ensure_ascii=ascii_only) for event in events)
    assert list(read_events(lines)) == events
    assert list(read_events(json.dumps(events, indent=1))) == events


def test_line_separators_inside_strings_end_no_line() -> None:
    assert list(read_events('{"a": "x\u2028y\u0085z"}')) == [{"a": "x\u2028y\u0085z"}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no event: the input is empty"),
        (" \n", "no event: the input is empty"),
        ('{"a": 1}\n{"a": \n', "line 3: not JSON: Expecting value"),
        ('{"a": 1}\n\n{"a": NaN}', "line 3: not JSON: NaN is not JSON"),
        ('[{"a": -Infinity}]', "line 1: not JSON: -Infinity is not JSON"),
        ('{"a": 1e400}', "line 1: not JSON: a number beyond what a double holds"),
        ('{"a": ' + "9" * 5000 + "}", "line 1: not JSON: a number with too many digits"),
        ("{'a': 1}", "line 1: not JSON: Expecting property name"),
        ('{"a": "\x01"}', "line 1: not JSON: Invalid control character"),
        ("42", "line 1: an event is a JSON object"),
        ('[{"a": 1},\n"b"]', "line 2: an event is a JSON object"),
        ('[{"a": 1}\n{"a": 2}]', r"line 2: expected , or \]"),
        ('[{"a": 1}', r"line 1: expected , or \]"),
        ('[{"a": 1},]', "line 1: not JSON"),
        ('{"a":' * 100_000, "line 1: nested too deeply"),
        ("[" * 100_000, "line 1: nested too deeply"),
        ('{"a": "' + "x" * MAX_EVENT + '"}', "line 1: an event of more than 1,048,576 bytes"),
        ('{"a": "' + "é" * (MAX_EVENT // 2) + '"}', "line 1: an event of more than 1,048,576 bytes"),
    ],
)
def test_unreadable(text: str, message: str) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableInput, match=message):
        list(read_events(text))
    assert time.process_time() - started < 1


def test_events_before_the_unreadable_one_are_given() -> None:
    events = read_events('{"a": 1}\nnonsense')
    assert next(events) == {"a": 1}
    with pytest.raises(UnreadableInput, match="line 2"):
        next(events)


def test_repeated_key_takes_its_last_value() -> None:
    assert loads('{"a": 1, "a": 2}') == {"a": 2}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'{"a": "\ud800"}', {"a": "\ufffd"}),
        (r'{"\udc00": 1.0}', {"\ufffd": 1.0}),
        (r'{"a": "\ud83d\udd25 \ud800"}', {"a": "🔥 \ufffd"}),
        (r'{"a": "\\ud800"}', {"a": r"\ud800"}),
        ('{"a": "\ud800"}', {"a": "\ufffd"}),
    ],
)
def test_lone_surrogates_are_replaced(text: str, value: Json) -> None:
    assert loads(text) == value
    assert list(read_events(text)) == [value]


def test_loads_takes_one_document() -> None:
    assert loads(" [1, null] \n") == [1, None]
    with pytest.raises(UnreadableInput, match="line 2: something follows the JSON document"):
        loads("{}\n{}")
