from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tocsin.errors import UnknownEvent, UnreadableInput
from tocsin.events import normalise
from tocsin.events.envelopes import unwrap

if TYPE_CHECKING:
    from events.conftest import Payload
    from tocsin.model import Json


def queued(*bodies: Json) -> Json:
    """What Lambda is called with for an SQS batch of these bodies."""
    return {"Records": [{"messageId": str(number), "body": body if isinstance(body, str) else json.dumps(body),
                         "attributes": {"SentTimestamp": "1773285131123"}, "eventSource": "aws:sqs"}
                        for number, body in enumerate(bodies)]}  # fmt: skip


def test_sns_in_sqs(payload: Payload) -> None:
    notification = payload("cloudwatch_alarm_sns_http")
    (direct,) = normalise(notification)
    assert normalise(queued(notification)) == (direct,)
    assert direct.observed_at == "2026-03-12T03:12:11.099Z"


def test_raw_delivery_through_sqs_has_the_time_of_the_queue(payload: Payload) -> None:
    message = json.loads(payload("cloudwatch_alarm_sns_http")["Message"])
    (alert,) = normalise(queued(message))
    assert alert.type == "orders-queue-age"
    assert alert.observed_at == "2026-03-12T03:12:11.123Z"


def test_raw_delivery_over_http_has_no_envelope(payload: Payload) -> None:
    (alert,) = normalise(json.loads(payload("cloudwatch_alarm_sns_http")["Message"]))
    assert (alert.region, alert.observed_at) == ("us-east-1", None)


def test_eventbridge_through_sns_to_lambda(payload: Payload) -> None:
    event = payload("guardduty_finding")
    wrapped = payload("cloudwatch_alarm_sns_lambda", {"Records.0.Sns.Message": json.dumps(event)})
    assert normalise(wrapped) == normalise(event)


def test_batch_of_different_sources_keeps_its_order(payload: Payload) -> None:
    batch = queued(
        payload("guardduty_finding"), payload("alertmanager_webhook_v4"), payload("budget_notification_sns_http")
    )
    assert [alert.source for alert in normalise(batch)] == ["guardduty", "alertmanager", "alertmanager", "budgets"]


def test_one_record_of_a_batch_is_an_event_too(payload: Payload) -> None:
    """For whoever answers an SQS batch message by message."""
    for name in ("sqs_lambda_wrapping_eventbridge", "cloudwatch_alarm_sns_lambda"):
        event = payload(name)
        assert normalise(event["Records"][0]) == normalise(event)


def test_time_of_the_payload_goes_before_that_of_the_envelope(payload: Payload) -> None:
    (alert,) = normalise(payload("sqs_lambda_wrapping_eventbridge"))
    assert alert.observed_at == "2026-03-12T03:12:10Z"


def test_place_is_named(payload: Payload) -> None:
    batch = queued(payload("cloudwatch_alarm_sns_http"), {"a": 1})
    assert [message.place for message in unwrap(batch)] == ["Records[0].body.Message", "Records[1].body"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{"a": NaN}', r"^Records\[0\]\.body, line 1: not JSON: NaN"),
        ("{", r"^Records\[0\]\.body, line 1: not JSON"),
        ('{"a":' * 100_000, r"^Records\[0\]\.body, line 1: nested too deeply"),
        ("[1, 2]", r"^Records\[0\]\.body: an event is a JSON object"),
        ("good morning", r"^Records\[0\]\.body: no adapter recognises this event"),
    ],
)
def test_unreadable_body(body: str, message: str) -> None:
    with pytest.raises(UnreadableInput, match=message):
        normalise(queued(body))


@pytest.mark.parametrize("kind", ["SubscriptionConfirmation", "UnsubscribeConfirmation"])
def test_housekeeping_of_sns_is_no_alert(payload: Payload, kind: str) -> None:
    with pytest.raises(UnknownEvent, match=f"an SNS {kind} is no alert"):
        normalise(payload("cloudwatch_alarm_sns_http", {"Type": kind}))


def test_envelopes_without_end() -> None:
    event: Json = {"type": "x", "status": "firing"}
    for _ in range(7):
        event = {"Records": [event]}
    with pytest.raises(UnreadableInput, match="envelopes within envelopes"):
        normalise(event)


def test_records_of_another_service() -> None:
    with pytest.raises(UnknownEvent, match=r"^Records\[0\]: no adapter recognises"):
        normalise({"Records": [{"eventSource": "aws:s3", "s3": {}}]})
