"""The spine, end to end: what the two documented calls of AWS look like, fallbacks, alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sets
from tocsin import request
from tocsin.pipeline import jobs, plan

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTED = {
    "a.yaml": """
        version: 1
        policies:
          - {name: p, alert: disk-full, page: [akuam, example_escalation], template: t, sender: tester}
        """,
    "t.j2": """
        {% block subject %}test{% endblock %}
        {% block content %}Testing engagements{% endblock %}
        {% block public_subject %}test{% endblock %}
        {% block public_content %}Testing engagements{% endblock %}
        """,
}


def test_the_two_documented_calls_come_out_of_policies_exactly(tmp_path: Path) -> None:
    """AWS's own examples of StartEngagement: a contact, and an escalation plan."""
    pages = plan(sets.engine(tmp_path, DOCUMENTED), sets.alert(), None).pages

    for page, alias in zip(pages, ("akuam", "example_escalation"), strict=True):
        parameters = dict(page.request.parameters)
        assert parameters.pop("IdempotencyToken").startswith("tocsin-1-")
        assert parameters == {
            "ContactId": f"arn:aws:ssm-contacts:us-east-2:111122223333:contact/{alias}",
            "Sender": "tester",
            "Subject": "test",
            "Content": "Testing engagements",
            "PublicSubject": "test",
            "PublicContent": "Testing engagements",
        }


FAILING = """
    {% block subject %}{{ alert.labels.nowhere }}{% endblock %}
    {% block content %}fine{% endblock %}
    """


def test_a_template_that_fails_still_pages_with_its_fixed_text(tmp_path: Path) -> None:
    files = {"a.yaml": "version: 1\npolicies: [{name: p, page: akuam, template: t}]\n", "t.j2": FAILING}

    result = plan(sets.engine(tmp_path, files), sets.alert(summary="Disk full"), None)

    (page,) = result.pages
    assert page.fallback_fields == ("Subject",)
    assert "disk-full" in page.request.parameters["Subject"]
    assert page.request.parameters["Content"] == "fine"
    assert request.check(page.request.parameters) == []
    assert any("Subject" in note for note in result.notes)


def test_text_of_an_alert_never_runs_as_a_template(tmp_path: Path) -> None:
    files = {
        "a.yaml": "version: 1\npolicies: [{name: p, page: akuam, template: t}]\n",
        "t.j2": "{% block subject %}{{ alert.summary }}{% endblock %}{% block content %}c{% endblock %}",
    }
    hostile = "{{ 7 * 7 }}{% for x in alert %}{{ alert.__class__ }}{% endfor %}"

    (page,) = plan(sets.engine(tmp_path, files), sets.alert(summary=hostile), None).pages

    assert page.request.parameters["Subject"] == hostile


def test_every_page_has_a_plain_text_and_another_contact_behind_it(tmp_path: Path) -> None:
    engine = sets.engine(tmp_path, DOCUMENTED)

    first, second = jobs(engine, plan(engine, sets.alert(), None))

    assert first.plain is not None
    assert first.plain.parameters["ContactId"] == first.page.request.parameters["ContactId"]
    assert first.fallback is not None
    assert first.fallback.parameters["ContactId"].endswith("contact/platform")
    tokens = [r.token for job in (first, second) for r in (job.page.request, job.plain, job.fallback) if r]
    assert len(set(tokens)) == 6
    assert all(request.check(r.parameters) == [] for job in (first, second) for r in (job.plain, job.fallback) if r)


def test_the_fallback_contact_itself_has_nobody_behind_it(tmp_path: Path) -> None:
    engine = sets.engine(tmp_path, {"a.yaml": "version: 1\npolicies: [{name: p, page: platform}]\n"})

    (job,) = jobs(engine, plan(engine, sets.alert(), None))

    assert job.plain is not None
    assert job.fallback is None


def test_only_declared_public_fields_reach_the_public_text(tmp_path: Path) -> None:
    files = {
        "a.yaml": """
            version: 1
            alerts:
              disk-full:
                fields:
                  alert.labels.host: {visibility: public}
                  alert.labels.customer: {visibility: secret}
            policies: [{name: p, alert: disk-full, page: akuam, template: t}]
            """,
        "t.j2": """
            {% block subject %}{{ alert.labels.customer }}{% endblock %}
            {% block content %}c{% endblock %}
            {% block public_subject %}{{ alert.labels.host }}{% endblock %}
            {% block public_content %}{{ alert.labels.host }} {{ alert.status }}{% endblock %}
            """,
    }
    alert = sets.alert(labels={"host": "db-1", "customer": "customer-7"})

    (page,) = plan(sets.engine(tmp_path, files), alert, None).pages

    assert page.request.parameters["PublicContent"] == "db-1 firing"
    assert page.request.parameters["Subject"] == "customer-7"
    leaky = sets.alert(labels={"host": "customer-7", "customer": "customer-7"})
    (page,) = plan(sets.engine(tmp_path, files), leaky, None).pages
    assert "customer-7" not in page.request.parameters["PublicContent"]


def test_an_incident_that_the_service_would_refuse_is_left_out_with_a_note(tmp_path: Path) -> None:
    policy = '{name: p, page: akuam, incident: "{{ alert.summary }}"}'
    result = plan(
        sets.engine(tmp_path, {"a.yaml": f"version: 1\npolicies: [{policy}]\n"}), sets.alert(summary="a, b"), None
    )

    (page,) = result.pages
    assert page.fallback_fields == ("IncidentId",)
    assert "IncidentId" not in page.request.parameters
    assert result.notes == ("p to akuam: IncidentId has a character or form that the service refuses: left out",)
