"""Lengths of time as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.durations import seconds


@pytest.mark.parametrize(
    ("text", "length"),
    [("30s", 30), ("5m", 300), ("1h30m", 5400), ("14d", 1209600), ("0m", 0), ("1d2h3m4s", 93784), ("90m", 5400)],
)
def test_length(text: str, length: int) -> None:
    assert seconds(text) == length


@pytest.mark.parametrize(
    "text", ["", "5", "m", "5 m", "5min", "5M", "-5m", "1.5h", "5m\n", "٥m", "1h1h1h1h1h", "9999999s"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="length of time"):
        seconds(text)


@given(st.lists(st.tuples(st.integers(0, 999_999), st.sampled_from("smhd")), min_size=1, max_size=4))
def test_parts_add_up(parts: list[tuple[int, str]]) -> None:
    assert seconds("".join(f"{n}{unit}" for n, unit in parts)) == sum(seconds(f"{n}{unit}") for n, unit in parts)
