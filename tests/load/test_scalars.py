"""YAML 1.2's core schema, as far as policy files take it."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.load.scalars import ScalarRefused, plain

TABLE: list[tuple[str, Any]] = [
    ("", None),
    ("~", None),
    ("null", None),
    ("Null", None),
    ("NULL", None),
    ("nULL", "nULL"),
    ("true", True),
    ("True", True),
    ("TRUE", True),
    ("false", False),
    ("tRUE", "tRUE"),
    ("0", 0),
    ("-1", -1),
    ("+12065550100", 12065550100),
    ("0o17", 15),
    ("0x1F", 31),
    ("1.5", 1.5),
    (".5", 0.5),
    ("5.", 5.0),
    ("1e3", 1000.0),
    ("-2.5E-3", -0.0025),
    # YAML 1.1 made something else of these
    ("no", "no"),
    ("on", "on"),
    ("Yes", "Yes"),
    ("12:30:45", "12:30:45"),
    ("1_000", "1_000"),
    ("0b11", "0b11"),
    ("2026-01-05", "2026-01-05"),
    ("2026-01-05T09:00", "2026-01-05T09:00"),
    ("=", "="),
    ("<<", "<<"),
    # almost numbers
    ("1.2.3", "1.2.3"),
    ("10.0.0.0/8", "10.0.0.0/8"),
    ("-", "-"),
    ("+", "+"),
    (".", "."),
    ("e5", "e5"),
    ("0x", "0x"),
    ("0o8", "0o8"),
    ("5m", "5m"),
    ("١٢", "١٢"),  # digits, but not YAML's
]


@pytest.mark.parametrize(("text", "value"), TABLE)
def test_core_schema(text: str, value: Any) -> None:
    read = plain(text)
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("007", "leading zero"),
        ("-01", "leading zero"),
        ("012345678901", "leading zero"),
        ("1" * 19, "more than 18 digits"),
        ("9" * 5000, "more than 18 digits"),
        ("0x" + "f" * 16, "more than 18 digits"),
        (".inf", "finite"),
        ("-.Inf", "finite"),
        (".NaN", "finite"),
        ("1e999", "double"),
    ],
)
def test_what_is_almost_a_number_is_refused(text: str, why: str) -> None:
    with pytest.raises(ScalarRefused, match=why):
        plain(text)


@given(st.text(max_size=30))
def test_any_text_is_a_plain_value_or_refused(text: str) -> None:
    try:
        value = plain(text)
    except ScalarRefused:
        return
    assert value is None or isinstance(value, str | bool | int) or math.isfinite(value)


@given(st.integers(-(10**18) + 1, 10**18 - 1) | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_as_python_writes_them_are_read_back(number: float) -> None:
    assert plain(str(number)) == number
