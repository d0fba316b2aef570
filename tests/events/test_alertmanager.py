from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.events import normalise

if TYPE_CHECKING:
    from events.conftest import Payload


def test_identity_without_a_fingerprint_is_the_label_set(payload: Payload, gone: object) -> None:
    alerts = normalise(payload("alertmanager_webhook_v4", {"alerts.0.fingerprint": gone, "alerts.1.fingerprint": gone}))
    again = normalise(payload("alertmanager_webhook_v4", {"alerts.0.fingerprint": gone, "alerts.0.status": "resolved"}))
    assert alerts[0].id == again[0].id
    assert alerts[0].id != alerts[1].id


def test_alert_without_a_name_has_the_sources(payload: Payload, gone: object) -> None:
    alert, _ = normalise(payload("alertmanager_webhook_v4", {"alerts.0.labels.alertname": gone}))
    assert alert.type == "alertmanager"


def test_severity_is_whatever_the_label_says(payload: Payload, gone: object) -> None:
    changes = {"alerts.0.labels.severity": "Page", "alerts.1.labels.severity": gone}
    assert [alert.severity for alert in normalise(payload("alertmanager_webhook_v4", changes))] == ["page", None]
