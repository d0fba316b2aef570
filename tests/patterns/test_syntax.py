"""What is refused, where and in which words; and that hostile patterns and events do no harm."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tocsin.errors import PatternError
from tocsin.patterns import Pattern, PatternIndex
from tocsin.patterns.syntax import MAX_ALTERNATIVES, MAX_DEPTH, MAX_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator


def refusal(pattern: Any) -> PatternError:
    with pytest.raises(PatternError) as caught:
        Pattern.parse(pattern)
    return caught.value


@pytest.mark.parametrize(
    ("pattern", "path", "message"),
    [
        ("x", (), "a pattern is an object of fields, not text"),
        ({}, (), "an empty object says nothing: name at least one field"),
        ({"a": {"b": {}}}, ("a", "b"), "an empty object says nothing: name at least one field"),
        ({"a": []}, ("a",), "an empty list matches nothing: give at least one value"),
        ({"a": {"b": "x"}}, ("a", "b"), 'a field takes a list of values or an object of fields, not text\nwrite ["x"]'),
        ({"a": 5}, ("a",), "a field takes a list of values or an object of fields, not a number\nwrite [5]"),
        ({"a": None}, ("a",), "a field takes a list of values or an object of fields, not null\nwrite [null]"),
        ({5: ["x"]}, (5,), "a field's name is text, not a number"),
        ({"a": ["x", [1]]}, ("a", 1), "a value is text, a finite number, true, false, null or an operator, not a list"),
        (
            {"a": [float("nan")]},
            ("a", 0),
            "a value is text, a finite number, true, false, null or an operator, not a number",
        ),
        ({"a": [{"prefx": "x"}]}, ("a", 0, "prefx"), "unknown operator 'prefx'\ndid you mean \"prefix\"?"),
        (
            {"a": [{"anything_but": "x"}]},
            ("a", 0, "anything_but"),
            "unknown operator 'anything_but'\ndid you mean \"anything-but\"?",
        ),
        ({"a": [{"prefix": "x", "suffix": "y"}]}, ("a", 0), "an operator object has exactly one key, not 2"),
        ({"a": [{"prefix": ["x"]}]}, ("a", 0, "prefix"), "prefix takes text, not a list"),
        ({"a": [{"prefix": {"suffix": "x"}}]}, ("a", 0, "prefix"), 'prefix takes text or {"equals-ignore-case": text}'),
        (
            {"a": [{"suffix": {"equals-ignore-case": 1}}]},
            ("a", 0, "suffix", "equals-ignore-case"),
            "equals-ignore-case takes text, not a number",
        ),
        ({"a": [{"exists": 1}]}, ("a", 0, "exists"), "exists takes true or false, not a number"),
        ({"a": [{"wildcard": "a**"}]}, ("a", 0, "wildcard"), "two wildcards in a row"),
        ({"a": [{"wildcard": "a\\b"}]}, ("a", 0, "wildcard"), r"a backslash in a wildcard stands before * or \ only"),
        (
            {"a": [{"cidr": "10.0.0.0/32"}]},
            ("a", 0, "cidr"),
            (
                "'10.0.0.0/32' is not ADDRESS/BITS with fewer than 32 (IPv6: 128) bits"
                "\na single address is written as a plain value"
            ),
        ),
        (
            {"a": [{"numeric": ["<"]}]},
            ("a", 0, "numeric"),
            "numeric takes one comparison, or a lower and an upper bound",
        ),
        ({"a": [{"numeric": 5}]}, ("a", 0, "numeric"), 'numeric takes a list such as [">=", 3, "<", 5], not a number'),
        ({"a": [{"numeric": ["<", "5"]}]}, ("a", 0, "numeric", 1), "a finite number expected, not text"),
        ({"a": [{"numeric": ["<>", 5]}]}, ("a", 0, "numeric", 0), "= or > or >= or < or <= expected here, not '<>'"),
        ({"a": [{"numeric": ["<", 5, ">", 1]}]}, ("a", 0, "numeric", 0), "> or >= expected here, not '<'"),
        ({"a": [{"numeric": [">", 1, ">", 5]}]}, ("a", 0, "numeric", 2), "< or <= expected here, not '>'"),
        (
            {"a": [{"numeric": [">=", 1, "<=", 1]}]},
            ("a", 0, "numeric"),
            "nothing lies between 1 and 1: the lower bound must be less than the upper",
        ),
        ({"a": [{"anything-but": ["x", 1]}]}, ("a", 0, "anything-but", 1), "text expected, not a number"),
        (
            {"a": [{"anything-but": [1, "x"]}]},
            ("a", 0, "anything-but", 1),
            "anything-but takes texts or numbers, not both",
        ),
        (
            {"a": [{"anything-but": {"cidr": "x"}}]},
            ("a", 0, "anything-but", "cidr"),
            "anything-but cannot exclude by 'cidr'\nthere are prefix, suffix, equals-ignore-case, wildcard",
        ),
        (
            {"a": [{"anything-but": {"prefix": ["x", ""]}}]},
            ("a", 0, "anything-but", "prefix", 1),
            "an empty prefix or suffix excludes every text",
        ),
        ({"$or": {"a": [1]}}, ("$or",), "$or takes a list of at least two objects"),
        ({"$or": [{"a": [1]}, 5]}, ("$or", 1), "a branch of $or is an object of fields, not a number"),
        (
            {"$or": [{"a": [1]}, {"numeric": [1]}]},
            ("$or", 1, "numeric"),
            '"numeric" is an operator and cannot name a field inside $or',
        ),
        (
            {"x": {"$or": [{"a": [1]}, {"b": [{"exists": None}]}]}},
            ("x", "$or", 1, "b", 0, "exists"),
            "exists takes true or false, not null",
        ),
    ],
)
def test_refusals_say_where_and_what(pattern: Any, path: tuple[str | int, ...], message: str) -> None:
    error = refusal(pattern)
    assert (error.path, str(error)) == (path, message)


def kind(number: float) -> str:
    return type(number).__name__


@contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def nest(depth: int, leaf: Any) -> Any:
    for _ in range(depth):
        leaf = {"a": leaf}
    return leaf


def test_patterns_too_deep_are_refused() -> None:
    deep, deep_event = nest(100_000, [1]), nest(100_000, 1)
    deepest, its_event = nest(MAX_DEPTH, [1]), nest(MAX_DEPTH, 1)
    with within(3):
        assert "deep" in str(refusal(deep))
        assert "deep" in str(refusal({"." * 100_000: [1]}))
        pattern = Pattern.parse(deepest)
        assert pattern.matches(its_event)
        assert not pattern.matches(deep_event)


def test_deeply_nested_or_is_refused() -> None:
    pattern: Any = {"a": [1]}
    for _ in range(10_000):
        pattern = {"$or": [pattern, {"b": [1]}]}
    with within(3):
        assert "deep" in str(refusal(pattern))


def test_alternatives_do_not_multiply_without_bound() -> None:
    pairs = [{"x": [1]}, {"y": [1]}]
    with within(3):
        error = refusal({f"f{number}": {"$or": pairs} for number in range(60)})
        assert str(error) == f"$or makes more than {MAX_ALTERNATIVES} alternatives"
        assert error.path == ("f9", "$or", 1)
        Pattern.parse({"$or": [{"a": [number]} for number in range(MAX_ALTERNATIVES)]})
        refusal({"$or": [{"a": [number]} for number in range(MAX_ALTERNATIVES + 1)]})


def test_fields_are_counted_as_event_ruler_does() -> None:
    Pattern.parse({f"f{number}": [1] for number in range(MAX_FIELDS)})
    assert str(refusal({f"f{number}": [1] for number in range(MAX_FIELDS + 1)})) == f"more than {MAX_FIELDS} fields"
    pairs: list[Any] = [{f"g{number}": [1] for number in range(3)}] * MAX_ALTERNATIVES
    with within(3):
        refusal({f"f{number}": [1] for number in range(100_000)} | {"$or": pairs})


@pytest.mark.parametrize(
    "number",
    [10**400, -(10**400), 16**5_000, float("inf"), float("-inf"), float("nan")],
    ids=lambda number: type(number).__name__,
)
def test_numbers_without_room_in_a_double_are_refused(number: float) -> None:
    for value in (number, {"numeric": ["=", number]}, {"numeric": [">", 1, "<", number]}, {"anything-but": number}):
        assert "number" in str(refusal({"a": [value]}))


@pytest.mark.parametrize(
    "number", [10**400, 16**5_000, float("inf"), float("nan")], ids=lambda number: type(number).__name__
)
def test_such_numbers_in_an_event_do_no_harm(number: float) -> None:
    pattern = Pattern.parse({"a": [5, {"numeric": ["<", 0]}]})
    assert not pattern.matches({"a": number})
    assert str(pattern.explain({"a": number})).startswith("a: expected 5 or a number < 0, found ")
    assert PatternIndex([(1, pattern)]).matching({"a": number}) == []


@pytest.mark.parametrize(
    ("wildcard", "text"),
    [
        ("*a" * 5_000 + "*", "a" * 4_999 + "b" * 100_000),
        ("*a*b" * 2_000, "ab" * 1_999 + "a" * 100_000),
        ("*" + "a" * 1_000 + "b*", "a" * 200_000),
        ("a*" * 3_000 + "c", "a" * 200_000),
    ],
)
def test_wildcards_cannot_blow_up(wildcard: str, text: str) -> None:
    with within(3):
        for value in ({"wildcard": wildcard}, {"anything-but": {"wildcard": wildcard}}):
            Pattern.parse({"x": [value]}).matches({"x": text})


@pytest.mark.parametrize(
    "text", ["ß" * 100_000, "S" * 200_000, ":" * 1_000_000, "1." * 500_000, "0" * 1_000_000 + ".0.0.1"]
)
@pytest.mark.parametrize(
    "value",
    [
        {"equals-ignore-case": "ß" * 100_000},
        {"suffix": {"equals-ignore-case": "Sß" * 10_000}},
        {"cidr": "::/0"},
        "10.0.0.1",
    ],
)
def test_long_texts_do_no_harm(value: Any, text: str) -> None:
    with within(3):
        Pattern.parse({"x": [value]}).matches({"x": text})
        Pattern.parse({"x": [text]}).matches({"x": text})


def test_arrays_cannot_blow_up() -> None:
    """Ten sibling arrays of which the last one fails, for elements that all fit alone; and arrays in arrays."""
    siblings = {f"f{number}": {"x": [1], "y": [2]} for number in range(10)}
    pattern = Pattern.parse(siblings)
    event = {name: [{"x": 1, "y": 2}] * 100 for name in siblings} | {"f9": [{"x": 1}, {"y": 2}] * 100}
    deep: Any = [{"x": 1}, {"y": 2}]
    for _ in range(100_000):
        deep = [deep]
    with within(3):
        assert not pattern.matches(event)
        assert pattern.explain(event) is not None
        assert PatternIndex([(1, pattern)]).matching(event) == []
        assert not Pattern.parse({"a": {"x": [1], "y": [2]}}).matches({"a": deep})


def test_dotted_names_cannot_blow_up() -> None:
    event: dict[str, Any] = {"a" + ".a" * dots: {"a" + ".a" * more: 1 for more in range(300)} for dots in range(300)}
    with within(3):
        assert Pattern.parse({"a.a.a.a": [1]}).matches(event)


def test_a_large_pattern_is_explained_in_time() -> None:
    branches = [{f"f{number}": [{"exists": True}] for number in range(250)} for _ in range(40)]
    event = {f"f{number}": 1 for number in range(249)}
    pattern = Pattern.parse({"$or": branches})
    with within(3):
        assert str(pattern.explain(event)) == "f249: expected any value, found absent"


def test_parsing_does_not_change_the_source() -> None:
    source = {"a": ["x", {"anything-but": ["y"]}], "$or": [{"b": [1]}, {"c": [2]}]}
    before = json.dumps(source)
    Pattern.parse(source).matches({"a.b": 1, "a": "x"})
    assert json.dumps(source) == before


def test_matching_does_not_change_the_event() -> None:
    event = {"a.b": {"c": 1}, "a": {"b": {"d": 2}}, "e": [[1], {"f.g": 1}]}
    before = json.dumps(event)
    Pattern.parse({"a": {"b": {"c": [1], "d": [2]}}, "e": {"f": {"g": [1]}}}).matches(event)
    assert json.dumps(event) == before
