from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.questions.sides import compiled, policy, side
from sets import alert
from tocsin.match import decide
from tocsin.patterns import Pattern
from tocsin.policyset import Silence
from tocsin.reviews.questions import Question, Side, questions

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.model import Alert
    from tocsin.policyset import Policy

VALUES = st.lists(
    st.sampled_from(["x", "y", {"prefix": "x"}, {"anything-but": "x"}, {"exists": False}, {"exists": True}]),
    min_size=1,
    max_size=2,
)
MATCHES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from([["t"], ["u"], ["t", "u"], [{"anything-but": "t"}]]),
            "severity": st.sampled_from([["critical"], ["info"], ["critical", "info"]]),
            "labels": st.dictionaries(st.sampled_from("ab"), VALUES, min_size=1, max_size=2),
        },
    ),
)
ROWS = st.tuples(
    st.sampled_from("ABCDE"), MATCHES, st.sampled_from("PQR"), st.sampled_from(["1.yaml", "2.yaml"]), st.booleans()
)
Row = tuple[str, dict[str, Any], str, str, bool]


def every_alert() -> list[Alert]:
    """Of a world with two types, two severities and two labels."""
    found = []
    for kind, severity, a, b in product("tu", ["critical", "info"], ["x", "y", None], ["x", "y", None]):
        labels = {name: value for name, value in (("a", a), ("b", b)) if value is not None}
        found.append(alert(type=kind, severity=severity, labels=labels))
    return found


ALERTS = every_alert()


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Side, Side]:
    """A policy set, and the same after an edit or two."""
    rows = draw(st.lists(ROWS, min_size=1, max_size=5))
    edited = [*rows]
    for _ in range(draw(st.integers(1, 2))):
        edit(draw, edited)
    return world(rows), world(edited)


def edit(draw: st.DrawFn, rows: list[Row]) -> None:
    place = draw(st.integers(0, max(0, len(rows) - 1)))
    way = draw(st.sampled_from(["add", "remove", "move", "match", "target"]))
    if not rows or way == "add":
        rows.insert(place, draw(ROWS))
        return
    name, match, target, file, continues = rows.pop(place)
    if way == "move":
        rows.insert(draw(st.integers(0, len(rows))), (name, match, target, file, continues))
    elif way == "match":
        rows.insert(place, (name, draw(MATCHES), target, file, continues))
    elif way == "target":
        rows.insert(place, (name, match, draw(st.sampled_from("PQR")), file, continues))


def world(rows: list[Row]) -> Side:
    named: dict[str, Policy] = {}
    for name, match, target, file, continues in rows:
        named.setdefault(name, policy(name, match, target, file, continues=continues))
    return compiled(sorted(named.values(), key=lambda each: each.file))


def told_apart(sides: tuple[Side, Side], found: Alert) -> object:
    """Whom the sides page for an alert, if not the same."""
    decisions = [decide(each.policies, found, None) for each in sides]
    before, after = (frozenset(route.target.name for route in each.routes) for each in decisions)
    return (before, after) if before != after else None


@pytest.mark.slow
@settings(max_examples=500)
@given(pairs())
def test_whatever_difference_any_alert_shows_an_alert_that_is_asked_about_shows_too(sides: tuple[Side, Side]) -> None:
    shown = {told_apart(sides, question.alert) for question in questions(sides)}
    assert {told_apart(sides, found) for found in ALERTS} - {None} <= shown


def asked(*sides: Side) -> list[Question]:
    return list(questions(sides))


def origins(*sides: Side) -> list[str]:
    return list(dict.fromkeys(question.origin for question in asked(*sides)))


def shown(found: list[Question], origin: str) -> list[tuple[str, str | None, Any]]:
    return [(each.alert.type, each.alert.severity, each.alert.labels) for each in found if each.origin == origin]


def test_what_people_wrote_comes_first_and_as_it_is() -> None:
    at = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)
    given_ = [Question(alert(), None, "sample samples/a.json"), Question(alert(), at, "test at night")]
    one = compiled([policy("p", {"type": ["disk-full"]})])._replace(given=given_)
    assert asked(one, one)[:2] == given_


def test_each_question_is_asked_once() -> None:
    one = compiled([policy("p", {"type": ["t"]}), policy("q", {"type": ["t"]}), policy("r", {"type": ["u"]})])
    found = Counter((json.dumps(each.alert.view()), each.at) for each in asked(one, one))
    assert max(found.values()) == 1


def test_a_policy_that_differs_is_asked_about_at_its_bounds_too() -> None:
    before = policy("p", {"type": ["t"], "labels": {"p99": [{"numeric": [">", 5]}]}})
    after = policy("p", {"type": ["t"], "labels": {"p99": [{"numeric": [">", 7]}]}})
    found = asked(compiled([before]), compiled([after]))
    assert {6, 8} <= {labels.get("p99") for _, _, labels in shown(found, "made from policy p")}
    assert {5, 7, None} <= {labels.get("p99") for _, _, labels in shown(found, "just outside policy p")}


def test_a_policy_that_is_the_same_has_its_entries_and_no_near_misses() -> None:
    one = compiled([policy("p", {"type": ["t", "u"], "severity": ["critical", "error"]})])
    found = asked(one, one)
    assert [row[:2] for row in shown(found, "made from policy p")] == [
        ("t", "critical"),
        ("u", "critical"),
        ("t", "error"),
    ]
    assert shown(found, "just outside policy p") == []


def test_each_policy_is_asked_about_once_it_is_over() -> None:
    one = compiled([policy("p", {"type": ["t", "u"]})])
    over = [each.alert for each in asked(one, one) if each.origin == "made from policy p, resolved"]
    assert [(each.type, each.status) for each in over] == [("t", "resolved")]


def test_what_a_version_takes_and_the_other_leaves() -> None:
    before = policy("p", {"labels": {"env": [{"prefix": "prod"}]}})
    after = policy("p", {"labels": {"env": ["prod", {"suffix": "x"}]}})
    sides = compiled([before]), compiled([after])
    found = {(before.pattern.matches(v), after.pattern.matches(v)) for v in (e.alert.view() for e in asked(*sides))}
    assert found == {(True, True), (True, False), (False, True), (False, False)}


def test_what_two_policies_of_a_file_want() -> None:
    one = compiled([policy("p", {"type": ["t"]}), policy("q", {"severity": ["info"]}), policy("r", {"type": ["u"]})])
    found = asked(one, one)
    assert shown(found, "made from policies p and q") == [("t", "info", {})]
    assert shown(found, "made from policies p and r") == []


def test_what_policies_of_two_files_want_if_one_differs() -> None:
    here, there = policy("p", {"type": ["t"]}), policy("q", {"severity": ["info"]}, file="b.yaml")
    sides = compiled([here, there]), compiled([here._replace(owner="web"), there])
    assert "made from policies p and q" in origins(*sides)
    assert "made from policies p and q" not in origins(sides[0], sides[0])


def test_a_third_policy_that_pages_a_target_of_two_is_asked_about_with_them() -> None:
    """Where `r` pages ann as well, `q` in the place of `p` only adds ben."""
    q, r = policy("q", {"severity": ["info"]}, "ben"), policy("r", {"labels": {"a": ["x"]}}, "ann", "b.yaml")
    sides = compiled([policy("p", {"type": ["t"]}), q, r]), compiled([policy("p", {"type": ["u"]}), q, r])
    assert ("t", "info", {"a": "x"}) in shown(asked(*sides), "made from policies p and q and r")


def test_what_both_versions_of_a_policy_and_a_third_one_want() -> None:
    """Before, `p` comes first and ends it; now `q` goes on to `p`: ben joins only where both versions match."""
    q = policy("q", {"severity": ["info"]}, "ben", continues=True)
    before = [policy("p", {"type": ["t"]}), q]
    after = [q, policy("p", {"labels": {"a": ["x"]}})]
    assert ("t", "info", {"a": "x"}) in shown(asked(compiled(before), compiled(after)), "made from policies p and q")


def quiet(name: str, match: dict[str, Any], until: str = "2026-02-01T00:00:00Z") -> Silence:
    return Silence(name, "a.yaml", 9, Pattern.parse(match), None, until, "planned")


def test_what_a_silence_takes_from_whom_and_what_its_other_version_leaves() -> None:
    policies = [policy("p", {"type": ["t"]}), policy("q", {"type": ["u"], "labels": {"team": ["db"]}})]
    narrow, broad = quiet("s", {"labels": {"team": ["web"]}}), quiet("s", {"labels": {"team": ["web", "ops"]}})
    found = asked(compiled(policies, silences=(narrow,)), compiled(policies, silences=(broad,)))
    assert {labels["team"] for *_, labels in shown(found, "made from silence s")} == {"web", "ops"}
    taken = shown(found, "made from silence s and policy p")
    assert [(kind, labels["team"]) for kind, _, labels in taken] == [("t", "web"), ("t", "ops")]
    assert shown(found, "made from silence s and policy q") == []


CATALOGUE = """
version: 1
alerts:
  slow: {fields: {alert.labels.service: {}}, samples: [../samples/slow.json]}
  down: {}
policies: [{name: p, alert: slow, page: bob}]
"""


def test_the_types_of_the_catalogue_and_one_of_which_nobody_has_heard(tmp_path: Path) -> None:
    one = side(tmp_path, {"a.yaml": CATALOGUE, "slow.json": '{"type": "slow", "status": "firing"}'})
    found = asked(one, one)
    assert found[0].origin == "sample samples/slow.json"
    assert shown(found, "alert type slow") == [("slow", "critical", {"service": "service"})]
    assert shown(found, "alert type down") == [("down", "critical", {})]
    assert shown(found, "an alert of no known type") == [("unheard-of", "critical", {})]


def test_a_side_without_policies_is_no_trouble() -> None:
    assert origins(compiled([]), compiled([])) == ["an alert of no known type"]
    assert "made from policy p" in origins(compiled([]), compiled([policy("p", {"type": ["t"]})]))


def many(word: str) -> list[Policy]:
    texts = ({"type": [f"t{n}"], "labels": {"env": [{"prefix": word}], "l": [{"suffix": word}]}} for n in range(300))
    return [policy(f"p{number}", match) for number, match in enumerate(texts)]


def test_large_sets_are_asked_less_of_each_policy() -> None:
    policies = many("a")
    assert len(asked(compiled(policies), compiled(policies))) <= 300 * 9 + 1
    assert len(asked(compiled(policies), compiled(many("b")))) <= 600 * 40


SCRIPT = """
from reviews.questions.sides import compiled, policy
from tocsin.reviews.questions import questions
texts = [f"v{n}" for n in range(20)]
rest = policy("q", {"severity": ["info"]})
sides = [compiled([policy("p", {"type": texts, "labels": {"a": texts[:k]}}), rest]) for k in (9, 20)]
for question in questions(sides):
    print(question)
"""


def test_the_same_questions_in_the_same_order_whatever_the_hash_seed() -> None:
    def run(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, check=True)
        return done.stdout.decode()

    assert run("1") == run("2")
