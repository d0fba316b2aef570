"""New Relic workflows, with the default payload of a webhook destination.

Shape: New Relic documentation, "Webhook payload template" of workflow notifications.

Traps. The template is the user's to edit; id, title, state and issueUrl must stay. Times are epoch milliseconds. The
title has figures in it, so the first condition's name is the type. The arrays grow while an issue goes on. An
ACKNOWLEDGED issue is neither firing nor resolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events import severities
from tocsin.events.fields import collected, first, items, joined, picked
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from tocsin.model import Alert, Json

_LISTS = ("impactedEntities", "alertPolicyNames", "alertConditionNames", "sources")


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of an issue."""
    state = event["state"]
    known = state in ("CREATED", "ACTIVATED", "CLOSED")
    alert = normal(
        "newrelic",
        event,
        type=first(*items(event.get("alertConditionNames")), event["title"]),
        status="resolved" if state == "CLOSED" else "firing",
        severity=severities.severity(event.get("priority")),
        id=event["id"],
        summary=event["title"],
        starts_at=event.get("createdAt"),
        ends_at=first(event.get("closedAt"), event.get("updatedAt")),
        url=event["issueUrl"],
        labels=collected((name, joined(event.get(name))) for name in _LISTS)
        | picked(event, "workflowName", "priority"),
        observed_at=event.get("updatedAt"),
        hold=None if known else Hold("the issue is neither active nor closed", "event.state", state),
    )
    return (alert,)


SHAPES: Final = (Shape(read, needs={"id": str, "title": str, "state": str, "issueUrl": str}),)
