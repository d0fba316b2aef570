from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.pages import BASE, alert, findings, page, source
from tocsin.finding import Span
from tocsin.render.lint import Use, lint, lint_expression
from tocsin.render.source import PolicyTemplate

TYPES = {
    "latency": {
        "alert.labels.service": "public",
        "alert.labels.p99_ms": "public",
        "alert.labels.env": "internal",
        "alert.event.detail.state": "internal",
        "alert.event.resources": "internal",
    }
}
PUBLIC = frozenset({"alert.labels.service", "alert.labels.p99_ms"})


def test_findings_point_at_the_word() -> None:
    (finding,) = findings({"content": "\n\n  {{ alert.labels.servce }}"}, TYPES)
    assert finding.span == Span("templates/page.j2", 4, 19, 4, 25)
    assert finding.suggestion == "service"
    assert finding.help == "Declare it in the alert type's `fields`."


def test_findings_come_in_the_order_of_files_and_places_each_once() -> None:
    sources = {
        name: source(BASE | {"subject": "{{ x }}", "content": "{{ alert.labels.nope }}\n{{ y }}"}, name)
        for name in "ba"
    }
    uses = [Use(f"policy-{n}", name, TYPES) for name in "ab" for n in range(3)]
    found = lint(sources, uses)
    assert [(finding.span.path[-4], finding.span.line) for finding in found] == [
        ("a", 1), ("a", 2), ("a", 3), ("b", 1), ("b", 2), ("b", 3),
    ]  # fmt: skip


def test_unused_templates_are_checked_for_all_but_fields() -> None:
    blocks = {"content": "{{ alert.labels.nope }} {{ nope }}", "public_content": "{{ alert.labels.nope }}"}
    assert [finding.message for finding in findings(blocks, TYPES, used=False)] == ["nope is not defined here"]


def test_an_inherited_block_is_reported_in_its_own_file() -> None:
    sources = {
        "base": source(BASE | {"content": "\n{{ alert.labels.nope }}"}, "base"),
        "page": source({"subject": "s"}, "page", '{% extends "base" %}\n'),
    }
    (finding,) = lint(sources, [Use("checkout", "page", TYPES)])
    assert (finding.span.path, finding.span.line) == ("templates/base.j2", 3)


def test_a_use_of_an_unknown_template_is_another_check() -> None:
    assert lint({}, [Use("checkout", "gone", TYPES)]) == []


@pytest.mark.parametrize(
    ("text", "rule", "column"),
    [
        ("arn:{{ nope }}", "TOC403", 22),
        ("{{ alert.type | uper }}", "TOC407", 31),
        ("{{ 2 * 2 }}", "TOC402", 15),
        ("{{ open", "TOC401", 15),
    ],
)
def test_expressions_are_reported_where_they_stand_in_the_policy(text: str, rule: str, column: int) -> None:
    (finding,) = lint_expression(PolicyTemplate("incident", "policies/a.yaml", text, 12, 15))
    assert (finding.rule, finding.span.path, finding.span.line) == (rule, "policies/a.yaml", 12)
    assert finding.span.column == column


def test_good_expressions_have_no_findings_whatever_is_declared() -> None:
    source = PolicyTemplate("incident", "policies/a.yaml", "{{ alert.event.detail.state.arn }}", 12)
    assert lint_expression(source) == []


@given(st.text(max_size=200) | st.text("{}%# alertblocksubj.|'\n", max_size=200))
def test_any_text_has_findings_or_none(text: str) -> None:
    for finding in lint({"page": PolicyTemplate("page", "templates/page.j2", text)}, [Use("p", "page", TYPES)]):
        assert finding.rule.startswith("TOC4")
        assert 1 <= finding.span.line <= len(text.splitlines()) + 1
        assert finding.span.column < finding.span.end_column


TEXTS = st.sampled_from(
    ["alert.type", "alert.labels.service", "alert.labels.env", "alert.summary", "policy.owner", "contact.name",
     "alert.event.detail.state.value", "alert.region", "alert.starts_at", "'a b'", "alert.labels.nope", "alert.sumary",
     "nope", "word"]
)  # fmt: skip
NUMBERS = st.sampled_from(["alert.labels.p99_ms", "3", "2.5", "loop.index", "(alert.summary | length)"])
LISTS = st.sampled_from(["alert.event.resources", "alert.labels", "['x', 'y']", "alert.annotations"])
GOOD = st.one_of(
    TEXTS,
    NUMBERS,
    st.builds(
        "{} | {}".format,
        TEXTS,
        st.sampled_from(["upper", "title", "trim", "truncate(9)", "default('-')", "time", "nope"]),
    ),
    st.builds(
        "{} | {}".format, LISTS, st.sampled_from(["join(', ')", "length", "sort | join", "unique | length", "tojson"])
    ),
    st.builds("{} | {}".format, NUMBERS, st.sampled_from(["round(1)", "int", "abs", "string"])),
    st.builds("{} ~ {}".format, TEXTS, NUMBERS),
    st.builds("{} + {}".format, NUMBERS, NUMBERS),
    st.builds("{} if {} > {} else {}".format, TEXTS, NUMBERS, NUMBERS, TEXTS),
    st.builds("{} == {} or {} in {}".format, TEXTS, TEXTS, TEXTS, LISTS),
)
BODIES = st.recursive(
    st.builds("{{{{ {} }}}}.".format, GOOD),
    lambda inner: st.one_of(
        st.builds(
            "{{% if {} %}}{}{{% set word = 1 %}}{{% else %}}{{% set word = 2 %}}{}{{% endif %}}".format,
            TEXTS,
            inner,
            inner,
        ),
        st.builds("{{% for word in {} %}}{}{{% endfor %}}.".format, LISTS, inner),
        st.builds("{{% set word = {} %}}{}".format, GOOD, inner),
        st.builds("{}\n{}".format, inner, inner),
    ),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(["subject", "content", "public_subject", "public_content"]), BODIES, min_size=1))
def test_what_the_lint_passes_renders_without_fallback(bodies: dict[str, str]) -> None:
    """On an alert that has the declared fields, in the types that the expressions suppose."""
    if any(finding.severity == "error" for finding in findings(bodies, TYPES)):
        return
    assert page(bodies, public=PUBLIC, of=alert(annotations={"note": "x"})).problems == ()


@given(st.dictionaries(st.sampled_from(["subject", "content"]), BODIES, min_size=1))
def test_what_cannot_be_compiled_the_lint_finds(bodies: dict[str, str]) -> None:
    refused = ("not part of", "unknown filter", "over", "not defined")
    problems = page(bodies).problems
    if any(word in problem for problem in problems for word in refused):
        assert findings(bodies)
