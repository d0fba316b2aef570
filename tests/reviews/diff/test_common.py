"""What two sides have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.diff.kept import open_kept
from tocsin.reviews.diff.common import sharing

if TYPE_CHECKING:
    from tocsin.patterns.condition import Condition
    from tocsin.reviews.diff import Opened

BEFORE = """
version: 1
settings: {account: "111122223333", region: us-east-2}
contacts: {ann: {channels: {phone: {sms: "+12065550100"}}, plan: [{notify: [phone], for: 5m}]}}
policies:
  - name: p
    match: {type: [a], severity: [critical], labels: {env: [{prefix: x}], n: [{numeric: [">", 1]}]}}
    page: ann
    template: t
"""
AFTER = BEFORE.replace("[critical]", "[error]").replace('">", 1', '">=", 1')
TEXT = "{% block subject %}s{% endblock %}{% block content %}c{% endblock %}"


def sides(text: str = TEXT) -> tuple[Opened, Opened]:
    before = {"policies/a.yaml": BEFORE, "templates/t.j2": TEXT}
    after = {"policies/a.yaml": AFTER, "templates/t.j2": text}
    return open_kept("base", before), open_kept("head", after)


def conditions(side: Opened) -> dict[str, Condition]:
    ((row,),) = (policy.pattern.alternatives for policy in side.side.policies.policies)
    return {condition.path: condition for condition in row}


def test_conditions_that_say_the_same_are_one_and_others_stay_apart() -> None:
    before, after = map(conditions, sharing(*sides()))
    assert {path for path in before if before[path] is after[path]} == {"type", "labels.env"}
    assert str(after["labels.n"]) == "a number >= 1"


def test_the_set_that_is_asked_is_the_one_that_pages() -> None:
    for side in sharing(*sides()):
        assert side.side.policies is side.engine.policies


def test_templates_are_shared_where_all_are_the_same() -> None:
    before, after = sharing(*sides())
    assert before.engine.templates is after.engine.templates
    before, after = sharing(*sides(TEXT.replace("s{", "other{")))
    assert before.engine.templates is not after.engine.templates
