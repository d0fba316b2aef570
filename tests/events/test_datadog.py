from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.model import Hold

if TYPE_CHECKING:
    from events.conftest import OneAlert

CUSTOM, DEFAULT = "datadog_webhook_custom", "datadog_webhook_default"


@pytest.mark.parametrize("transition", ["Triggered", "Re-Triggered", "Warn", "No Data", "Renotify"])
def test_transitions_that_fire(one_alert: OneAlert, transition: str) -> None:
    alert = one_alert(CUSTOM, {"alert_transition": transition})
    assert (alert.status, alert.hold) == ("firing", None)


def test_recovery_is_of_the_same_cycle(one_alert: OneAlert) -> None:
    changes = {
        "alert_transition": "Recovered", "alert_type": "success", "alert_priority": "", "date_posix": "1773286000",
        "alert_title": "[Recovered on {service:payments-api}] Payments API p99 latency",
    }  # fmt: skip
    alert = one_alert(CUSTOM, changes)
    firing = one_alert(CUSTOM)
    assert (alert.status, alert.id, alert.type) == ("resolved", firing.id, firing.type)
    assert (alert.starts_at, alert.ends_at, alert.severity) == (None, "2026-03-12T03:26:40Z", None)


def test_unknown_transition_is_held(one_alert: OneAlert) -> None:
    hold = one_alert(CUSTOM, {"alert_transition": ""}).hold
    assert hold == Hold("the monitor neither triggered nor recovered", "event.alert_transition", "")


def test_alert_type_is_the_severity_of_a_monitor_without_priority(one_alert: OneAlert) -> None:
    assert one_alert(CUSTOM, {"alert_priority": "", "alert_type": "warning"}).severity == "warning"


def test_tags_and_scope_are_labels(one_alert: OneAlert) -> None:
    alert = one_alert(
        CUSTOM, {"tags": "url:http://a:1,flag,zone:a,zone:b,,", "alert_scope": "env:prod", "hostname": "web"}
    )
    assert alert.labels == {
        "url": "http://a:1", "flag": "true", "zone": "a,b", "env": "prod", "hostname": "web",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("title", "status", "severity", "labels"),
    [
        ("[P1] [Triggered on {service:api,env:prod}] Slow", "firing", "critical", {"service": "api", "env": "prod"}),
        ("[Recovered on {service:api}] Slow", "resolved", None, {"service": "api"}),
        ("[P2] [Warn Recovered] Slow", "resolved", "error", {}),
        ("[TEST] [Warn] Slow", "firing", None, {}),
        ("Slow", "firing", None, {}),
    ],
)
def test_default_payload_tells_by_its_title(
    one_alert: OneAlert, title: str, status: str, severity: str | None, labels: dict[str, str]
) -> None:
    alert = one_alert(DEFAULT, {"title": title})
    assert (alert.type, alert.status, alert.severity, alert.labels) == ("Slow", status, severity, labels)


def test_groups_of_a_monitor_are_told_apart_in_the_default_payload(one_alert: OneAlert) -> None:
    ids = [
        one_alert(DEFAULT, {"title": f"[{transition} on {{service:{service}}}] Slow"}).id
        for transition, service in (("Triggered", "api"), ("Recovered", "api"), ("Triggered", "web"))
    ]
    assert ids[0] == ids[1] != ids[2]
