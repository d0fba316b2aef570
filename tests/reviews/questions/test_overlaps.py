from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.questions.sides import policy
from tocsin.patterns import Pattern
from tocsin.patterns.witness import together
from tocsin.reviews.questions.overlaps import FEWEST, Overlaps, demands

FIELDS = st.sampled_from([["x"], ["y"], ["x", "y"], [{"prefix": "x"}], [{"anything-but": "x"}], [{"exists": False}]])
MATCHES = st.one_of(
    st.fixed_dictionaries({}, optional={"a": FIELDS, "b": FIELDS}),
    st.fixed_dictionaries({"$or": st.lists(st.fixed_dictionaries({"a": FIELDS}, optional={"b": FIELDS}), min_size=2)}),
)


def named(found: Any) -> list[str]:
    """Each pair as one word."""
    return ["".join(policy.name for policy in pair) for pair in found]


def test_a_pattern_demands_what_all_its_alternatives_do() -> None:
    pattern = Pattern.parse({"a": ["x", 1], "b": [{"prefix": "y"}], "$or": [{"c": ["p"], "d": [2]}, {"c": ["q"]}]})
    assert demands(pattern) == {"a": frozenset({"x", 1}), "c": frozenset({"p", "q"})}


@given(st.lists(MATCHES, min_size=2, max_size=6))
def test_no_pair_that_wants_the_same_event_is_missed(matches: list[dict[str, Any]]) -> None:
    policies = [policy(f"p{number}", match) for number, match in enumerate(matches)]
    found = {frozenset({one.name, other.name}) for one, other in Overlaps(policies).of({"p0"}, 100)}
    for other in policies[1:]:
        if together(policies[0].pattern, other.pattern):
            assert {"p0", other.name} in found


def test_a_demand_keeps_policies_apart() -> None:
    policies = [policy("a", {"t": ["x"]}), policy("b", {"t": ["y"]}), policy("c", {"t": ["x", "z"]}), policy("d", {})]
    assert sorted(named(Overlaps(policies).of("abcd", 100))) == ["ac", "ad", "bd", "cd"]


def test_files_keep_policies_apart_unless_told_otherwise() -> None:
    policies = [policy("a", {}), policy("b", {}, file="b.yaml"), policy("c", {}, file="b.yaml")]
    assert named(Overlaps(policies).of("a", 100)) == []
    assert named(Overlaps(policies, within_files=False).of("a", 100)) == ["ab", "ac"]


def test_the_next_neighbours_come_first_and_the_earlier_policy_of_a_pair() -> None:
    policies = [policy(name, {"l": [{"prefix": name}]}) for name in "abcde"]
    assert named(Overlaps(policies).of("c", 100)) == ["cd", "ce", "bc", "ac"]


def test_each_policy_has_its_share_of_the_limit() -> None:
    policies = [policy(f"p{number:02}", {}) for number in range(40)]
    some = {"p00", "p20"}
    found = list(Overlaps(policies).of(some, 20))
    assert len(found) == 20
    assert {name: sum(name in pair for pair in map(names, found)) for name in some} == {"p00": 10, "p20": 10}
    assert len(list(Overlaps(policies).of({"p00"}, 1))) == FEWEST


def names(pair: Any) -> set[str]:
    return {policy.name for policy in pair}


@pytest.mark.parametrize(("match", "met"), [({"t": ["x"]}, ["a", "c"]), ({"u": ["x"]}, ["a", "b", "c"])])
def test_what_a_pattern_may_meet_in_any_file(match: dict[str, Any], met: list[str]) -> None:
    policies = [policy("a", {"t": ["x"]}), policy("b", {"t": ["y"]}), policy("c", {}, file="b.yaml")]
    assert [each.name for each in Overlaps(policies).meeting(Pattern.parse(match))] == met
