"""Events in, alerts out: one adapter a source, told apart by the structure of what it sends.

    read_events   text -> events              strict JSON, arrays, JSON lines
    normalise     an event -> its alerts      envelopes off, the adapter found, normal form (docs/alerts.md)

An adapter is a module with `SHAPES` (how its events look) and `read` (what they say). A new one is a file here, a line
in the table below, a test, a payload with its expected alerts, and a section in docs/alerts.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.errors import UnknownEvent, UnreadableInput
from tocsin.events import (
    alertmanager,
    budgets,
    cloudevents,
    cloudtrail,
    cloudwatch,
    codepipeline,
    datadog,
    ecs,
    eventbridge,
    generic,
    grafana,
    guardduty,
    health,
    newrelic,
    opsgenie,
    opsitem,
    pagerduty,
    rds,
    securityhub,
    sentry,
)
from tocsin.events.envelopes import carried, unwrap
from tocsin.events.shapes import recognise
from tocsin.events.strict_json import MAX_EVENT, read_events
from tocsin.finding import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.events.envelopes import Message
    from tocsin.events.shapes import Adapter
    from tocsin.model import Alert, Json

__all__ = ["MAX_EVENT", "SOURCES", "normalise", "read_alerts", "read_events"]

ADAPTERS: Final[Mapping[str, Adapter]] = {
    "cloudwatch": cloudwatch,
    "health": health,
    "guardduty": guardduty,
    "securityhub": securityhub,
    "opsitem": opsitem,
    "cloudtrail": cloudtrail,
    "codepipeline": codepipeline,
    "rds": rds,
    "ecs": ecs,
    "eventbridge": eventbridge,
    "budgets": budgets,
    "grafana": grafana,
    "alertmanager": alertmanager,
    "datadog": datadog,
    "cloudevents": cloudevents,
    "pagerduty": pagerduty,
    "sentry": sentry,
    "newrelic": newrelic,
    "opsgenie": opsgenie,
    "generic": generic,
}
"""In the order in which they are asked: whoever knows an event better comes first, the frequent before the rare."""

SOURCES: Final = tuple(ADAPTERS)
"""The names that `source` (--from, the last part of /v1/events/...) may have; also the values of Alert.source."""


def normalise(event: Json, source: str | None = None) -> tuple[Alert, ...]:
    """The alerts that an event holds, in its order, from the adapter that `source` names or the one that recognises it.

    `Alert.event` is the source's own payload: what SNS, SQS or Lambda put around it is gone, a group of alerts is
    whole. Raises UnknownEvent, naming the nearest adapter and the fields it misses, and UnreadableInput for a body
    inside an envelope that cannot be read.
    """
    adapters = ADAPTERS if source is None else {source: _named(source)}
    if not carried(event):
        return recognise(event, adapters).read(event)
    return tuple(alert for message in unwrap(event) for alert in _read(message, adapters))


def read_alerts(text: str, source: str | None = None) -> Iterator[Alert]:
    """The alerts of all events in a text (JSON or JSON lines), in order. Raises as `read_events` and `normalise` do."""
    return (alert for event in read_events(text) for alert in normalise(event, source))


def _read(message: Message, adapters: Mapping[str, Adapter]) -> tuple[Alert, ...]:
    try:
        alerts = recognise(message.event, adapters).read(message.event)
    except UnknownEvent as error:
        if not message.place:
            raise
        problem = f"{message.place}: {error}"
        raise UnknownEvent(problem) from None
    sent_at = message.sent_at
    if sent_at is None:
        return alerts
    return tuple(alert if alert.observed_at else alert._replace(observed_at=sent_at) for alert in alerts)


def _named(source: str) -> Adapter:
    if source in ADAPTERS:
        return ADAPTERS[source]
    meant = nearest(source, SOURCES)
    problem = f"no adapter is named {source!r}" + (f"; did you mean {meant}?" if meant else f": {', '.join(SOURCES)}")
    raise UnreadableInput(problem)
