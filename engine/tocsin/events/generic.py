"""Alerts that are in normal form already: written by hand, by a script, or by tocsin itself.

Shape: docs/alerts.md, "The normal form". Only `type` and `status` must be there; a field that is missing or of another
type than it should be is null or empty.

Traps. Labels and annotations keep their JSON types, so that numeric patterns work on them. `source` and `event` are
taken as given, which is why an alert that tocsin printed is the same alert when it is read again; without them they are
"generic" and the input itself. Only a hold is not part of the form and so not read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events import severities
from tocsin.events.fields import first, mapping
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape

if TYPE_CHECKING:
    from tocsin.model import Alert, Json


def read(event: Json) -> tuple[Alert, ...]:
    """The alert that the input is."""
    alert = normal(
        first(event.get("source")) or "generic",
        event.get("event", event),
        type=event["type"],
        status=event["status"],
        severity=severities.severity(event.get("severity")),
        id=event.get("id"),
        summary=event.get("summary"),
        starts_at=event.get("starts_at"),
        ends_at=event.get("ends_at"),
        url=event.get("url"),
        account=event.get("account"),
        region=event.get("region"),
        labels=mapping(event.get("labels")),
        annotations=mapping(event.get("annotations")),
    )
    return (alert,)


SHAPES: Final = (Shape(read, needs={"type": str, "status": ("firing", "resolved")}),)
