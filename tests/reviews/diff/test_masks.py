"""What a review shows of an alert: nothing that is neither public nor written in the policies."""

from __future__ import annotations

import json

import pytest

import sets
from reviews.diff.kept import diff
from tocsin.patterns import Pattern
from tocsin.reporters import json_
from tocsin.reporters.human.diff import diff as human
from tocsin.reporters.human.paint import Paint
from tocsin.reporters.markdown.diff import diff as markdown
from tocsin.reviews.diff.masks import Sight, masked, written

ALERT = sets.alert(
    type="slow", severity="critical", summary="s3cr3t summary", url="https://x", account="999988887777",
    labels={"service": "web", "customer": "Ann", "count": 7, "since": "2026-03-01T10:00:00Z", "on": True, "none": None},
    annotations={"text": ["a", {"deep": "b"}]},
)  # fmt: skip


def test_what_may_not_be_shown_is_made_up_of_the_same_kind() -> None:
    shown = masked(ALERT, Sight())
    assert shown.labels == {
        "service": "[service]",
        "customer": "[customer]",
        "count": 0,
        "since": "2026-01-05T12:00:00Z",
        "on": False,
        "none": None,
    }
    assert shown.annotations == {"text": ["[text]", {"deep": "[deep]"}]}
    assert (shown.summary, shown.url, shown.account) == ("[summary]", "[url]", "[account]")
    assert (shown.type, shown.severity, shown.starts_at) == ("slow", "critical", ALERT.starts_at)


@pytest.mark.parametrize(
    ("sight", "service", "customer"),
    [
        (Sight(paths={"labels.service"}), "web", "[customer]"),
        (Sight(paths={"labels"}), "web", "Ann"),
        (Sight(texts={"Ann"}), "[service]", "Ann"),
        (Sight(everything=True), "web", "Ann"),
        (Sight(everything=True, secret={"labels.customer"}), "web", "[customer]"),
        (Sight(paths={"labels"}, texts={"Ann"}, secret={"labels.customer"}), "web", "[customer]"),
        (Sight(everything=True, secret={"labels"}), "[service]", "[customer]"),
    ],
)
def test_secret_goes_before_all_else(sight: Sight, service: str, customer: str) -> None:
    shown = masked(ALERT, sight)
    assert (shown.labels["service"], shown.labels["customer"]) == (service, customer)


def test_texts_that_patterns_write_are_known_to_everybody() -> None:
    patterns = [Pattern.parse({"a": ["x", {"prefix": "y"}, 1]}), Pattern.parse({"b": ["z"]})]
    assert written(patterns) == {"x", "z"}


SET = {
    "policies/people.yaml": sets.PEOPLE,
    "policies/rules.yaml": """
version: 1
alerts:
  slow:
    fields:
      alert.labels.service: {visibility: public}
      alert.labels.customer: {visibility: secret}
      alert.labels.host: {visibility: internal}
      alert.event.inner.token: {visibility: internal}
    samples: [../samples/slow.json]
policies:
  - {name: slow, alert: slow, match: {labels: {env: [{prefix: prod}]}}, page: akuam, template: slow}
""",
    "templates/slow.j2": """
{% block subject %}{{ alert.labels.service }}{% endblock %}
{% block content %}
{{ alert.labels.customer | upper }} on {{ alert.labels.host }} {{ alert.event.inner.token }}
{% endblock %}
""",
    "samples/slow.json": json.dumps(
        {
            "type": "slow",
            "status": "firing",
            "severity": "critical",
            "summary": "private words",
            "starts_at": "2026-03-12T03:12:10Z",
            "labels": {"service": "shop", "customer": "Hidden Ltd", "host": "machine-7", "env": "prod-hidden-zone"},
            "inner": {"token": "hidden-token"},
        }
    ),
}
HIDDEN = ("HIDDEN LTD", "Hidden Ltd", "machine-7", "hidden-token", "private words")


@pytest.mark.parametrize(
    ("old", "new"),
    [("page: akuam", "page: bob"), (" on {{", " at {{"), ("prefix: prod", "prefix: prod-hid"), ("template: slow", "")],
)
@pytest.mark.parametrize("internal", [False, True])
def test_no_output_holds_what_is_not_public(old: str, new: str, internal: bool) -> None:
    found = diff(SET, {path: text.replace(old, new) for path, text in SET.items()}, internal=internal)
    assert found.changes
    text = json_.diff(found) + human(found, Paint()) + markdown(found, ".")
    hidden = [word for word in HIDDEN if word in text]
    assert not [word for word in hidden if not internal or "idden L" in word or "IDDEN" in word]
    assert internal or "prod-hidden-zone" not in text


def test_a_difference_that_only_hidden_values_show_is_told_without_them() -> None:
    old, new = (
        "{{ alert.labels.host }}",
        "{% if alert.labels.host == 'machine-7' %}here{% else %}{{ alert.labels.host }}{% endif %}",
    )
    found = diff(SET, {path: text.replace(old, new) for path, text in SET.items()})
    (change,) = found.changes
    assert (change.kind, change.details) == ("message", ("Content (only in what is not shown here)",))
    assert "machine-7" not in json_.diff(found)
