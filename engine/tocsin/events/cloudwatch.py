"""Amazon CloudWatch alarms, the same alert over every transport: EventBridge, SNS and a Lambda alarm action.

Shapes: CloudWatch user guide, "Alarm events and EventBridge" (metric and composite alarms), "Schema of SNS
notifications", and "Lambda alarm actions".

Traps. Times end in "+0000". The Region of an SNS message is a display name ("US East (N. Virginia)"), so region and
account come from the alarm's ARN. Dimensions are an object in events and a list of lower-case name and value in SNS;
alarms on metric math have several metrics, composite and log alarms none. An alarm has no severity, and its tags are
not in the event; a policy can match the start of its description. A composite alarm whose actions are suppressed must
not page. INSUFFICIENT_DATA is neither firing nor resolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events.fields import at, collected, first, items, mapping, named_values, text
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.events.normal import Status
    from tocsin.model import Alert, Json


def read_event(event: Json) -> tuple[Alert, ...]:
    """The one alert of an alarm's change of state, from EventBridge."""
    resources = items(event.get("resources"))
    return (_read(event, event["detail"], "event.detail.state.value", resources[0] if resources else None),)


def read_action(event: Json) -> tuple[Alert, ...]:
    """The one alert of an alarm whose action is a Lambda function."""
    return (_read(event, event["alarmData"], "event.alarmData.state.value", event["alarmArn"]),)


def _read(event: Mapping[str, Json], alarm: Mapping[str, Json], path: str, arn: Json) -> Alert:
    """An alarm as EventBridge and Lambda get it; `path` is where a pattern finds its state."""
    state = alarm["state"]
    settings = mapping(alarm.get("configuration"))
    annotations = _annotations(settings.get("description"), settings.get("alarmRule"), state.get("reason"))
    return normal(
        "cloudwatch",
        event,
        type=alarm["alarmName"],
        status=_status(state["value"]),
        id=arn,
        summary=annotations.get("description") or annotations.get("reason"),
        starts_at=state.get("timestamp"),
        ends_at=state.get("timestamp"),
        account=first(event.get("account"), event.get("accountId")),
        region=event.get("region"),
        labels=collected(_dimensions(settings.get("metrics"))),
        annotations=annotations,
        observed_at=event.get("time"),
        hold=_hold(state, state["value"], path),
    )


def read_notification(event: Json) -> tuple[Alert, ...]:
    """The one alert of an alarm's SNS message."""
    state, arn = event["NewStateValue"], text(event.get("AlarmArn")) or ""
    annotations = _annotations(event.get("AlarmDescription"), event.get("AlarmRule"), event.get("NewStateReason"))
    region, account = (*arn.split(":", 5)[3:5], "", "")[:2]
    alert = normal(
        "cloudwatch",
        event,
        type=event["AlarmName"],
        status=_status(state),
        id=arn,
        summary=annotations.get("description") or annotations.get("reason"),
        starts_at=event["StateChangeTime"],
        ends_at=event["StateChangeTime"],
        account=first(event.get("AWSAccountId"), account),
        region=region,
        labels=collected(_trigger_dimensions(mapping(event.get("Trigger")))),
        annotations=annotations,
        hold=_hold(event, state, "event.NewStateValue"),
    )
    return (alert,)


def _status(state: str) -> Status:
    return "resolved" if state == "OK" else "firing"


def _hold(state: Mapping[str, Json], value: str, path: str) -> Hold | None:
    """Why the alarm does not page of itself: its actions are suppressed, or its state is not ALARM."""
    if state.get("actionsSuppressedBy"):
        return Hold("the alarm's actions are suppressed")
    return None if value in ("ALARM", "OK") else Hold("the alarm's state is neither ALARM nor OK", path, value)


def _annotations(description: Json, rule: Json, reason: Json) -> dict[str, str]:
    texts = (("description", text(description)), ("alarmRule", text(rule)), ("reason", text(reason)))
    return {name: value for name, value in texts if value}


def _dimensions(metrics: Json) -> list[tuple[Json, Json]]:
    """Names and values of all metrics of an alarm; an entry of metric math has an expression and none of its own."""
    pairs: list[tuple[Json, Json]] = []
    for metric in items(metrics):
        pairs += mapping(at(metric, "metricStat", "metric", "dimensions")).items()
    return pairs


def _trigger_dimensions(trigger: Mapping[str, Json]) -> Iterator[tuple[Json, Json]]:
    yield from named_values(trigger.get("Dimensions"))
    for metric in items(trigger.get("Metrics")):
        yield from named_values(at(metric, "MetricStat", "Metric", "Dimensions"))


SHAPES: Final = (
    Shape(
        read_event,
        claims={"source": ("aws.cloudwatch",), "detail-type": ("CloudWatch Alarm State Change",)},
        needs={"detail.alarmName": str, "detail.state.value": str},
    ),
    Shape(read_action, needs={"alarmArn": str, "alarmData.alarmName": str, "alarmData.state.value": str}),
    Shape(read_notification, needs={"AlarmName": str, "NewStateValue": str, "StateChangeTime": str}),
)
