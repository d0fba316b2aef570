from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from reviews.questions.sides import compiled, policy
from sets import alert
from tocsin.reviews.questions.alerts import Maker
from tocsin.reviews.questions.combinations import combinations

if TYPE_CHECKING:
    from tocsin.policyset import Policy

VALUES = ["x", "y", "z"]
CONDITIONS = st.sampled_from([["x"], ["y"], ["x", "y"], [{"anything-but": "x"}], [{"exists": False}]])
MATCHES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {}, optional={"labels": st.dictionaries(st.sampled_from("ab"), CONDITIONS, min_size=1)}
)


def made(*matches: dict[str, Any]) -> list[set[str]]:
    """The names of the policies of each combination: "0" for the first match, and so on."""
    policies = [policy(str(number), match) for number, match in enumerate(matches)]
    return [{each.name for each in matching} for matching, _ in combinations(maker(policies), policies)]


def maker(policies: list[Policy]) -> Maker:
    return Maker([compiled(policies)])


def test_every_combination_of_three_that_do_not_care_for_each_other() -> None:
    found = made({"type": ["t"]}, {"severity": ["info"]}, {"labels": {"a": ["x"]}})
    assert sorted(map(sorted, found)) == [["0"], ["0", "1"], ["0", "1", "2"], ["0", "2"], ["1"], ["1", "2"], ["2"]]


def test_no_combination_that_cannot_be() -> None:
    assert made({"type": ["t"]}, {"type": ["u"]}) == [{"0"}, {"1"}]
    assert made({}, {"type": ["u"]}) == [{"0"}, {"0", "1"}]
    assert made() == []


@given(st.lists(MATCHES, min_size=1, max_size=4))
def test_all_that_any_alert_shows_each_by_an_alert_that_shows_it(matches: list[dict[str, Any]]) -> None:
    policies = [policy(str(number), match) for number, match in enumerate(matches)]
    found = [*combinations(maker(policies), policies)]
    for matching, shown in found:
        assert [*matching] == [each for each in policies if each.pattern.matches(shown.view())]

    there = set[frozenset[str]]()
    for a, b in product([*VALUES, None], repeat=2):
        view = alert(labels={name: value for name, value in (("a", a), ("b", b)) if value}).view()
        there.add(frozenset(each.name for each in policies if each.pattern.matches(view)))
    assert {frozenset(each.name for each in matching) for matching, _ in found} == there - {frozenset()}
