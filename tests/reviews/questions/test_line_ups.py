from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviews.questions.sides import compiled, policy
from sets import alert
from tocsin.reviews.questions.line_ups import LineUps

if TYPE_CHECKING:
    from tocsin.policyset import Policy

A, B, C = (policy(name, {"type": [name]}) for name in "abc")
FULL: dict[str, Any] = alert(type="a").view()


def line_ups(*sides: list[Policy]) -> LineUps:
    return LineUps([compiled(policies) for policies in sides])


def differing(*sides: list[Policy]) -> set[str]:
    return set(line_ups(*sides).differing)


def again(one: Policy, **changes: Any) -> Policy:
    """The same policy as another side has it: parsed anew, on another line."""
    return policy(one.name, dict(one.pattern.source))._replace(line=7, **changes)


def test_a_policy_that_is_the_same_but_for_its_line_is_there_once() -> None:
    assert [each.name for each in line_ups([A, B], [again(A), again(B)]).policies] == ["a", "b"]
    assert differing([A, B], [again(A), again(B)]) == set()


def test_policies_are_in_the_order_of_files_whatever_side_has_them() -> None:
    first, last = policy("z", {}, file="0.yaml"), policy("y", {}, file="b.yaml")
    assert [each.name for each in line_ups([A, last], [first, again(A), again(C)]).policies] == ["z", "a", "c", "y"]


def test_versions_of_a_policy() -> None:
    changed = again(B, owner="web")
    found = line_ups([A, B], [again(A), changed])
    assert [each.owner for each in found.versions["a"]] == [""]
    assert [each.owner for each in found.versions["b"]] == ["", "web"]
    assert found.differing == {"b"}


def test_what_moves_differs_with_what_it_leaves_and_goes_to() -> None:
    assert differing([A, B, C], [again(B), again(A), again(C)]) == {"a", "b", "c"}
    assert differing([A, B, C], [again(A), again(C)]) == {"b", "c"}


def test_a_file_before_it_makes_no_difference_to_a_policy() -> None:
    assert differing([A, B], [policy("z", {}, file="0.yaml"), again(A), again(B)]) == {"z"}


def test_of_one_side_alone_all_differ() -> None:
    assert differing([A, B]) == {"a", "b"}


def rivals(side: int, wanted: list[Policy], *sides: list[Policy]) -> list[Any]:
    found = line_ups(*sides)
    return [pattern.source for pattern in found.rivals(side, wanted, found.matching(FULL))]


ALL, CRITICAL = {"type": ["a", "b"]}, {"severity": [None]}


def test_rivals_match_before_the_policy_in_its_file_on_that_side() -> None:
    broad = policy("broad", ALL)
    assert rivals(0, [A], [A, B], [broad, again(A)]) == []
    assert rivals(1, [A], [A, B], [broad, again(A)]) == [ALL]
    assert rivals(0, [A], [policy("broad", ALL, file="0.yaml"), A]) == []
    assert rivals(0, [A], [policy("broad", ALL, continues=True), A]) == []
    assert rivals(0, [A], [B, A]) == []


def test_of_several_policies_the_first_of_each_file_counts() -> None:
    before, between = policy("before", CRITICAL), policy("between", ALL)
    last = policy("last", {})
    assert rivals(0, [A, last], [before, A, between, last]) == [CRITICAL]
    elsewhere = policy("elsewhere", {}, file="b.yaml")
    assert rivals(0, [A, elsewhere], [A, policy("there", ALL, file="b.yaml"), elsewhere]) == [ALL]


def test_a_policy_that_a_side_does_not_have_has_no_rivals_there() -> None:
    assert rivals(1, [A], [policy("broad", ALL), A], [policy("broad", ALL)]) == []


def test_company_is_whatever_else_matches_on_any_side() -> None:
    after, elsewhere = policy("after", ALL), policy("elsewhere", CRITICAL, file="b.yaml")
    found = line_ups([A, after], [again(A, owner="web"), B, elsewhere])
    assert [pattern.source for pattern in found.company([A], found.matching(FULL))] == [ALL, CRITICAL]
