from __future__ import annotations

import pytest

from render.pages import findings, rules
from tocsin.render.names import Access, read
from tocsin.render.source import parse


def accesses(body: str) -> list[Access]:
    tree = parse(body)
    assert not hasattr(tree, "rule")
    return read(tree.body).accesses


def compared(body: str) -> list[tuple[str, object]]:
    tree = parse(body)
    assert not hasattr(tree, "rule")
    return [(".".join(path), value) for path, value in read(tree.body).compared]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("{{ alert.a }}", []),
        ("{% if alert.a | default(0) | int > 90 %}{% endif %}", [("alert.a", 90)]),
        ("{% if 90 <= alert.a %}{% endif %}", [("alert.a", 90)]),
        ("{% if 1 < alert.a < 9 %}{% endif %}", [("alert.a", 1), ("alert.a", 9)]),
        (
            "{% if alert.a in ['x', 'y'] or alert.b == 'z' %}{% endif %}",
            [("alert.a", "x"), ("alert.a", "y"), ("alert.b", "z")],
        ),
        ("{% set a = alert.a.b %}{{ 'big' if a >= 2.5 else 'small' }}", [("alert.a.b", 2.5)]),
        ("{% if alert.a == alert.b %}{% endif %}", []),
    ],
)
def test_what_a_block_compares(body: str, found: list[tuple[str, object]]) -> None:
    assert compared(body) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("{{ alert.a[:100] }}{{ (alert.b | upper)[2:-5] }}", [("alert.a", 100), ("alert.b", 2), ("alert.b", 5)]),
        ("{% if alert.a | string | length > 200 %}{% endif %}", [("alert.a", 200)]),
        ("{% if 1 < alert.a | count < 9 %}{% endif %}", [("alert.a", 1), ("alert.a", 9)]),
        ("{{ alert.a | truncate(40) | upper }}{{ alert.b | truncate(length=9) }}", [("alert.a", 40), ("alert.b", 9)]),
        ("{{ alert.a | truncate }}", [("alert.a", 255)]),
        ("{{ alert.a[0] }}{{ alert.a[alert.b:] }}{{ 'x' | truncate(3) }}", []),
    ],
)
def test_at_what_lengths_a_block_cuts(body: str, found: list[tuple[str, int]]) -> None:
    tree = parse(body)
    assert not hasattr(tree, "rule")
    reading = read(tree.body)
    assert [(".".join(path), length) for path, length in reading.measured] == found
    assert reading.compared == []


def paths(body: str) -> list[str]:
    return [access.dotted for access in accesses(body)]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("{{ alert.labels.service }}", ["alert.labels.service"]),
        ("{{ alert['labels']['a b'] }}", ["alert.labels.a b"]),
        ("{{ alert.labels[alert.type] }}", ["alert.labels.*", "alert.type"]),
        ("{{ alert.event.resources[0] }}", ["alert.event.resources.*"]),
        ("{{ alert.event.a[1:].b }}", ["alert.event.a.*.b"]),
        ("{% set l = alert.labels %}{{ l.a }}", ["alert.labels", "alert.labels.a"]),
        ("{% set a, b = alert.x %}{{ a.c }}", ["alert.x"]),
        ("{% for r in alert.event.all %}{{ r.name }}{% endfor %}", ["alert.event.all", "alert.event.all.*.name"]),
        ("{% for k, v in alert.labels | dictsort %}{{ v }}{% endfor %}", ["alert.labels"]),
        ("{% if alert.a %}{% elif alert.b %}{% else %}{{ alert.c }}{% endif %}", ["alert.a", "alert.b", "alert.c"]),
        ("{{ alert.a if alert.b else alert.c }}", ["alert.b", "alert.a", "alert.c"]),
        ("{{ alert.a | default(alert.b) }}", ["alert.a", "alert.b"]),
        ("{{ alert.a is eq(alert.b) }}{{ alert.c == alert.d ~ alert.e }}", [f"alert.{x}" for x in "abcde"]),
        ("{{ [alert.a, (alert.b, -alert.c)] | join(sep) }}", ["alert.a", "alert.b", "alert.c"]),
    ],
)
def test_what_a_block_reads(body: str, read: list[str]) -> None:
    assert paths(body) == read


@pytest.mark.parametrize(
    ("body", "guarded"),
    [
        ("{{ alert.a }}", [False]),
        ("{{ alert.a | default('') }}", [True]),
        ("{{ alert.a | upper | default('') }}", [False]),
        ("{% if alert.a %}{{ alert.a }}{% endif %}", [True, True]),
        ("{% if alert.a is defined and alert.b %}{{ alert.a }}{{ alert.b }}{% endif %}", [True] * 4),
        ("{% if alert.a %}{% else %}{{ alert.a }}{% endif %}", [True, False]),
        ("{{ alert.a if alert.a }}", [True, True]),
        ("{{ alert.a or alert.b }}", [False, False]),
        ("{% if not alert.a %}{% endif %}{% if alert.a == 1 %}{% endif %}", [True, False]),
    ],
)
def test_where_an_absent_field_is_provided_for(body: str, guarded: list[bool]) -> None:
    assert [access.guarded for access in accesses(body)] == guarded


@pytest.mark.parametrize(
    ("body", "message", "suggestion"),
    [
        ("{{ alrt.type }}", "alrt is not defined here", "alert"),
        ("{{ x }}{% set x = 1 %}", "x is not defined here", None),
        ("{% for x in [1] %}{% endfor %}{{ x }}", "x is not defined here", None),
        ("{{ loop.index }}", "loop is not defined here", None),
        ("{% if alert.type %}{% set text = 1 %}{% endif %}{{ text }}", "text is not defined here", None),
        (
            "{% if alert.type %}{% set t = 1 %}{% elif alert.url %}{% else %}{% set t = 2 %}{% endif %}{{ t }}",
            "t is not defined here",
            None,
        ),
        ("{{ alert.sumary }}", "alert has no field sumary", "summary"),
        ("{{ policy.team }}", "policy has no field team", None),
        ("{{ contact.phone }}", "contact has no field phone", None),
        ("{{ alert.summary.text }}", "alert.summary has no fields of its own", None),
        ("{% for x in [1] %}{{ loop.cycle }}{% endfor %}", "loop has no field cycle", None),
    ],
)
def test_names_that_nothing_gives(body: str, message: str, suggestion: str | None) -> None:
    (finding,) = findings({"content": body})
    assert (finding.rule, finding.message, finding.suggestion) == ("TOC403", message, suggestion)


@pytest.mark.parametrize(
    "body",
    [
        "{% if alert.type %}{% set x = 1 %}{% else %}{% set x = 2 %}{% endif %}{{ x }}",
        "{% if alert.type %}{% set x = 1 %}{{ x }}{% endif %}{{ x | default('') }}",
        "{% for x in [1] %}{% for y in [2] %}{{ x }}{{ y }}{{ loop.last }}{% endfor %}{% endfor %}",
        "{% if storm %}{{ storm.count }}{% endif %}",
        "{{ alert.summary[:20] }}",
    ],
)
def test_names_that_are_there(body: str) -> None:
    assert rules({"content": body}) == []


@pytest.mark.parametrize("name", ["alert", "alert.labels", "alert.annotations", "policy", "contact", "storm"])
def test_printing_a_whole_mapping_is_a_mistake(name: str) -> None:
    assert rules({"content": f"{{{{ {name} }}}}"}) == ["TOC402"]
