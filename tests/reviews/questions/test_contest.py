from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reviews.questions.sides import compiled, policy
from tocsin.patterns import Pattern
from tocsin.reviews.questions.alerts import Maker
from tocsin.reviews.questions.contest import Contest
from tocsin.reviews.questions.line_ups import LineUps

if TYPE_CHECKING:
    from tocsin.model import Alert
    from tocsin.policyset import Policy

LAST = policy("last", {"labels": {"a": ["x", "y"]}})


def contest(*sides: list[Policy], limit: int = 100) -> Contest:
    found = [compiled(policies) for policies in sides]
    return Contest(Maker(found), LineUps(found), limit)


def alerts(*sides: list[Policy], limit: int = 100, **rest: Any) -> list[Alert]:
    return list(contest(*sides, limit=limit).alerts([LAST], **rest))


def test_an_alert_that_nobody_else_wants_is_all_there_is() -> None:
    assert [found.labels for found in alerts([LAST])] == [{"a": "x"}]


def test_the_policy_wins_what_those_before_it_leave() -> None:
    taken, won = alerts([policy("first", {"labels": {"a": ["x"]}}), LAST], alone=False)
    assert (taken.labels, won.labels) == ({"a": "x"}, {"a": "y"})


def test_what_is_won_on_each_side() -> None:
    before = [policy("first", {"labels": {"a": ["x"]}}), LAST]
    after = [policy("second", {"labels": {"a": ["x", "y"], "b": [{"exists": False}]}}), LAST]
    taken, won, elsewhere = alerts(before, after, alone=False)
    assert taken.labels == {"a": "x"}
    assert won.labels == {"a": "y"}
    assert "b" in elsewhere.labels


def test_those_before_it_that_come_up_on_the_way_are_avoided_too() -> None:
    first = policy("first", {"severity": ["critical"]})
    second = policy("second", {"severity": ["other"]})
    *_, won = alerts([first, second, LAST], alone=False)
    assert won.severity not in {"critical", "other"}


def test_a_field_that_every_alert_has_is_not_left_out_to_win() -> None:
    *_, won = alerts([policy("first", {"type": [{"anything-but": "slow"}]}), LAST], alone=False)
    assert won.type == "slow"


def test_alone_is_without_those_of_other_files() -> None:
    beside = policy("beside", {"severity": ["critical"]}, file="b.yaml")
    taken, alone = alerts([LAST, beside])
    assert (taken.severity, alone.severity) == ("critical", "other")


def test_those_that_cannot_be_avoided_do_not_keep_others_from_being_so() -> None:
    always, beside = policy("always", {}, file="b.yaml"), policy("beside", {"severity": ["critical"]}, file="b.yaml")
    *_, found = alerts([LAST, always, beside])
    assert found.severity == "other"


def test_known_alerts_are_enough_where_they_do() -> None:
    first = [policy("first", {"labels": {"a": ["x"]}}), LAST]
    known = alerts(first, alone=False)
    assert alerts(first, known=known, alone=False) == []
    assert [found.labels for found in alerts(first, known=known[:1], alone=False)] == [{"a": "y"}]


def test_what_else_is_wanted_and_not() -> None:
    critical, labelled = Pattern.parse({"severity": ["info"]}), Pattern.parse({"labels": {"a": ["x"]}})
    (found,) = alerts([LAST], wanted=[critical], unwanted=[labelled])
    assert (found.severity, found.labels) == ("info", {"a": "y"})


def test_what_several_want() -> None:
    other = policy("other", {"severity": ["info"]})
    (found,) = contest([LAST, other]).alerts([LAST, other])
    assert (found.severity, found.labels) == ("info", {"a": "x"})


def test_there_is_none_where_the_policies_exclude_each_other() -> None:
    other = policy("other", {"labels": {"a": ["z"]}})
    assert list(contest([LAST, other]).alerts([LAST, other])) == []


def test_it_ends_at_its_limit() -> None:
    first = policy("first", {"labels": {"a": ["x"]}})
    assert len(alerts([first, LAST], limit=1)) == 1
    assert alerts([first, LAST], limit=0) == []
