"""AWS Security Hub findings, from any product that sends them there.

Shape: Security Hub user guide, "EventBridge event formats for Security Hub" and "AWS Security Finding Format (ASFF)".

Traps. One event holds a list of findings, each an alert of its own. Three fields share the state: Workflow.Status
(NEW, NOTIFIED, RESOLVED, SUPPRESSED), RecordState (ACTIVE, ARCHIVED) and Compliance.Status (PASSED of a control is
its resolution). Titles of controls are stable, those of imported findings may name a resource; what is stable of both
is in the labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.errors import UnknownEvent
from tocsin.events import severities
from tocsin.events.fields import at, collected, first, items, joined, mapping, picked
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from tocsin.events.normal import Status
    from tocsin.model import Alert, Json


def read(event: Json) -> tuple[Alert, ...]:
    """An alert for each finding. Raises UnknownEvent for an entry that is no object."""
    findings = event["detail"]["findings"]
    for index, finding in enumerate(findings):
        if not isinstance(finding, dict):
            problem = f"securityhub: detail.findings[{index}] is not an object"
            raise UnknownEvent(problem)
    return tuple(_read(event, finding) for finding in findings)


def _read(event: Json, finding: dict[str, Json]) -> Alert:
    return normal(
        "securityhub",
        event,
        type=first(finding.get("Title"), finding.get("GeneratorId")),
        status=_status(finding),
        severity=severities.severity(at(finding, "Severity", "Label")),
        id=finding.get("Id"),
        summary=first(finding.get("Title"), finding.get("Description")),
        starts_at=first(finding.get("FirstObservedAt"), finding.get("CreatedAt"), finding.get("UpdatedAt")),
        ends_at=finding.get("UpdatedAt"),
        url=first(finding.get("SourceUrl"), at(finding, "Remediation", "Recommendation", "Url")),
        account=first(finding.get("AwsAccountId"), event.get("account")),
        region=first(finding.get("Region"), event.get("region")),
        labels=_labels(finding),
        annotations=picked(finding, "Description"),
        observed_at=first(finding.get("UpdatedAt"), event.get("time")),
        hold=_hold(finding),
    )


def _status(finding: dict[str, Json]) -> Status:
    resolved = at(finding, "Workflow", "Status") == "RESOLVED" or at(finding, "Compliance", "Status") == "PASSED"
    return "resolved" if resolved else "firing"


def _hold(finding: dict[str, Json]) -> Hold | None:
    if at(finding, "Workflow", "Status") == "SUPPRESSED":
        return Hold("the finding is suppressed", "event.detail.findings.Workflow.Status", "SUPPRESSED")
    if finding.get("RecordState") == "ARCHIVED":
        return Hold("the finding is archived", "event.detail.findings.RecordState", "ARCHIVED")
    return None


def _labels(finding: dict[str, Json]) -> dict[str, str]:
    """What routes a finding: its product and control, the resources, and the fields that products and users add."""
    resources = items(finding.get("Resources"))
    own = picked(finding, "ProductName", "GeneratorId") | picked(finding.get("Compliance"), "SecurityControlId")
    lists = {
        "Types": joined(finding.get("Types")),
        "ResourceType": joined([at(resource, "Type") for resource in resources]),
        "ResourceId": joined([at(resource, "Id") for resource in resources]),
    }
    extra = collected(
        [*mapping(finding.get("ProductFields")).items(), *mapping(finding.get("UserDefinedFields")).items()]
    )
    return extra | own | collected(lists.items())


SHAPES: Final = (
    Shape(
        read,
        claims={
            "source": ("aws.securityhub",),
            "detail-type": ("Security Hub Findings - Imported", "Security Hub Findings - Custom Action"),
        },
        needs={"detail.findings": list},
    ),
)
