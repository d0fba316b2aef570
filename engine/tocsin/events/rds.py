"""Amazon RDS and Aurora events: instances, clusters, snapshots, proxies, parameter and security groups.

Shape: Amazon RDS user guide, "Overview of events for Amazon RDS" and "Amazon RDS event categories and messages".

Traps. An event happened once and is never resolved. Its category (failover, failure, availability, low storage,
maintenance, ...) is the nearest thing to a severity that it has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events import severities
from tocsin.events.fields import first, items, joined, picked
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape

if TYPE_CHECKING:
    from tocsin.model import Alert, Json


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of an event."""
    detail = event["detail"]
    categories = joined(detail.get("EventCategories"))
    identity = picked(detail, "SourceArn") or picked(detail, "SourceIdentifier")
    alert = normal(
        "rds",
        event,
        type=detail["EventID"],
        severity=severities.severity(first(*items(detail.get("EventCategories")))),
        id="/".join([*identity.values(), *picked(detail, "EventID", "Date").values()]),
        summary=detail.get("Message"),
        starts_at=first(detail.get("Date"), event.get("time")),
        account=event.get("account"),
        region=event.get("region"),
        labels=picked(detail, "SourceIdentifier", "SourceType")
        | ({"EventCategories": categories} if categories else {}),
        observed_at=event.get("time"),
    )
    return (alert,)


SHAPES: Final = (Shape(read, needs={"source": ("aws.rds",), "detail.EventID": str, "detail.SourceIdentifier": str}),)
