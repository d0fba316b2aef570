"""Regular expressions of policy tests: good ones are found, bad ones are named, none of them hangs."""

from __future__ import annotations

import pytest

from tocsin.reviews.suite.search import found, problem


@pytest.mark.parametrize(
    ("expression", "text", "there"),
    [
        ("slow", "checkout is slow now", True),
        ("^slow", "checkout is slow now", False),
        ("^Checkout .*: (web|api)$", "Checkout slow: api", True),
        (r"since \d{4}-\d{2}", "since 2026-03-12", True),
        ("(?i)CHECKOUT", "Checkout", True),
        ("(?m)^Since", "A\nSince", True),
        ("^Since", "A\nSince", False),
        ("a.b", "a\nb", False),
        (r"a\.b", "axb", False),
        ("é+", "café", True),
    ],
)
def test_an_expression_is_searched_for(expression: str, text: str, there: bool) -> None:
    assert problem(expression) is None
    assert found(expression, text) is there


def test_what_takes_python_for_ever_takes_no_time() -> None:
    assert not found("(a+)+$", "a" * 8_000 + "b")
    assert not found("(x+x+)+y", "x" * 8_000)


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("[", "not a regular expression: unterminated character set at position 0"),
        ("a**", "not a regular expression: multiple repeat at position 2"),
        ("[[a]]", "not a regular expression: Possible nested set at position 1"),
        ("(?=x)", "beyond regular expressions of linear time"),
        (r"(a)\1", "beyond regular expressions of linear time"),
        ("(a{1000}){1000}", "beyond regular expressions of linear time"),
    ],
)
def test_a_bad_expression_is_refused_with_the_reason(expression: str, why: str) -> None:
    assert (problem(expression) or "").startswith(why)
