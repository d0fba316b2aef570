"""Opsgenie's webhook integration: what Opsgenie, or Jira Service Management in its place, sends about an alert.

Shape: Opsgenie documentation, "Webhook integration" (alert data).

Traps. `createdAt` counts milliseconds and `updatedAt` nanoseconds. The alias is what joins a Close to its Create, the
alertId where there is none. Actions between (Acknowledge, AddNote, Escalate, Snooze, ...) are neither firing nor
resolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events import severities
from tocsin.events.fields import collected, first, joined, mapping, picked
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from tocsin.model import Alert, Json


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of an action on an alert."""
    subject, action = event["alert"], event["action"]
    alert = normal(
        "opsgenie",
        event,
        type=subject["message"],
        status="resolved" if action == "Close" else "firing",
        severity=severities.severity(subject.get("priority")),
        id=first(subject.get("alias"), subject.get("alertId")),
        summary=subject["message"],
        starts_at=subject.get("createdAt"),
        ends_at=subject.get("updatedAt"),
        labels=_labels(subject),
        annotations=picked(subject, "description"),
        observed_at=first(subject.get("updatedAt"), subject.get("createdAt")),
        hold=None
        if action in ("Create", "Close")
        else Hold("the action neither creates nor closes", "event.action", action),
    )
    return (alert,)


def _labels(subject: Json) -> dict[str, str]:
    tags = joined(subject.get("tags"))
    own = picked(subject, "entity", "source", "priority") | ({"tags": tags} if tags else {})
    return collected(mapping(subject.get("details")).items()) | own


SHAPES: Final = (Shape(read, needs={"action": str, "alert.alertId": str, "alert.message": str}),)
