from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tocsin.rotations import Span, free, joined

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOURS = st.integers(0, 12)


def span(start: int, end: int) -> Span:
    return Span(NOON + timedelta(hours=start), NOON + timedelta(hours=end))


def hours(spans: list[Span]) -> list[int]:
    """The hours that begin in a span."""
    return [hour for hour in range(12) if any(each.start <= NOON + timedelta(hours=hour) < each.end for each in spans)]


ROWS = st.lists(st.tuples(HOURS, HOURS).filter(lambda row: row[0] < row[1])).map(
    lambda rows: sorted(span(*row) for row in rows)
)


def test_spans_that_meet_or_overlap_are_one() -> None:
    assert list(joined([span(0, 2), span(2, 3), span(5, 9), span(6, 7), span(10, 11)])) == [
        span(0, 3), span(5, 9), span(10, 11),
    ]  # fmt: skip
    assert list(joined([])) == []


def test_what_is_free_lies_between_and_around() -> None:
    assert free([span(2, 4), span(3, 5), span(8, 20)], NOON, NOON + timedelta(hours=12)) == [span(0, 2), span(5, 8)]
    assert free([], NOON, NOON + timedelta(hours=1)) == [span(0, 1)]


@given(ROWS)
def test_an_hour_is_free_or_in_a_joined_span(rows: list[Span]) -> None:
    whole = list(joined(rows))
    assert hours(whole) == hours(rows)
    assert all(one.end < other.start for one, other in pairwise(whole))
    assert sorted(hours(whole) + hours(free(rows, NOON, NOON + timedelta(hours=12)))) == list(range(12))
