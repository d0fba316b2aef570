"""Text that plays no tricks."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hostile
from tocsin.reporters import inert


@pytest.mark.parametrize("text", ["plain", "with\ttab", "déjà vu 日本", "a: b, 100 % #1 @x", "a::b ## [c] :x"])
def test_what_is_harmless_stays(text: str) -> None:
    assert inert.line(text) == inert.lines(text) == text


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_a_line_is_a_line_and_no_command(text: str) -> None:
    shown = inert.line(text)

    assert not hostile.UNSEEN.search(shown)
    assert len(shown.splitlines()) <= 1
    assert hostile.workflow_commands(shown) == []
    assert len(shown) == len(text)


@given(st.text(st.sampled_from(":#[] \n\r\t\x85\u2028error")))
def test_no_line_of_several_is_a_command(text: str) -> None:
    assert hostile.workflow_commands(inert.lines(text)) == []


def test_line_ends_stay_in_texts_of_several_lines() -> None:
    assert inert.lines("a\r\nb\rc\nd\x0be") == "a\nb\nc\nd\ufffde"


def test_json_of_half_a_pair_can_be_written() -> None:
    assert inert.json('"a\udcff"') == '"a\ufffd"'


@given(
    st.recursive(
        st.text(st.sampled_from('#[]"\\ab\x7f\x9b\u202e\u2028\U000e0041é🔥\n')),
        lambda inner: st.dictionaries(st.text("#["), inner),
    )
)
def test_json_means_the_same_without_commands(value: object) -> None:
    written = inert.json(json.dumps(value, ensure_ascii=False, indent=2))

    assert json.loads(written) == value
    assert "##[" not in written
    assert not hostile.UNSEEN.search(written.replace("\n", ""))


def test_json_escapes_what_nobody_sees_and_nothing_else() -> None:
    text = '{\n  "é🔥\x7f\x9b\u202e": "\U000e0041\uffff"\n}'

    assert inert.json(text) == '{\n  "é🔥\\u007f\\u009b\\u202e": "\\udb40\\udc41\\uffff"\n}'
