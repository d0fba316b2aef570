from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from render.pages import findings

if TYPE_CHECKING:
    from tocsin.finding import Finding
    from tocsin.render.fields import Types

TYPES = {
    "latency": {
        "alert.labels.service": "public",
        "alert.labels.p99_ms": "internal",
        "alert.labels.customer": "secret",
        "alert.event.detail.state": "internal",
        "alert.summary": "public",
    }
}
OTHER = {"errors": {"alert.labels.service": "public", "alert.labels.code": "public"}}


def told(found: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.rule, finding.severity, finding.message) for finding in found]


@pytest.mark.parametrize(
    "body",
    [
        "{{ alert.labels.service }} {{ alert.labels.p99_ms }}",
        "{{ alert.event.detail.state.value }}{% for x in alert.event.detail.state.all %}{{ x.y }}{% endfor %}",
        "{% for k, v in alert.labels | dictsort %}{{ v }}{% endfor %}",
        "{% set d = alert.event.detail %}{{ d.state.reason }}",
        "{{ alert.id }} {{ alert.account }} {{ policy.owner }} {{ contact.name }}",
    ],
)
def test_declared_fields_and_the_normal_form_may_be_used(body: str) -> None:
    assert findings({"content": body}, TYPES) == []


@pytest.mark.parametrize(
    ("body", "path", "suggestion"),
    [
        ("{{ alert.labels.servce }}", "alert.labels.servce", "service"),
        ("{{ alert.labels.servce | default('') }}", "alert.labels.servce", "service"),
        ("{{ alert.annotations.runbook }}", "alert.annotations.runbook", None),
        ("{{ alert.event.detial.state }}", "alert.event.detial.state", None),
        ("{% set l = alert.labels %}{{ l.x }}", "alert.labels.x", None),
        ("{% for x in alert.event.other %}{{ x.name }}{% endfor %}", "alert.event.other", None),
    ],
)
def test_undeclared_fields_are_errors(body: str, path: str, suggestion: str | None) -> None:
    found = findings({"content": body}, TYPES)
    assert ("TOC403", "error", f"{path} is not declared for alert type latency") in told(found)
    assert {finding.suggestion for finding in found} == {suggestion}


def test_a_secret_field_in_a_secure_block_is_a_warning() -> None:
    message = "alert.labels.customer is declared secret: voice and e-mail would carry it"
    assert told(findings({"subject": "{{ alert.labels.customer }}"}, TYPES)) == [("TOC404", "warning", message)]


@pytest.mark.parametrize("types", [None, {}, {"latency": {}}])
def test_without_a_catalogue_any_field_may_be_used(types: Types | None) -> None:
    assert findings({"content": "{{ alert.labels.whatever }}"}, types) == []


def test_a_field_of_some_types_only_needs_a_stand_in() -> None:
    message = "alert.labels.code is declared for other alert types of the policy, but not for alert type latency"
    both = TYPES | OTHER
    assert told(findings({"content": "{{ alert.labels.code }}"}, both)) == [("TOC403", "warning", message)]
    assert findings({"content": "{{ alert.labels.code | default('-') }}"}, both) == []
    assert findings({"content": "{% if alert.labels.code %}{{ alert.labels.code }}{% endif %}"}, both) == []


@pytest.mark.parametrize(
    "body",
    [
        "{{ alert.type }} {{ alert.status }} {{ alert.severity }} {{ alert.starts_at | time }} {{ policy.name }}",
        "{{ alert.labels.service }} {{ alert.summary }}",
        "{% for k, v in alert.labels | dictsort %}{{ k }}{{ loop.index }}{% endfor %}",
        "nothing but words",
    ],
)
def test_public_blocks_may_name_public_fields(body: str) -> None:
    assert findings({"public_content": body}, TYPES) == []


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("{{ alert.labels.p99_ms }}", "alert.labels.p99_ms"),
        ("{{ alert.labels.customer }}", "alert.labels.customer"),
        ("{{ alert.labels.undeclared | default('') }}", "alert.labels.undeclared"),
        ("{{ alert.account }}", "alert.account"),
        ("{% if alert.labels.customer == 'x' %}y{% endif %}", "alert.labels.customer"),
        ("{% set c = alert.labels.customer %}", "alert.labels.customer"),
        ("{% for x in alert.event.resources %}y{% endfor %}", "alert.event.resources"),
        ("{{ 'y' if alert.annotations }}", "alert.annotations"),
    ],
)
def test_public_blocks_may_name_nothing_else(body: str, path: str) -> None:
    found = told(findings({"public_subject": body}, TYPES))
    assert set(found) == {("TOC404", "error", f"{path} is not public for alert type latency")}


@pytest.mark.parametrize("name", ["policy.owner", "contact.name", "storm.count", "policy.description"])
def test_public_blocks_see_the_policy_only_by_name(name: str) -> None:
    message = f"{name} is not public: public blocks do not see it"
    assert told(findings({"public_subject": f"{{{{ {name} }}}}"})) == [("TOC404", "error", message)]


def test_without_a_catalogue_a_public_field_is_a_warning() -> None:
    message = "alert.labels.service is not declared public: public blocks do not see it"
    assert told(findings({"public_content": "{{ alert.labels.service }}"})) == [("TOC404", "warning", message)]


def test_a_public_field_must_be_public_for_each_type() -> None:
    both = TYPES | OTHER
    message = "alert.labels.code is not public for alert type latency"
    assert told(findings({"public_content": "{{ alert.labels.code }}"}, both)) == [("TOC404", "error", message)]
    assert findings({"public_content": "{{ alert.labels.code | default('-') }}"}, both) == []
