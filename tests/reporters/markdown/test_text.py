"""Words that stay words in Markdown."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import comments
import hostile
from tocsin.reporters import inert
from tocsin.reporters.markdown.text import MOST, code, fence, prose, text

TRICKS = st.text(st.sampled_from("\\`*_[]()<>|~&$^{}@#!-+=.:/ ab1wG\n\tH")) | st.sampled_from(hostile.TEXTS)


def plain(words: str) -> str:
    """The words as a browser shows them: one line, without white space at the ends or twice."""
    return inert.line(" ".join(words.split()))


def read(markdown: str) -> tuple[list[str], str]:
    found = comments.shown(markdown)
    assert found.comments == []
    return found.elements, " ".join(found.text.split())


@given(TRICKS)
@example("www.a.example")
@example("GH-1")
@example("a_b _c_ d__e")
def test_text_is_the_same_text_and_nothing_else(words: str) -> None:
    assert read(f"- x {text(words)}") == (["ul", "li"], f"x {plain(words)}".strip())


@given(TRICKS)
def test_text_is_text_at_the_start_of_a_line(words: str) -> None:
    assert read(f"- {text(f'a{words}')}\n- {text(words)}")[0] == ["ul", "li", "li"]


@given(TRICKS)
def test_code_is_code_in_a_line_and_in_a_table(words: str) -> None:
    expected = plain(words) or "(empty)"
    elements = ["code"] * bool(plain(words))

    assert read(f"x {code(words)}") == (["p", *elements], f"x {expected}")
    found, shown = read(f"| a |\n|---|\n| {code(words)} |\n")
    assert found == ["table", "thead", "tr", "th", "tbody", "tr", "td", *elements]
    assert shown == f"a {expected}"


@given(TRICKS)
def test_a_message_shows_its_names_as_code(words: str) -> None:
    name = words.replace("`", "'") or "x"

    elements, shown = read(f"- x {prose(f'no `{name}` here')}")

    assert elements == ["ul", "li", *["code"] * bool(plain(name))]
    assert shown == f"x no {plain(name) or '(empty)'} here"


@given(TRICKS)
def test_a_message_of_any_kind_is_inert(words: str) -> None:
    assert set(read(f"- x {prose(words)}")[0]) <= {"ul", "li", "code"}


@given(TRICKS)
def test_a_fence_holds_whatever_is_in_it(words: str) -> None:
    found = comments.shown(f"{fence(words)}after")

    assert found.elements == ["pre", "code", "p"]
    assert found.text.rstrip("\n") == f"{inert.lines(words)}\n".replace("\0", "\ufffd") + "\nafter"


@pytest.mark.parametrize("words", hostile.TEXTS)
def test_no_workflow_command_is_in_it(words: str) -> None:
    for form in (text, code, prose, fence):
        assert hostile.workflow_commands(form(words)) == []


def test_names_stay_readable_in_the_source() -> None:
    assert (
        text("checkout-latency of example_escalation, p99 > 1 s")
        == "checkout-latency of example_escalation, p99 &#62; 1 s"
    )
    assert code("policies/a.yaml:3") == "`policies/a.yaml:3`"


def test_long_words_are_cut() -> None:
    assert len(text("a" * 1000)) == MOST
    assert text("a" * 1000).endswith("a…")
