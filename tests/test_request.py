"""Requests: parameters, tokens, digests and the service's own rules."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sets
from tocsin import request
from tocsin.decision import Route
from tocsin.model import Alert, Text
from tocsin.patterns import Pattern
from tocsin.policyset import Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

from tocsin.model import Target

ARN = "arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam"
AKUAM = Target("akuam", "Akua Mansa", "contact", ARN)
TEXT = Text("test", "Testing engagements", "test", "Testing engagements")


def policy(**fields: Any) -> Policy:
    standard = {"name": "p", "file": "policies/a.yaml", "line": 3, "description": "", "owner": ""}
    return Policy(**{**standard, "pattern": Pattern.anything(), "targets": (AKUAM,), **fields})


def token(alert: Alert, given_at: datetime | None = None, **fields: Any) -> str:
    return request.token(policy(**fields), ARN, alert, given_at)


@pytest.fixture(scope="module")
def shapes() -> Mapping[str, Any]:
    """StartEngagement's input in botocore's own service model."""
    import botocore.session

    model = botocore.session.get_session().get_service_model("ssm-contacts")
    members: Mapping[str, Any] = model.operation_model("StartEngagement").input_shape.members
    return members


def test_parameters_and_lengths_are_those_of_the_service_model(shapes: Mapping[str, Any]) -> None:
    assert list(request.LIMITS) == list(shapes)
    for name, (least, most, _) in request.LIMITS.items():
        bounds = shapes[name].metadata
        assert (least, most) == (bounds.get("min", 0), bounds["max"]), name


def test_required_parameters_are_those_of_the_service_model() -> None:
    import botocore.session

    model = botocore.session.get_session().get_service_model("ssm-contacts")
    wanted = model.operation_model("StartEngagement").input_shape.required_members

    assert set(request.REQUIRED) == set(wanted)


@given(st.text(alphabet="aZ0 \t\n\\/_@#%*+=:?.!-,()[]'\"&é٣\u200b", max_size=12))
def test_patterns_say_what_the_service_models_say(text: str) -> None:
    # The model's own pattern is a Java one: its classes are ASCII, and $ ends the text.
    name = re.compile(r"[\\a-zA-Z0-9_@#%*+=:?.\/!\s-]*", re.ASCII)
    token_pattern = re.compile(r"[\\\/a-zA-Z0-9_+=\-]*", re.ASCII)

    assert (request.problem("Sender", text) is None) == (name.fullmatch(text) is not None)
    assert (request.problem("IdempotencyToken", text) is None) == (token_pattern.fullmatch(text) is not None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ContactId", "akuam"),
        ("ContactId", ARN + "\n"),
        ("ContactId", "arn:aws:ssm-contacts:us-east-2:111122223333:contact/" + "a" * 24 + "!"),
        ("Subject", ""),
        ("Subject", "x" * 2049),
        ("Content", "x" * 8193),
        ("IdempotencyToken", "a.b"),
        ("Sender", "a, b"),
        ("Recipient", "x"),
    ],
)
def test_what_the_service_would_refuse_is_named(name: str, value: str) -> None:
    good = {"ContactId": ARN, "Sender": "s", "Subject": "s", "Content": "c"}

    assert request.check(good) == []
    (problem,) = request.check({**good, name: value})
    assert name in problem


def test_missing_parameters_are_named() -> None:
    assert request.check({}) == [f"{name} is missing" for name in request.REQUIRED]


def test_a_page_has_exactly_the_parameters_in_the_apis_order() -> None:
    page = request.page(Route(policy(sender="tester"), AKUAM), sets.alert(), TEXT)

    assert list(page.request.parameters.items())[:-1] == [
        ("ContactId", ARN),
        ("Sender", "tester"),
        ("Subject", "test"),
        ("Content", "Testing engagements"),
        ("PublicSubject", "test"),
        ("PublicContent", "Testing engagements"),
    ]
    assert re.fullmatch(r"tocsin-1-[0-9a-f]{64}", page.request.token)
    assert request.check(page.request.parameters) == []


def test_an_incident_goes_along_and_one_that_the_service_refuses_is_left_out() -> None:
    route = Route(policy(), AKUAM)
    arn = "arn:aws:ssm-incidents::111122223333:incident-record/checkout/8ac1f0b7"

    good = request.page(route, sets.alert(), Text("s", "c", "s", "c", incident=arn))
    bad = request.page(route, sets.alert(), Text("s", "c", "s", "c", incident="see (wiki)"))

    assert list(good.request.parameters)[-2:] == ["IncidentId", "IdempotencyToken"]
    assert "IncidentId" not in bad.request.parameters
    assert bad.fallback_fields == ("IncidentId",)


def test_the_digest_is_of_the_bytes_that_a_saved_render_holds() -> None:
    import hashlib

    page = request.page(Route(policy(), AKUAM), sets.alert(), Text("é", "c", "s", "c"))
    compact = json.dumps(dict(page.request.parameters), ensure_ascii=False, separators=(",", ":"))

    assert page.request.digest == "sha256:" + hashlib.sha256(compact.encode()).hexdigest()


# The token ------------------------------------------------------------------------------------------------------------


def test_the_token_is_stable() -> None:
    """A token of this alert was sent by released versions: a change here pages people twice."""
    assert token(sets.alert()) == "tocsin-1-593856351697e8cb558e050c2fc6f3c2e7b57b325e00bff4e03341a862d45e1b"


def test_another_policy_contact_alert_or_firing_is_another_page() -> None:
    alert = sets.alert()
    tokens = {
        token(alert),
        token(alert, name="q"),
        request.token(policy(), ARN + "2", alert),
        token(sets.alert(id="a-2")),
        token(sets.alert(starts_at="2026-03-12T04:00:00Z")),
    }

    assert len(tokens) == 5


def test_neither_text_nor_severity_nor_labels_make_another_page() -> None:
    alert = sets.alert()

    assert token(sets.alert(summary="other", severity="info", labels={"a": "b"})) == token(alert)


def test_a_dedupe_window_is_counted_from_the_alerts_own_start() -> None:
    rule: dict[str, Any] = {"dedupe_by": ("alert.labels.service",), "dedupe_window": 900}
    early, late, next_window = (
        token(sets.alert(id=str(n), starts_at=start, labels={"service": "web"}), **rule)
        for n, start in enumerate(("2026-03-12T03:00:00Z", "2026-03-12T03:14:59Z", "2026-03-12T03:15:00Z"))
    )

    assert early == late != next_window
    assert token(sets.alert(starts_at="2026-03-12T03:00:00Z", labels={"service": "db"}), **rule) != early


def test_dedupe_values_keep_their_places_and_kinds() -> None:
    by = ("alert.labels.a", "alert.labels.b")

    tokens = {
        token(sets.alert(labels=labels), dedupe_by=by)
        for labels in ({"a": "x"}, {"b": "x"}, {"a": "x", "b": "null"}, {"a": "", "b": "x"}, {"a": "x\x00", "b": ""})
    }
    assert len(tokens) == 5


def test_a_repeat_is_counted_by_the_notifications_own_time_never_by_the_clock() -> None:
    alert = sets.alert()
    first, same, second = (
        token(alert._replace(observed_at=seen), repeat=3600)
        for seen in (None, "2026-03-12T04:12:09Z", "2026-03-12T04:12:10Z")
    )

    assert first == same != second
    assert token(alert, datetime(2026, 3, 12, 4, 12, 10, tzinfo=UTC), repeat=3600) == second


def test_without_repeat_a_later_notification_is_the_same_page() -> None:
    later = sets.alert()._replace(observed_at="2026-03-13T04:12:10Z")

    assert token(later) == token(sets.alert())


def test_an_alert_without_a_start_is_told_apart_by_its_event() -> None:
    first, again, other = (sets.alert(starts_at=None, summary=text) for text in ("a", "a", "b"))

    assert token(first) == token(again) != token(other)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_id_makes_a_token_that_the_service_takes(identity: str, kind: str) -> None:
    made = token(sets.alert(id=identity or "x", type=kind or "x"))

    assert request.problem("IdempotencyToken", made) is None


def test_what_is_sent_instead_has_a_token_of_its_own_that_never_changes() -> None:
    route = Route(policy(), AKUAM)
    page = request.page(route, sets.alert(), TEXT)

    plain, again, elsewhere = (
        request.substitute(page, route, TEXT, purpose) for purpose in ("plain", "plain", "fallback")
    )

    assert plain.token == again.token
    assert len({page.request.token, plain.token, elsewhere.token}) == 3
