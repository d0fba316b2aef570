from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.pages import CONTACT, POLICY, alert
from tocsin.render.builtin import BUILT_IN, FIXED, fixed_text
from tocsin.render.lint import lint
from tocsin.render.message import render_text
from tocsin.render.source import PolicyTemplate
from tocsin.render.templates import Templates
from tocsin.render.texts import CONTENT_LIMIT, SUBJECT_LIMIT, units

BY_NIGHT = """\
p99 above 2 s

Type: checkout-latency
Status: firing
Severity: critical
Started: 2026-03-12 03:12 UTC
Where: 111122223333 us-east-1

Labels:
  customer: Wile E. Coyote
  env: prod-eu
  p99_ms: 2140
  service: checkout

More: https://console.example.com/a
Policy: checkout-latency (owner: payments)
Wake payments when checkout is slow"""


def test_the_built_in_template_for_somebody_woken_at_three() -> None:
    of = alert(url="https://console.example.com/a")
    text = render_text(Templates({}), None, alert=of, policy=POLICY, contact=CONTACT)
    assert text.subject == "CRITICAL checkout-latency: p99 above 2 s"
    assert text.content == BY_NIGHT
    assert text.public_subject == "CRITICAL checkout-latency"
    assert text.public_content == "CRITICAL checkout-latency is firing. Policy: checkout-latency."
    assert text.problems == ()


def test_the_built_in_template_needs_next_to_nothing() -> None:
    nothing = dict.fromkeys(alert()) | {
        "type": "deploy",
        "status": "firing",
        "labels": {},
        "annotations": {},
        "id": "1",
    }
    policy = {"name": "p", "description": "", "owner": "", "file": "a.yaml"}
    text = render_text(Templates({}), None, alert=nothing, policy=policy, contact=CONTACT)
    assert text.subject == "ALERT deploy"
    assert text.content == "deploy\n\nType: deploy\nStatus: firing\nSeverity: not given\n\nPolicy: p"
    assert text.problems == ()


def test_the_built_in_template_is_of_the_language() -> None:
    assert lint({"built-in": PolicyTemplate("built-in", BUILT_IN.path, BUILT_IN.text)}) == []


def test_labels_of_any_kind_are_shown() -> None:
    of = alert(labels={"list": ["a", 1], "none": None, "on": True, "map": {"k": "v"}})
    text = render_text(Templates({}), None, alert=of, policy=POLICY, contact=CONTACT)
    assert '  list: ["a", 1]\n  map: {"k": "v"}\n  none: null\n  on: true\n' in text.content
    assert text.problems == ()


def test_the_fixed_texts() -> None:
    text = fixed_text(alert(), POLICY)
    assert text.subject == "CRITICAL checkout-latency: p99 above 2 s [policy checkout-latency, id alarm-0042]"
    assert text.content == (
        "p99 above 2 s\nType: checkout-latency\nSeverity: critical\nId: alarm-0042\nPolicy: checkout-latency"
    )
    assert text.public_subject == "Page by policy checkout-latency"
    assert text.public_content.startswith("You are paged by policy checkout-latency.")


WORDS = (
    st.none()
    | st.text(max_size=9000)
    | st.integers()
    | st.lists(st.text())
    | st.text("\u202e\ud800\x00🚒", max_size=9000)
)


@given(
    st.fixed_dictionaries(dict.fromkeys(("type", "severity", "id", "summary"), WORDS)),
    st.sampled_from(sorted(FIXED)),
)
def test_fixed_texts_can_always_be_sent(fields: dict[str, object], block: str) -> None:
    text = FIXED[block](fields, POLICY)
    text.encode()
    assert 0 < units(text) <= (SUBJECT_LIMIT if "subject" in block else CONTENT_LIMIT)


@pytest.mark.parametrize("block", ["public_subject", "public_content"])
def test_public_fixed_texts_hold_nothing_of_the_alert(block: str) -> None:
    assert FIXED[block](alert(), POLICY) == FIXED[block]({}, POLICY)
