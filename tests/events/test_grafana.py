from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from events.conftest import OneAlert


def test_resolved_has_its_end(one_alert: OneAlert) -> None:
    changes = {"alerts.0.status": "resolved", "alerts.0.endsAt": "2026-03-12T05:00:00+01:00"}
    alert = one_alert("grafana_alerting_webhook", changes)
    assert (alert.status, alert.ends_at) == ("resolved", "2026-03-12T04:00:00Z")


def test_own_annotation_goes_before_a_link_of_grafana(one_alert: OneAlert) -> None:
    alert = one_alert("grafana_alerting_webhook", {"alerts.0.annotations.panelURL": "mine"})
    assert alert.annotations["panelURL"] == "mine"


def test_missing_data_keeps_the_rule_in_the_labels(one_alert: OneAlert) -> None:
    changes = {"alerts.0.labels.alertname": "DatasourceNoData", "alerts.0.labels.rulename": "High memory usage"}
    alert = one_alert("grafana_alerting_webhook", changes)
    assert (alert.type, alert.labels["rulename"]) == ("DatasourceNoData", "High memory usage")
