"""AWS Health events.

Shape: AWS Health user guide, "Reference: AWS Health events Amazon EventBridge schema".

Traps. Times are RFC 1123 ("Thu, 12 Mar 2026 01:19:03 GMT"), and blanks inside the clock have been seen. An event goes
out again with every update and in several pages, all with one ARN. Of global services `region` is where the event was
delivered and `eventRegion` where the trouble is. `upcoming` (planned changes) is neither firing nor resolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events import severities
from tocsin.events.fields import at, first, items, joined, picked, text
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from tocsin.model import Alert, Json


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of an event, as far as it concerns the affected account."""
    detail = event["detail"]
    account = text(detail.get("affectedAccount"))
    # Abuse events have no statusCode: they are reports of something that goes on.
    state = first(detail.get("statusCode"), "open") or "open"
    alert = normal(
        "health",
        event,
        type=detail["eventTypeCode"],
        status="resolved" if state == "closed" else "firing",
        severity=severities.severity(detail.get("eventTypeCategory")),
        id=f"{detail['eventArn']}/{account}" if account else detail["eventArn"],
        summary=_description(detail.get("eventDescription")),
        starts_at=first(detail.get("startTime"), event.get("time")),
        ends_at=first(detail.get("endTime"), detail.get("lastUpdatedTime")),
        account=first(account, event.get("account")),
        region=first(detail.get("eventRegion"), event.get("region")),
        labels=_labels(detail),
        observed_at=event.get("time"),
        hold=None
        if state == "open"
        else Hold("the event is neither open nor closed", "event.detail.statusCode", state),
    )
    return (alert,)


def _labels(detail: Json) -> dict[str, str]:
    labels = picked(detail, "service", "eventTypeCategory", "eventScopeCode")
    entities = joined([at(entity, "entityValue") for entity in items(detail.get("affectedEntities"))])
    return labels | ({"affectedEntities": entities} if entities else {})


def _description(texts: Json) -> str | None:
    """What AWS says about it: in American English where there is a choice."""
    english = [entry for entry in items(texts) if at(entry, "language") == "en_US"]
    return first(*(at(entry, "latestDescription") for entry in [*english, *items(texts)]))


SHAPES: Final = (
    Shape(
        read,
        claims={"source": ("aws.health",), "detail-type": ("AWS Health Event", "AWS Health Abuse Event")},
        needs={"detail.eventArn": str, "detail.eventTypeCode": str},
    ),
)
