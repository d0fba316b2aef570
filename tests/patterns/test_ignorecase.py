from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from tocsin.patterns.ignorecase import EqualsIgnoreCase, PrefixIgnoreCase, SuffixIgnoreCase, spellings


def test_no_spelling_starts_or_ends_with_another_one_of_its_character() -> None:
    """What lets the comparison read on without a second try."""
    ambiguous = [
        (one, other)
        for ways in map(spellings, map(chr, range(sys.maxunicode + 1)))
        if len(ways) > 1
        for one in ways
        for other in ways
        if one != other and (one.startswith(other) or one.endswith(other))
    ]
    assert ambiguous == []


@given(st.text(), st.text(), st.randoms())
def test_any_mixture_of_spellings_is_equal(text: str, more: str, chance: st.DataObject) -> None:
    mixture = "".join(chance.choice(spellings(character)) for character in text)  # type: ignore[attr-defined]
    assert EqualsIgnoreCase(text).accepts(mixture)
    assert PrefixIgnoreCase(text).accepts(mixture + more)
    assert SuffixIgnoreCase(text).accepts(more + mixture)


@given(st.text(max_size=4), st.text(max_size=4))
def test_what_is_equal_has_the_same_upper_case(one: str, other: str) -> None:
    if EqualsIgnoreCase(one).accepts(other):
        assert one.upper().lower().upper() == other.upper().lower().upper()


def test_ascii_and_other_letters_do_not_mix() -> None:
    assert not EqualsIgnoreCase("k").accepts("\u212a")
    assert not EqualsIgnoreCase("ss").accepts("ß")
    assert EqualsIgnoreCase("ß").accepts("SS")
    assert not EqualsIgnoreCase("ß").accepts("ss")
