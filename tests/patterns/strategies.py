"""Random patterns and events from one small vocabulary, so that they meet often."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "c"])
KEYS = st.one_of(NAMES, NAMES, NAMES, st.sampled_from(["a.b", "b.c", "a.b.c"]))
TEXTS = st.sampled_from(
    ["", "x", "X", "xy", "xyz", "y", "zx", "ß", "SS", "k", "\u212a", "大雨", "1", "x*y", "10.0.0.1"]
)
NUMBERS = st.sampled_from([0, 1, 2, -1, 1.5, 2.0, 100, 1e6])
SCALARS = st.one_of(TEXTS, NUMBERS, st.sampled_from([True, False, None]))
AFFIXES = st.sampled_from(["x", "xy", "z", "S", "大", "k"])
WILDCARDS = st.sampled_from(["*", "x*", "*y", "x*z", "*x*", "x\\*y", "xy"])


def objects(keys: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Events: objects and arrays up to three deep."""
    return st.dictionaries(
        keys,
        st.recursive(
            SCALARS,
            lambda inner: st.one_of(
                st.dictionaries(keys, inner, max_size=3),
                st.dictionaries(keys, inner, max_size=3),
                st.lists(inner, max_size=3),
            ),
            max_leaves=8,
        ),
        min_size=1,
        max_size=3,
    )


EVENTS = objects(KEYS)

RANGES = st.one_of(
    st.tuples(st.sampled_from(["=", "<", "<=", ">", ">="]), NUMBERS).map(list),
    st.tuples(st.sampled_from([">", ">="]), st.sampled_from([0, -1, 1]), st.sampled_from(["<", "<="]), st.just(2)).map(
        list
    ),
)


def one_or_list(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value, or a list of some."""
    return st.one_of(values, st.lists(values, min_size=1, max_size=2))


def operator(name: str, operands: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """{name: operand}."""
    return operands.map(lambda operand: {name: operand})


IGNORING = operator("equals-ignore-case", TEXTS)
EXCLUDED = st.one_of(
    one_or_list(TEXTS),
    one_or_list(NUMBERS),
    operator("prefix", one_or_list(AFFIXES)),
    operator("suffix", one_or_list(AFFIXES)),
    operator("equals-ignore-case", one_or_list(TEXTS)),
    operator("wildcard", one_or_list(WILDCARDS)),
)
OPERATORS = st.one_of(
    operator("prefix", st.one_of(AFFIXES, st.just(""), IGNORING)),
    operator("suffix", st.one_of(AFFIXES, st.just(""), IGNORING)),
    IGNORING,
    operator("anything-but", EXCLUDED),
    operator("numeric", RANGES),
    operator("exists", st.booleans()),
    operator("wildcard", WILDCARDS),
    operator("cidr", st.sampled_from(["10.0.0.0/24", "10.0.0.2/31"])),
    operator("exactly", TEXTS),
)
VALUES = st.lists(st.one_of(SCALARS, SCALARS, OPERATORS), min_size=1, max_size=3)


def fields(values: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of fields, some in objects, some with $or."""
    plain = st.dictionaries(
        KEYS, st.one_of(values, values, st.dictionaries(KEYS, values, min_size=1, max_size=2)), min_size=1, max_size=3
    )
    branches = st.lists(plain, min_size=2, max_size=3)
    return st.one_of(
        plain,
        plain,
        plain,
        st.builds(lambda rest, either: {**rest, "$or": either}, plain, branches),
        st.builds(
            lambda name, either, more: {name: {"$or": either, **more}}, NAMES, branches, st.one_of(st.just({}), plain)
        ),
    )


PATTERNS = fields(VALUES)
