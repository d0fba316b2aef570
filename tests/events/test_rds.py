from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from events.conftest import OneAlert

NAME = "rds_db_instance_event"


def test_clusters_are_read_as_instances_are(one_alert: OneAlert) -> None:
    alert = one_alert(NAME, {"detail-type": "RDS DB Cluster Event", "detail.SourceType": "CLUSTER"})
    assert (alert.source, alert.type, alert.labels["SourceType"]) == ("rds", "RDS-EVENT-0013", "CLUSTER")


def test_second_failover_is_another_alert(one_alert: OneAlert) -> None:
    assert one_alert(NAME, {"detail.Date": "2026-03-12T04:02:18.112Z"}).id != one_alert(NAME).id


def test_first_category_is_the_severity(one_alert: OneAlert) -> None:
    alert = one_alert(NAME, {"detail.EventCategories": ["Low Storage", "notification"]})
    assert (alert.severity, alert.labels["EventCategories"]) == ("low storage", "Low Storage,notification")
    assert one_alert(NAME, {"detail.EventCategories": []}).severity is None


def test_events_of_another_form_are_plain_events(one_alert: OneAlert, gone: object) -> None:
    assert one_alert(NAME, {"detail.EventID": gone}).source == "eventbridge"
