from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tocsin.events import normalise
from tocsin.model import Hold

if TYPE_CHECKING:
    from events.conftest import OneAlert, Payload
    from tocsin.model import Alert, Json

METRIC = "cloudwatch_metric_alarm_eventbridge"
COMPOSITE = "cloudwatch_composite_alarm_eventbridge"


def notified(payload: Payload, **changes: Json) -> Alert:
    """The alert of an SNS message with other fields."""
    message = json.loads(payload("cloudwatch_alarm_sns_http")["Message"])
    (alert,) = normalise(payload("cloudwatch_alarm_sns_http", {"Message": json.dumps(message | changes)}))
    return alert


def test_firing_and_resolved_are_one_alert_each_since_its_change_of_state(one_alert: OneAlert) -> None:
    firing, resolved = one_alert(METRIC), one_alert(f"{METRIC}_ok")
    assert firing.id == resolved.id
    assert (firing.starts_at, firing.ends_at) == ("2026-03-12T03:12:10.989Z", None)
    assert (resolved.starts_at, resolved.ends_at) == ("2026-03-12T03:42:10.991Z", "2026-03-12T03:42:10.991Z")


@pytest.mark.parametrize(
    ("name", "path"),
    [(METRIC, "detail.state.value"), ("cloudwatch_alarm_lambda_action", "alarmData.state.value")],
)
def test_third_state_is_held(one_alert: OneAlert, name: str, path: str) -> None:
    alert = one_alert(name, {path: "INSUFFICIENT_DATA"})
    assert alert.status == "firing"
    assert alert.hold == Hold("the alarm's state is neither ALARM nor OK", f"event.{path}", "INSUFFICIENT_DATA")


def test_third_state_over_sns_is_held(payload: Payload) -> None:
    hold = notified(payload, NewStateValue="INSUFFICIENT_DATA").hold
    assert hold is not None
    assert (hold.path, hold.value) == ("event.NewStateValue", "INSUFFICIENT_DATA")


def test_suppressed_actions_page_nobody_whatever_a_policy_says(one_alert: OneAlert, gone: object) -> None:
    hold = one_alert(COMPOSITE).hold
    assert hold is not None
    assert hold.path == ""
    assert one_alert(COMPOSITE, {"detail.state.actionsSuppressedBy": gone}).hold is None


def test_suppressed_alarm_still_resolves(one_alert: OneAlert) -> None:
    alert = one_alert(COMPOSITE, {"detail.state.value": "OK"})
    assert (alert.status, alert.hold) == ("resolved", None)


def test_an_alarm_has_no_severity(one_alert: OneAlert, payload: Payload) -> None:
    assert one_alert(METRIC, {"detail.configuration.description": "critical: checkout"}).severity is None
    assert notified(payload, AlarmDescription="p1: checkout").severity is None


def test_region_and_account_over_sns_come_from_the_arn(payload: Payload) -> None:
    arn = "arn:aws-us-gov:cloudwatch:us-gov-west-1:444455556666:alarm:a:b"
    alert = notified(payload, AlarmArn=arn, AWSAccountId=None, Region="AWS GovCloud (US-West)")
    assert (alert.id, alert.region, alert.account) == (arn, "us-gov-west-1", "444455556666")
    odd = notified(payload, AlarmArn="nonsense")
    assert (odd.id, odd.region, odd.account) == ("nonsense", None, "111122223333")


def test_dimensions_of_metric_math_over_sns(payload: Payload) -> None:
    metrics = [
        {"Id": "e1", "Expression": "m1/m2"},
        {"Id": "m1", "MetricStat": {"Metric": {"Dimensions": [{"name": "QueueName", "value": "orders"}]}}},
        {"Id": "m2", "MetricStat": {"Metric": {"Dimensions": [{"name": "QueueName", "value": "mail"}]}}},
    ]
    assert notified(payload, Trigger={"Metrics": metrics}).labels == {"QueueName": "orders,mail"}


def test_log_alarm_has_no_trigger(payload: Payload) -> None:
    alert = notified(payload, Trigger=None, LogGroups=["/aws/lambda/x"], QueryString="fields @message")
    assert (alert.type, alert.labels) == ("orders-queue-age", {})


def test_alarm_without_an_arn_has_a_fingerprint(one_alert: OneAlert) -> None:
    firing = one_alert(METRIC, {"resources": []})
    assert len(firing.id) == 64
    assert firing.id == one_alert(f"{METRIC}_ok", {"resources": []}).id


def test_change_of_an_alarms_settings_is_not_an_alarm(one_alert: OneAlert) -> None:
    alert = one_alert(METRIC, {"detail-type": "CloudWatch Alarm Configuration Change"})
    assert (alert.source, alert.type) == ("eventbridge", "CloudWatch Alarm Configuration Change")
