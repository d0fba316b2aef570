"""PagerDuty's Events API v2, for tools that can already send there.

Shape: PagerDuty developer documentation, "Send an alert event" (PD-CEF in `payload`).

Traps. Only a trigger must have a payload: a resolve may be no more than its `dedup_key`. `summary` is prose with
figures in it, so `class`, the class of event, is the type where there is one. An acknowledge is neither firing nor
resolved. The event carries the sender's routing key, a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events import severities
from tocsin.events.fields import collected, first, mapping
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from tocsin.model import Alert, Json


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of an event."""
    payload, action = mapping(event.get("payload")), event["event_action"]
    resolved = action == "resolve"
    alert = normal(
        "pagerduty",
        event,
        type=first(payload.get("class"), payload.get("summary"), event.get("dedup_key")),
        status="resolved" if resolved else "firing",
        severity=severities.severity(payload.get("severity")),
        id=event.get("dedup_key"),
        summary=payload.get("summary"),
        starts_at=None if resolved else payload.get("timestamp"),
        ends_at=payload.get("timestamp"),
        url=event.get("client_url"),
        labels=_labels(payload),
        observed_at=payload.get("timestamp"),
        hold=Hold("the alert is acknowledged", "event.event_action", action) if action == "acknowledge" else None,
    )
    return (alert,)


def _labels(payload: dict[str, Json]) -> dict[str, str]:
    own = collected((key, payload.get(key)) for key in ("source", "component", "group", "class"))
    return collected(mapping(payload.get("custom_details")).items()) | own


SHAPES: Final = (
    Shape(read, claims={"event_action": ("trigger",)}, needs={"payload.summary": str}),
    Shape(read, claims={"event_action": ("acknowledge", "resolve")}, needs={"dedup_key": str}),
)
