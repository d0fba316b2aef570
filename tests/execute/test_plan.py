"""A plan is executed to the byte or not at all."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execute.fakes import HOME, FakeClock, FakeService, request
from tocsin.errors import UnreadableInput
from tocsin.execute import Executor, Result, read_plan
from tocsin.ledgers.memory import MemoryLedger

if TYPE_CHECKING:
    from collections.abc import Callable


def digest(parameters: dict[str, Any]) -> str:
    """By hand from the contract: compact JSON, UTF-8, the object's own key order."""
    text = json.dumps(parameters, separators=(",", ":"), ensure_ascii=False, sort_keys=False)
    return "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()


def page(token: str = "tocsin-1-a", **changes: str) -> dict[str, Any]:
    parameters = {**request(token).parameters, "Subject": "Über 😀", **changes}
    return {
        "policy": "checkout-latency", "file": "policies/payments.yaml", "line": 41, "target": "payments-oncall",
        "request": parameters, "fallback_fields": ["Content"], "digest": digest(parameters),
    }  # fmt: skip


def plan(*pages: dict[str, Any], decision: str = "page") -> dict[str, Any]:
    alert = {"type": "checkout-latency", "status": "firing", "id": "alarm", "starts_at": "2026-03-29T00:59:00Z"}
    silent = {"alert": {**alert, "id": "quiet", "starts_at": None}, "decision": "silenced", "pages": [], "notes": []}
    return {
        "schema_version": "1",
        "alerts": [silent, {"alert": alert, "decision": decision, "pages": list(pages), "notes": ["a note"]}],
    }


def test_its_jobs_are_its_pages_in_order_without_alternatives() -> None:
    first, second = read_plan(json.dumps(plan(page("t-1"), page("t-2"))))
    assert first.page.request.parameters == page("t-1")["request"]
    assert (first.page.policy, first.page.target, first.page.line) == ("checkout-latency", "payments-oncall", 41)
    assert first.page.fallback_fields == ("Content",)
    assert (first.alert_id, first.starts_at) == ("alarm", "2026-03-29T00:59:00Z")
    assert (first.plain, first.fallback) == (None, None)
    assert second.page.request.token == "t-2"


def test_however_it_was_formatted() -> None:
    compact = json.dumps(plan(page()), ensure_ascii=False, separators=(",", ":"))
    assert read_plan(compact) == read_plan(json.dumps(plan(page()), indent=4, ensure_ascii=True))


def test_what_is_executed_is_exactly_what_was_saved() -> None:
    service = FakeService()
    outcomes = Executor(service, MemoryLedger(), FakeClock()).execute(read_plan(json.dumps(plan(page(), page("t-2")))))
    assert [outcome.result for outcome in outcomes] == [Result.PAGED] * 2
    assert [json.dumps(call) for call in service.calls] == [
        json.dumps(page()["request"]),
        json.dumps(page("t-2")["request"]),
    ]


def test_a_refused_plan_is_not_replaced_by_anything_else() -> None:
    service = FakeService()
    service.faults.append("invalid")
    [outcome] = Executor(service, MemoryLedger(), FakeClock()).execute(read_plan(json.dumps(plan(page()))))
    assert outcome.result is Result.UNDELIVERABLE
    assert len(service.calls) == 1


def test_a_newer_tocsins_additions_around_the_request_are_passed_over() -> None:
    saved = plan({**page(), "severity": "critical"})
    saved["alerts"][1]["trace"] = []
    assert len(read_plan(json.dumps({**saved, "generator": "tocsin"}))) == 1


@given(data=st.data())
def test_a_changed_byte_of_a_request_is_noticed(data: st.DataObject) -> None:
    text = json.dumps(plan(page()), ensure_ascii=False)
    start = text.index('"request"') + len('"request": ')
    end = text.index('"fallback_fields"') - 2
    place = data.draw(st.integers(start, end - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda character: character != text[place]))
    changed = text[:place] + other + text[place + 1 :]
    try:
        jobs = read_plan(changed)
    except UnreadableInput:
        return
    assert jobs == read_plan(text), "only white space between tokens may differ"


def _edit(change: Callable[[dict[str, Any]], object]) -> str:
    saved = plan(page())
    change(saved["alerts"][1]["pages"][0])
    return json.dumps(saved)


def _resign(entry: dict[str, Any], **changes: object) -> None:
    """A changed request whose digest was made to fit: it is the shape that must stop it."""
    entry["request"].update(changes)
    entry["request"] = {name: value for name, value in entry["request"].items() if value is not None}
    entry["digest"] = digest(entry["request"])


WHERE = r"alerts\[1\]\.pages\[0\] \(policy checkout-latency, target payments-oncall\)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_edit(lambda page: page["request"].update(Subject="other")), f"{WHERE}: .*digest"),
        (_edit(lambda page: page.update(request=dict(reversed(page["request"].items())))), f"{WHERE}: .*digest"),
        (_edit(lambda page: page.update(digest="")), f"{WHERE}: .*digest"),
        (_edit(lambda page: page.update(digest=None)), f"{WHERE}: digest is not a text"),
        (_edit(lambda page: page.update(request=[])), f"{WHERE}: request is not an object"),
        (_edit(lambda page: page.pop("request")), f"{WHERE}: request is not an object"),
        (_edit(lambda page: page.update(line="41")), f"{WHERE}: line"),
        (_edit(lambda page: page.update(line=True)), f"{WHERE}: line"),
        (_edit(lambda page: page.update(fallback_fields=[1])), f"{WHERE}: fallback_fields"),
        (_edit(lambda page: page.pop("fallback_fields")), f"{WHERE}: fallback_fields"),
        (_edit(lambda page: page.pop("file")), f"{WHERE}: file"),
        (_edit(lambda page: page.pop("policy")), r"alerts\[1\]\.pages\[0\]: policy"),
        (_edit(lambda page: page.pop("target")), r"alerts\[1\]\.pages\[0\]: target"),
        (_edit(lambda page: _resign(page, Runbook="x")), f"{WHERE}: .*no parameter 'Runbook'"),
        (_edit(lambda page: _resign(page, Subject=5)), f"{WHERE}: request: Subject is not a text"),
        (_edit(lambda page: _resign(page, IdempotencyToken=None)), f"{WHERE}: request has no IdempotencyToken"),
        (_edit(lambda page: _resign(page, IdempotencyToken="")), f"{WHERE}: request has no IdempotencyToken"),
        (_edit(lambda page: _resign(page, Sender=None)), f"{WHERE}: request has no Sender"),
        (_edit(lambda page: page["request"].update(Subject="\ud800")), f"{WHERE}: .*digest"),
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"a": NaN}', "not JSON: NaN"),
        ('{"a": 1, "a": 2}', "not JSON: an object names a key twice"),
        ("[]", "the plan is not an object"),
        ('{"alerts": []}', "schema_version null"),
        ('{"schema_version": "2", "alerts": []}', 'schema_version "2", expected "1"'),
        ('{"schema_version": "1", "alerts": {}}', "alerts is not a list"),
        ('{"schema_version": "1", "alerts": [1]}', r"alerts\[0\] is not an object"),
        ('{"schema_version": "1", "alerts": [{"alert": {"id": 1}}]}', r"alerts\[0\]\.alert: id"),
        ('{"schema_version": "1", "alerts": [{"alert": {"id": "a", "starts_at": 1}}]}', r"starts_at is not a text"),
        ('{"schema_version": "1", "alerts": [{"alert": {"id": "a"}, "decision": "page"}]}', "pages is not a list"),
        (json.dumps(plan(page(), decision="silenced")), r"alerts\[1\] has pages, but its decision"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(UnreadableInput, match=message):
        read_plan(text)


def test_the_message_does_not_quote_the_page() -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_plan(_edit(lambda page: page["request"].update(Subject="a secret")))
    assert "secret" not in str(caught.value)


def test_an_empty_sender_is_allowed() -> None:
    assert len(read_plan(json.dumps(plan(page(Sender=""))))) == 1


def test_a_fallback_decision_pages_too() -> None:
    assert len(read_plan(json.dumps(plan(page(ContactId=f"{HOME}:contact/platform"), decision="fallback")))) == 1
