from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.patterns import Pattern
from tocsin.patterns.operators import Truth
from tocsin.patterns.representatives import ABSENT, MAX_JOINED, allows, named, representatives, unnamed

NUMBERS = st.one_of(st.integers(-3, 3), st.sampled_from([0.5, -1.5, 1e300, 2**53, -1e18]))
RANGES = st.one_of(
    st.tuples(st.sampled_from(["=", "<", "<=", ">", ">="]), NUMBERS).map(lambda bound: {"numeric": list(bound)}),
    NUMBERS,
    NUMBERS.map(lambda number: {"anything-but": number}),
)


def conditions(*lists: list[Any]) -> tuple[Any, ...]:
    """The conditions of lists of values, all on one field."""
    return tuple(Pattern.parse({"a": values}).alternatives[0][0] for values in lists)


def verdicts(where: tuple[Any, ...], value: Any) -> tuple[bool, ...]:
    return tuple(allows(condition, value) for condition in where)


@settings(max_examples=300)
@given(st.lists(st.lists(RANGES, min_size=1, max_size=2), min_size=1, max_size=4), NUMBERS)
def test_each_number_has_a_representative_for_which_all_conditions_say_the_same(lists: Any, number: float) -> None:
    where = conditions(*lists)
    assert verdicts(where, number) in {verdicts(where, value) for value in representatives(where)}


@given(st.lists(st.sampled_from(["10.0.0.0/8", "10.0.0.0/30", "10.0.0.2/31", "9.0.0.0/7", "10.0.0.1"]), min_size=1))
def test_each_address_has_a_representative_for_which_all_conditions_say_the_same(networks: list[str]) -> None:
    where = conditions(*([{"cidr": each} if "/" in each else each] for each in networks))
    found = {verdicts(where, value) for value in representatives(where)}
    for address in ("8.255.255.255", "9.0.0.0", "10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "11.0.0.0"):
        assert verdicts(where, address) in found


def test_the_letter_between_pieces_is_in_none_of_them_in_neither_case() -> None:
    everything = "xyzwvqkjabcdefghilmnoprstu0123456789_-"
    (condition,) = conditions([{"prefix": everything.upper()}])
    letter = str(named((condition,))[1]).removeprefix(everything.upper())
    assert len(letter) == 1
    assert letter not in everything + everything.upper()


def test_what_is_not_named_has_a_value_of_every_type_and_none_at_all() -> None:
    (condition,) = conditions(["a"])
    assert unnamed((condition,))[0] == "other"
    assert {None, Truth.TRUE, Truth.FALSE, 0, ABSENT} <= set(unnamed((condition,)))


def test_exact_values_come_first_in_the_order_written() -> None:
    (condition,) = conditions([3, "b", {"prefix": "a"}, "a", None])
    assert named((condition,))[:4] == (3, "b", "a", None)


@pytest.mark.parametrize("value", [1e308, -1e308, 0, 2**53])
def test_numbers_at_the_ends_of_what_there_is(value: float) -> None:
    (condition,) = conditions([{"numeric": [">=", value]}])
    found = [each for each in named((condition,)) if isinstance(each, int | float)]
    assert {allows(condition, each) for each in found} == {True, False}


def test_pieces_are_not_put_together_without_end() -> None:
    heads, tails = ([{kind: f"{kind}{number}"} for number in range(100)] for kind in ("prefix", "suffix"))
    assert len(named(conditions(heads, tails))) <= MAX_JOINED + 3 * 200
