"""Sentry's integration platform: issue alerts and metric alerts.

Shape: Sentry documentation, "Issue Alerts" and "Metric Alerts" of the integration platform's webhooks.

Traps. What kind of message it is stands in the header Sentry-Hook-Resource, so it is told from the body. An issue alert
is always "triggered" and never resolves (a resolution is a message of another kind, about the issue and without the
rule); a metric alert does. Tags are a list of pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events import severities
from tocsin.events.fields import at, collected, first, items, joined, named_values, picked
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.model import Alert, Json


def read_issue(event: Json) -> tuple[Alert, ...]:
    """The one alert of an issue alert: its type is the rule that triggered."""
    data, issue = event["data"], event["data"]["event"]
    alert = normal(
        "sentry",
        event,
        type=first(data.get("triggered_rule"), issue.get("title")),
        severity=severities.severity(issue.get("level")),
        id=issue.get("issue_id"),
        summary=issue.get("title"),
        starts_at=first(issue.get("datetime"), issue.get("timestamp")),
        url=first(issue.get("web_url"), issue.get("issue_url")),
        labels=_issue_labels(data, issue),
        annotations=picked(issue, "culprit"),
        observed_at=first(issue.get("datetime"), issue.get("timestamp")),
    )
    return (alert,)


def read_metric(event: Json) -> tuple[Alert, ...]:
    """The one alert of a metric alert; its action is both the status and the severity."""
    data, metric, action = event["data"], event["data"]["metric_alert"], event["action"]
    fires = action in ("critical", "warning")
    alert = normal(
        "sentry",
        event,
        type=first(metric.get("title"), at(metric, "alert_rule", "name")),
        status="resolved" if action == "resolved" else "firing",
        severity=action if fires else None,
        id=metric.get("id"),
        summary=first(data.get("description_title"), data.get("description_text")),
        starts_at=first(metric.get("date_started"), metric.get("date_detected")),
        ends_at=metric.get("date_closed"),
        url=data.get("web_url"),
        labels=_metric_labels(metric),
        annotations=picked(data, "description_text"),
        hold=None if fires else Hold("the action is neither critical, warning nor resolved", "event.action", action),
    )
    return (alert,)


def _issue_labels(data: Json, issue: Json) -> dict[str, str]:
    """The event's tags, the settings of the rule's action, and what names the code that failed."""
    settings = named_values(at(data, "issue_alert", "settings"))
    own = picked(issue, "environment", "project", "platform", "release")
    return collected([*_pairs(issue.get("tags")), *settings]) | own


def _pairs(tags: Json) -> Iterator[tuple[Json, Json]]:
    yield from ((tag[0], tag[1]) for tag in items(tags) if isinstance(tag, list) and len(tag) == 2)


def _metric_labels(metric: Json) -> dict[str, str]:
    labels = picked(metric.get("alert_rule"), "environment", "aggregate", "query")
    projects = joined(metric.get("projects"))
    return labels | ({"projects": projects} if projects else {})


SHAPES: Final = (
    Shape(read_issue, needs={"action": ("triggered",), "data.event": dict}),
    Shape(read_metric, needs={"action": str, "data.metric_alert": dict}),
)
