from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.render.texts import MARK, REPLACEMENT, clean, cut, lines, one_line, units

ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=300)
ASTRAL = "\N{FIRE ENGINE}"


@pytest.mark.parametrize("hostile", ["\x00", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ud83d", "\x0b", "\x9b"])
def test_deceptive_characters_become_a_replacement(hostile: str) -> None:
    assert clean(f"a{hostile}b") == f"a{REPLACEMENT}b"


@pytest.mark.parametrize(
    "harmless", ["a\nb\tc", "Grüße", "שלום", "👩\u200d🚒", "नमस्ते", "a\u00a0b", "\u200f", "日本語", ""]
)
def test_text_of_any_script_stays(harmless: str) -> None:
    assert clean(harmless) == harmless


def test_line_ends_become_newlines() -> None:
    assert clean("a\r\nb\rc") == "a\nb\nc"


def test_a_subject_is_one_line_with_single_spaces() -> None:
    assert one_line("  Checkout\r\n\t slow \n ") == "Checkout slow"


def test_a_content_keeps_its_inner_white_space() -> None:
    assert lines("\n  a\n\n  b\t\n") == "a\n\n  b"


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_clean_text_can_be_sent(text: str) -> None:
    clean(text).encode()
    assert not set(clean(text)) & {"\x00", "\u202e", "\u2069", "\r"}


@given(ANY_TEXT, st.integers(20, 200))
def test_a_cut_text_fits_in_code_units_and_says_that_it_was_cut(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert units(short) <= limit
    if units(text) <= limit:
        assert short == text
    else:
        assert short.endswith(MARK)
        assert text.startswith(short.removesuffix(MARK))


@given(st.text("ab ", min_size=50, max_size=300), st.integers(20, 45))
def test_no_more_is_cut_than_needed(text: str, limit: int) -> None:
    kept = cut(text, limit).removesuffix(MARK)
    assert text[len(kept) : limit - len(MARK)].isspace() or len(kept) == limit - len(MARK)


def test_a_surrogate_pair_counts_two_units() -> None:
    assert units(ASTRAL * 3) == 6
    assert cut(ASTRAL * 10, 12) == ASTRAL * 4 + MARK
    assert cut(ASTRAL * 10, 13) == ASTRAL * 4 + MARK
    assert cut(ASTRAL * 10, 20) == ASTRAL * 10


@pytest.mark.parametrize(
    ("sequence", "what"),
    [
        ("e\u0301", "base and accent"),
        ("👩\u200d🚒", "emoji joined to another"),
        ("👍🏽", "emoji and skin tone"),
        ("❤\ufe0f", "emoji and variation selector"),
        ("🇩🇪", "flag"),
        ("नि", "consonant and vowel sign"),
    ],
)
def test_what_belongs_together_is_not_parted(sequence: str, what: str) -> None:
    for limit in range(8, 30):
        kept = cut("ab " * 2 + sequence + " and so on" * 4, limit).removesuffix(MARK)
        whole = "ab " * 2 + sequence
        assert kept == whole[: len(kept)] or kept.startswith(whole), what
        assert len(kept) <= 6 or len(kept) >= len(whole), (what, limit, kept)


def test_an_endless_combining_sequence_is_cut_all_the_same() -> None:
    short = cut("z" + "\u0300" * 5000, 100)
    assert units(short) <= 100
    assert len(short) > 50
