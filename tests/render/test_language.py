from __future__ import annotations

import pytest

from render.pages import findings, rules
from tocsin.render.language import MAX_NODES

REFUSED = [
    "{{ range(3) }}",
    "{{ alert.summary.upper() }}",
    "{{ lipsum() }}",
    "{{ self.content() }}",
    "{{ super() }}",
    "{{ caller }}",
    "{{ varargs }}",
    "{{ _private }}",
    "{{ alert.__class__ }}",
    "{{ alert['__class__'] }}",
    "{{ 'a' * 3 }}",
    "{{ 2 ** 3 }}",
    "{{ '%s' % 1 }}",
    "{{ 4 / 2 }}",
    "{{ 4 // 2 }}",
    "{{ {'a': 1} }}",
    "{{ +1 }}",
    "{{ 1e999 }}",
    "{% include 'other' %}",
    "{% import 'other' as x %}",
    "{% from 'other' import x %}",
    "{% macro m() %}{% endmacro %}",
    "{% call m() %}{% endcall %}",
    "{% filter upper %}a{% endfilter %}",
    "{% set x %}a{% endset %}",
    "{% set alert = 1 %}",
    "{% set loop = 1 %}",
    "{% set x.y = 1 %}",
    "{% for policy in [1] %}{% endfor %}",
    "{% for x in [1] %}{% set y = x %}{% endfor %}",
    "{% for x in [1] recursive %}{% endfor %}",
    "{% with x = 1 %}{% endwith %}",
    "{% block inner %}{% endblock %}",
    "{% autoescape true %}{% endautoescape %}",
    "{{ 'a'[::0] }}",
    "{{ 'a' | upper(*alert.labels) }}",
]


@pytest.mark.parametrize("body", REFUSED)
def test_refused_constructs_are_found(body: str) -> None:
    assert set(rules({"content": body})) <= {"TOC401", "TOC402", "TOC405"}
    assert rules({"content": body})


ACCEPTED = [
    "plain text, {{ '{{' }} and {# a comment #}",
    "{% raw %}{{ not a variable }}{% endraw %}",
    "{{ alert.type }} {{ alert['type'] }} {{ alert.labels['a b'] }} {{ alert.event._source }}",
    "{% set x = alert.labels %}{% if x.a %}{{ x.a }}{% elif x.b %}{{ x.b }}{% else %}-{% endif %}",
    "{% for name, value in alert.labels | dictsort if value %}{{ loop.index }}{{ name }}{% else %}-{% endfor %}",
    "{{ 'a' if alert.url is none else 'b' }} {{ alert.url or '' }} {{ not alert.url }} {{ -1 + 2 - 3 }}",
    "{{ [1, 2] | join(', ') }} {{ (1, 2)[0] }} {{ 'abc'[1:] }} {{ 1 < 2 }} {{ 'a' ~ 'b' }}",
    "{{ alert.starts_at | time('Europe/Berlin') }} {{ alert.labels | tojson(indent=2) }}",
    "{{ storm.count }} {{ contact.name }} {{ policy.owner }} {{ policy.description }} {{ policy.file }}",
]


@pytest.mark.parametrize("body", ACCEPTED)
def test_the_language_is_accepted(body: str) -> None:
    assert rules({"content": body}) == []


@pytest.mark.parametrize(
    "body",
    [
        "x" * 9000,
        "{{ alert.type }}" * 200,
        "{% set a = 1 %}" * 6,
        "{% for a in [1] %}{% for b in [1] %}{% for c in [1] %}{% endfor %}{% endfor %}{% endfor %}",
        "{% if alert %}" * 30 + "{% endif %}" * 30,
        "{{ " + "(" * 40 + "1" + "-1)" * 40 + " }}",
        "{{ " + "not " * 3000 + "1 }}",
        "{{ " + "[" * 3000 + "]" * 3000 + " }}",
        "{{ 1" + "0" * 18 + " }}",
        "{{ alert.event | tojson }}" * 101,
    ],
)
def test_bounds_are_kept(body: str) -> None:
    assert set(rules({"content": body})) == {"TOC408"}


def test_the_bound_on_parts_is_exact() -> None:
    parts = MAX_NODES - 1
    assert rules({"content": "{{ [" + ",".join(["1"] * (parts - 1)) + "] | length }}"}) == ["TOC408"]
    assert rules({"content": "{{ [" + ",".join(["1"] * (parts - 2)) + "] | length }}"}) == []


def test_an_unreadable_literal_is_a_finding() -> None:
    assert rules({"content": "{{ " + "9" * 5000 + " }}"}) == ["TOC401"]


@pytest.mark.parametrize(
    ("body", "message", "suggestion"),
    [
        ("{{ 'a' | uper }}", "unknown filter uper", "upper"),
        ("{{ 'a' | attr('b') }}", "unknown filter attr", None),
        ("{{ 'a' | trunkate(3) }}", "unknown filter trunkate", "truncate"),
        ("{{ 'a' is definde }}", "unknown test definde", "defined"),
        ("{{ 'a' | upper(1) }}", "the filter upper does not take these arguments", None),
        ("{{ 'a' | truncate(size=3) }}", "the filter truncate does not take these arguments", None),
        ("{{ 'a' | replace('b') }}", "the filter replace does not take these arguments", None),
        ("{{ 'a' is eq }}", "the test eq does not take these arguments", None),
    ],
)
def test_filters_and_tests_are_checked(body: str, message: str, suggestion: str | None) -> None:
    (finding,) = findings({"content": body})
    assert (finding.rule, finding.message, finding.suggestion) == ("TOC407", message, suggestion)


def test_public_blocks_have_no_tojson() -> None:
    assert rules({"public_content": "{{ alert.type | tojson }}"}) == ["TOC402"]
    assert rules({"content": "{{ alert.type | tojson }}"}) == []


def test_every_problem_is_reported_at_once() -> None:
    assert rules({"content": "{{ range(1) }}{{ 'a' | uper }}{{ 2 * 2 }}"}) == ["TOC402", "TOC402", "TOC407"]
