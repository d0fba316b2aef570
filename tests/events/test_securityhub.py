from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.errors import UnknownEvent
from tocsin.events import normalise

if TYPE_CHECKING:
    from events.conftest import OneAlert, Payload

NAME = "securityhub_findings_imported"


def test_every_finding_is_an_alert(payload: Payload) -> None:
    event = payload(NAME)
    (finding,) = event["detail"]["findings"]
    event["detail"]["findings"].append(finding | {"Id": "second", "Workflow": {"Status": "RESOLVED"}})
    alerts = normalise(event)
    assert [(alert.id, alert.status) for alert in alerts] == [(finding["Id"], "firing"), ("second", "resolved")]


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("Workflow.Status", "NOTIFIED", "firing"), ("Workflow.Status", "RESOLVED", "resolved"),
        ("Compliance.Status", "PASSED", "resolved"), ("Compliance.Status", "NOT_AVAILABLE", "firing"),
    ],
)  # fmt: skip
def test_status(one_alert: OneAlert, field: str, value: str, status: str) -> None:
    alert = one_alert(NAME, {f"detail.findings.0.{field}": value})
    assert (alert.status, alert.hold) == (status, None)


@pytest.mark.parametrize(("field", "value"), [("Workflow.Status", "SUPPRESSED"), ("RecordState", "ARCHIVED")])
def test_put_aside_is_held(one_alert: OneAlert, field: str, value: str) -> None:
    alert = one_alert(NAME, {f"detail.findings.0.{field}": value})
    assert alert.status == "firing"
    assert alert.hold is not None
    assert (alert.hold.path, alert.hold.value) == (f"event.detail.findings.{field}", value)


@pytest.mark.parametrize(
    ("label", "word"),
    [("CRITICAL", "critical"), ("HIGH", "error"), ("MEDIUM", "warning"), ("LOW", "info"), ("INFORMATIONAL", "info")],
)
def test_severity(one_alert: OneAlert, label: str, word: str) -> None:
    assert one_alert(NAME, {"detail.findings.0.Severity.Label": label}).severity == word


def test_fields_of_users_are_labels(one_alert: OneAlert) -> None:
    alert = one_alert(NAME, {"detail.findings.0.UserDefinedFields": {"team": "net", "ProductName": "mine"}})
    assert (alert.labels["team"], alert.labels["ProductName"]) == ("net", "Security Hub")


def test_entry_that_is_no_finding(payload: Payload) -> None:
    with pytest.raises(UnknownEvent, match=r"securityhub: detail\.findings\[0\] is not an object"):
        normalise(payload(NAME, {"detail.findings.0": "x"}))
