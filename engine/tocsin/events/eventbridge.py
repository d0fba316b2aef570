"""Any other event of Amazon EventBridge, AWS's services' and your own (PutEvents).

Shape: EventBridge user guide, "AWS event structure".

Traps. Nothing says whether such an event is good news or bad, so each of them fires and none resolves: what pages is
what a policy selects. The plain fields of `detail` are the labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events import severities
from tocsin.events.fields import collected, first, joined, mapping
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape

if TYPE_CHECKING:
    from tocsin.model import Alert, Json


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of an event: its type is the detail-type, and `detail.severity`, if there is one, its severity."""
    detail = event["detail"]
    alert = normal(
        "eventbridge",
        event,
        type=event["detail-type"],
        severity=severities.severity(detail.get("severity")),
        id=event.get("id"),
        summary=first(*(detail.get(key) for key in ("title", "summary", "message", "description"))),
        starts_at=event.get("time"),
        account=event.get("account"),
        region=event.get("region"),
        labels=_labels(event),
        observed_at=event.get("time"),
    )
    return (alert,)


def _labels(event: Json) -> dict[str, str]:
    resources = joined(event.get("resources"))
    own = collected([("source", event["source"]), ("resources", resources)])
    return collected(mapping(event["detail"]).items()) | own


SHAPES: Final = (Shape(read, needs={"source": str, "detail-type": str, "detail": dict}),)
