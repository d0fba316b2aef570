from __future__ import annotations

import pytest

from render.pages import content, failure


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("alert.labels.service is defined", True),
        ("alert.labels.gone is defined", False),
        ("alert.event.no.such.path is undefined", True),
        ("alert.url is none", True),
        ("alert.url is defined", True),
        ("alert.summary is string", True),
        ("alert.labels.p99_ms is number and alert.labels.p99_ms is integer", True),
        ("1.5 is float and true is boolean and true is true and false is false", True),
        ("true is number", False),
        ("alert.labels is mapping and alert.event.resources is sequence", True),
        ("alert.status is eq('firing') and alert.status is ne('resolved')", True),
        ("alert.labels.p99_ms is gt(2000) and alert.labels.p99_ms is ge(2140)", True),
        ("alert.labels.p99_ms is lt(2000) or alert.labels.p99_ms is le(2139)", False),
        ("'prod' is in(alert.labels.env)", True),
        ("alert.labels.env == 'prod-eu' and alert.labels.p99_ms > 2000", True),
        ("'prod' in alert.labels.env and 'env' in alert.labels and 'x' not in ['y']", True),
        ("1 < 2 < 3 and not 3 < 2", True),
        ("alert.labels.gone", False),
        ("alert.labels.gone or alert.annotations or not alert.labels", False),
        ("none == alert.url", True),
    ],
)
def test_conditions_hold(condition: str, holds: bool) -> None:
    assert content(f"{{% if {condition} %}}yes{{% else %}}no{{% endif %}}") == ("yes" if holds else "no")


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("alert.event == alert.event", "a mapping cannot be compared"),
        ("alert.event.resources is eq(alert.event.resources)", "a list cannot be compared"),
        ("alert.labels.gone == 'x'", "'gone' is undefined"),
        ("'x' in alert.labels.gone", "'gone' is undefined"),
        ("'x' in 3", "a number is not a list"),
        ("alert.labels in ['x']", "a mapping cannot be compared"),
        ("alert.labels.p99_ms > '2'", "TypeError"),
    ],
)
def test_conditions_refuse(condition: str, why: str) -> None:
    assert why in failure(f"{{% if {condition} %}}yes{{% endif %}}")


def test_members_that_cannot_be_compared_are_passed_over() -> None:
    assert content("{{ 'x' in alert.event.all }}", event={"all": [{"x": 1}, ["x"], "x"]}) == "true"
