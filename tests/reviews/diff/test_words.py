"""How differences are told."""

from __future__ import annotations

import pytest

from tocsin.patterns import Pattern
from tocsin.policyset import Policy, Storm
from tocsin.reviews.diff.words import behind, length, terms

POLICY = Policy("p", "a.yaml", 1, "", "", Pattern.anything(), ())


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0s"), (59, "59s"), (60, "1m"), (3600, "1h"), (5400, "1h30m"), (86_401, "1d1s")]
)
def test_lengths_are_told_as_policies_write_them(seconds: int, words: str) -> None:
    assert length(seconds) == words


def test_each_term_is_told_that_differs() -> None:
    changed = POLICY._replace(
        dedupe_by=("alert.type",),
        dedupe_window=900,
        repeat=3600,
        resolve="keep",
        storm=Storm(("alert.labels.c",), 5, 600),
    )
    assert list(terms(POLICY, POLICY)) == []
    assert list(terms(POLICY, changed)) == [
        "dedupe: one page for each alert.id and firing before, one page for each alert.type in 15m after",
        "repeat: never before, every 1h after",
        "resolve: the engagement stops before, the engagement goes on after",
        "storm: never summed up before, summed up beyond 5 pages of one alert.labels.c in 10m after",
    ]


def test_the_target_is_named_where_it_is_not_the_person() -> None:
    assert list(behind("ann", ["ann: not called before", "ben: not called before"])) == [
        "ann: not called before",
        "ann: ben: not called before",
    ]
