"""Systems Manager OpsItems.

Shape: Systems Manager user guide, "Amazon EventBridge event examples for Systems Manager" (OpsItem Create, OpsItem
Update).

Traps. Keys are in kebab case. Severity is "1" to "4" and optional. The resolution comes as an OpsItem Update; a status
in between (InProgress: somebody is on it; the many of change requests) is neither firing nor resolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events import severities
from tocsin.events.fields import first, picked, text, underscored
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from tocsin.model import Alert, Json

_LEVELS = {"1": "critical", "2": "error", "3": "warning", "4": "info"}


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of an OpsItem's creation or change."""
    detail = event["detail"]
    status, level = detail["status"], text(detail.get("severity"))
    over = status in ("Resolved", "Closed")
    alert = normal(
        "opsitem",
        event,
        type=first(detail.get("title"), detail.get("ops-item-type")),
        status="resolved" if over else "firing",
        severity=_LEVELS.get(level, severities.severity(level)) if level else None,
        id=detail["ops-item-id"],
        summary=first(detail.get("title"), detail.get("description")),
        starts_at=first(detail.get("created-time"), event.get("time")),
        ends_at=first(detail.get("modified-time"), event.get("time")),
        account=event.get("account"),
        region=event.get("region"),
        labels=underscored(picked(detail, "source", "category", "ops-item-type")),
        annotations=picked(detail, "description"),
        observed_at=event.get("time"),
        hold=None
        if status == "Open"
        else Hold("the OpsItem is neither open nor resolved", "event.detail.status", status),
    )
    return (alert,)


SHAPES: Final = (
    Shape(
        read,
        claims={"source": ("aws.ssm",), "detail-type": ("OpsItem Create", "OpsItem Update")},
        needs={"detail.ops-item-id": str, "detail.status": str},
    ),
)
