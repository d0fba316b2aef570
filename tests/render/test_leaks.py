"""Ways to get a field that is not public into an SMS: each is tried in both public blocks, and none gets through.

Either the lint finds the template, or the text that goes out does not depend on the secret. The lint's word is not
relied on: every template is rendered as well.
"""

from __future__ import annotations

from typing import Any

import pytest

from render.pages import alert, findings, page

SECRET = "Wile E. Coyote"
OTHER = "Road Runner (beep)"
TYPES = {"checkout-latency": {"alert.labels.service": "public", "alert.labels.customer": "secret"}}
PUBLIC = frozenset({"alert.labels.service"})
FIELD = "alert.labels.customer"

ATTEMPTS = {
    "plain": "{{ alert.labels.customer }}",
    "brackets": "{{ alert['labels']['customer'] }}",
    "computed key": "{{ alert.labels['cust' ~ 'omer'] }}",
    "key from a variable": "{% set k = 'customer' %}{{ alert.labels[k] }}",
    "alias": "{% set l = alert.labels %}{{ l.customer }}",
    "alias of the alert": "{% set a = alert %}{% set l = a.labels %}{{ l.customer }}",
    "upper case": "{{ alert.labels.customer | upper }}",
    "truncated": "{{ alert.labels.customer | truncate(5, true, '') }}",
    "reversed": "{{ alert.labels.customer[::-1] }}",
    "slice": "{{ alert.labels.customer[1:] }}",
    "a character": "{{ alert.labels.customer[0] }}{{ alert.labels.customer | last }}",
    "replaced": "{{ alert.labels.customer | replace(' ', '') }}",
    "joined": "{{ [alert.labels.customer, 'x'] | join('-') }}",
    "concatenated": "{{ 'x' ~ alert.labels.customer }}{{ 'x' + alert.labels.customer }}",
    "loop over labels": "{% for k, v in alert.labels | dictsort %}{{ k }}={{ v }} {% endfor %}",
    "loop with brackets": "{% for k in alert.labels %}{{ alert.labels[k] }} {% endfor %}",
    "loop over the alert": "{% for k, v in alert | dictsort %}{{ v if v is string }} {% endfor %}",
    "raw event": "{{ alert.event.detail.customer }}",
    "everything as JSON": "{{ alert | tojson }}",
    "default": "{{ alert.labels.customer | default(alert.event.detail.customer) }}",
    "length": "{{ alert.labels.customer | length }}",
    "comparison": "{% if alert.labels.customer == 'Wile E. Coyote' %}vip{% else %}somebody{% endif %}",
    "substring": "{{ 'vip' if 'Coyote' in alert.labels.customer else 'somebody' }}",
    "order": "{{ 'early' if alert.labels.customer < 'S' else 'late' }}",
    "other field": "{{ alert.summary }} {{ alert.annotations.note }}",
    "copied by the sender": "{{ alert.labels.service }}",
}  # fmt: skip


def hostile(value: str, **more: str) -> dict[str, Any]:
    """An alert that holds the secret wherever an alert can hold text."""
    whole = alert(summary=f"slow for {value}", annotations={"note": value})
    whole["labels"] |= {"customer": value} | more
    whole["event"]["detail"]["customer"] = value
    return whole


@pytest.mark.parametrize("block", ["public_subject", "public_content"])
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_attempt_gets_through(attempt: str, block: str) -> None:
    texts = []
    for value in (SECRET, OTHER):
        copied = {"service": f"checkout of {value}"} if attempt == "copied by the sender" else {}
        text = page({block: ATTEMPTS[attempt]}, of=hostile(value, **copied), public=PUBLIC)
        texts.append(getattr(text, block))
    assert texts[0] == texts[1], "the text depends on the secret"
    assert "coyote" not in texts[0].casefold()


@pytest.mark.parametrize("attempt", sorted(set(ATTEMPTS) - {"copied by the sender"}))
def test_the_lint_finds_the_attempt_unless_it_is_harmless(attempt: str) -> None:
    """Loops over labels and computed keys see the public labels only: nothing to complain about."""
    harmless = {"loop over labels", "loop with brackets", "loop over the alert", "computed key", "key from a variable"}
    found = findings({"public_content": ATTEMPTS[attempt]}, TYPES)
    assert bool(found) is (attempt not in harmless)
    assert {finding.rule for finding in found} <= {"TOC402", "TOC404"}


def test_a_secret_copied_whole_is_held_back_where_it_is_declared_secret() -> None:
    of = hostile(SECRET, service=SECRET)
    text = page({"public_content": "{{ alert.labels.service }}"}, of=of, public=PUBLIC, secret_paths=frozenset({FIELD}))
    assert text.fallback_fields == ("PublicContent",)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_problem_quotes_the_secret(attempt: str) -> None:
    of = hostile(SECRET, service=f"checkout of {SECRET}")
    text = page(dict.fromkeys(("subject", "content", "public_subject"), ATTEMPTS[attempt]), of=of, public=PUBLIC)
    assert "Coyote" not in " ".join(text.problems)


@pytest.mark.parametrize(
    "body",
    [
        "{{ alert.labels.service }} is slow",
        "{{ alert.severity | upper }} {{ alert.type }} since {{ alert.starts_at | time('Europe/Berlin') }}",
        "{{ alert.labels.service | title }}: {{ alert.status }} ({{ policy.name }})",
    ],
)
def test_good_public_templates_are_not_held_back(body: str) -> None:
    text = page({"public_content": body}, of=hostile(SECRET), public=PUBLIC, secret_paths=frozenset({FIELD}))
    assert text.problems == ()
    assert findings({"public_content": body}, TYPES) == []
