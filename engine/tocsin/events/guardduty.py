"""Amazon GuardDuty findings.

Shape: GuardDuty user guide, "Processing GuardDuty findings with Amazon EventBridge" and "Finding format".

Traps. A finding that goes on is sent again with a rising `service.count`, the same id and the same first sighting.
Severity is a number from 1.0 up. Nothing is sent when a finding is over: these alerts never resolve. Some exporters
write the keys as the GetFindings API does, with capitals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events.fields import collected, first, items, mapping, named_values, picked
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.model import Alert, Json

_CLAIMS = {"source": ("aws.guardduty",), "detail-type": ("GuardDuty Finding",)}
_BANDS = ((9, "critical"), (7, "error"), (4, "warning"))


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of a finding."""
    finding = _lower(event["detail"])
    service = _lower(finding.get("service"))
    archived = {"archived": "true"} if service.get("archived") is True else {}
    alert = normal(
        "guardduty",
        event,
        type=finding["type"],
        severity=_severity(finding.get("severity")),
        id=finding["id"],
        summary=first(finding.get("title"), finding.get("description")),
        starts_at=first(service.get("eventFirstSeen"), finding.get("createdAt")),
        account=first(finding.get("accountId"), event.get("account")),
        region=first(finding.get("region"), event.get("region")),
        labels=collected(_labels(_lower(finding.get("resource")))) | picked(finding, "severity") | archived,
        annotations=picked(finding, "title", "description"),
        observed_at=first(finding.get("updatedAt"), event.get("time")),
        hold=Hold("the finding is archived", "labels.archived", "true") if archived else None,
    )
    return (alert,)


def _lower(node: Json) -> Mapping[str, Json]:
    """The object with keys as GuardDuty's own events have them, whichever of the two ways they are written."""
    return {key[:1].lower() + key[1:]: value for key, value in mapping(node).items()}


def _severity(score: Json) -> str | None:
    if isinstance(score, bool) or not isinstance(score, int | float):
        return None
    return next((word for least, word in _BANDS if score >= least), "info")


def _labels(resource: Mapping[str, Json]) -> Iterator[tuple[Json, Json]]:
    """The resource's type, the plain fields of whatever details it has, and the resource's tags."""
    yield "resourceType", resource.get("resourceType")
    for key, value in resource.items():
        if not key.endswith("Details"):
            continue
        for details in map(_lower, items(value) or [value]):
            yield from ((name, field) for name, field in details.items() if name != "resourceType")
            yield from named_values([_lower(tag) for tag in items(details.get("tags"))], "key")


SHAPES: Final = (
    Shape(read, claims=_CLAIMS, needs={"detail.type": str, "detail.id": str}),
    Shape(read, claims=_CLAIMS, needs={"detail.Type": str, "detail.Id": str}),
)
