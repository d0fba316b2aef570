"""Random patterns and events of one shape and one small vocabulary, so that they meet often."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]

SCHEMA: Schema = {"a": {}, "b": {}, "c": {"x": {}, "y": {}}, "d": {"x": {"p": {}, "q": {}}, "y": {}}}
"""Names in names; {} is a leaf."""

PATHS = ["a", "b", "c.x", "c.y", "d.x.p", "d.x.q", "d.y", "e"]
TEXTS = st.sampled_from(["", "x", "X", "xy", "y", "ß", "SS", "k", "\u212a", "大雨", "1", "x*y", "10.0.0.1", "::1"])
NUMBERS = st.sampled_from([0, 1, 2, -1, 1.5, 2.0, 1e6])
SCALARS = st.one_of(TEXTS, NUMBERS, st.sampled_from([True, False, None]))
AFFIXES = st.sampled_from(["x", "xy", "y", "S", "大", "k"])
WILDCARDS = st.sampled_from(["*", "x*", "*y", "x*z", "*x*", "x\\*y", "xy"])

LEAVES = st.one_of(SCALARS, SCALARS, st.lists(SCALARS, max_size=3), st.sampled_from([{}, [[]], [["x"], 1], {"z": "x"}]))


@st.composite
def events(draw: st.DrawFn, schema: Schema = SCHEMA) -> dict[str, Any]:
    """An object of the schema: names may be missing, dotted, or lead to arrays where an object is expected."""
    node: dict[str, Any] = {}
    for name, inner in schema.items():
        form = draw(st.integers(0, 9))
        if form == 0:
            continue
        if not inner or form == 1:
            node[name] = draw(LEAVES)
        elif form < 5:
            node[name] = draw(events(inner))
        elif form == 5:
            node |= {f"{name}.{below}": value for below, value in draw(events(inner)).items()}
        else:
            elements = st.one_of(
                events(inner), events(inner), events(inner), SCALARS, st.lists(events(inner), max_size=2)
            )
            node[name] = draw(st.lists(elements, min_size=1, max_size=3))
    return node


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
    operator("cidr", st.just("10.0.0.0/24")),
    operator("exactly", TEXTS),
)
VALUES = st.lists(st.one_of(SCALARS, OPERATORS), min_size=1, max_size=4)


@st.composite
def patterns(draw: st.DrawFn, *, distinct: bool = True) -> dict[str, Any]:
    """A pattern, sometimes with $or. `distinct`: no path is written twice."""
    paths = draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=5, unique=distinct))
    branches = draw(st.sampled_from([0, 0, 0, 2, 3]))
    if branches == 0 or len(paths) < branches:
        return draw(_fields(paths))
    rest = paths[branches + 1 :]
    parts = [draw(_fields([path])) for path in paths[:branches]]
    parts[0] |= draw(_fields(paths[branches : branches + 1]))
    return {**draw(_fields(rest)), "$or": parts}


@st.composite
def _fields(draw: st.DrawFn, paths: list[str]) -> dict[str, Any]:
    """These paths as fields, with dots or with objects."""
    node: dict[str, Any] = {}
    for path in paths:
        *above, name = path.split(".") if draw(st.booleans()) else [path]
        place = node
        for step in above:
            place = place.setdefault(step, {})
        place[name] = draw(VALUES)
    return node


EVENTS = events().filter(bool)
PATTERNS = patterns()
REPETITIVE_PATTERNS = patterns(distinct=False)
