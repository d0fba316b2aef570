from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.model import Hold

if TYPE_CHECKING:
    from events.conftest import OneAlert

NAME = "aws_health_event"


def test_closed_is_resolved_and_the_same_alert(one_alert: OneAlert) -> None:
    alert = one_alert(NAME, {"detail.statusCode": "closed"})
    assert (alert.status, alert.ends_at, alert.hold) == ("resolved", "2026-03-12T01:44:13Z", None)
    assert alert.id == one_alert(NAME).id


def test_upcoming_is_held(one_alert: OneAlert) -> None:
    hold = one_alert(NAME, {"detail.statusCode": "upcoming"}).hold
    assert hold == Hold("the event is neither open nor closed", "event.detail.statusCode", "upcoming")


def test_two_accounts_are_two_alerts(one_alert: OneAlert) -> None:
    other = one_alert(NAME, {"detail.affectedAccount": "444455556666"})
    assert (other.account, other.id == one_alert(NAME).id) == ("444455556666", False)


def test_region_is_where_the_trouble_is(one_alert: OneAlert) -> None:
    assert one_alert(NAME, {"detail.eventRegion": "eu-west-1"}).region == "eu-west-1"


def test_affected_entities_and_the_language_of_the_description(one_alert: OneAlert) -> None:
    texts = [
        {"language": "de_DE", "latestDescription": "Wir prüfen."},
        {"language": "en_US", "latestDescription": "We look."},
    ]
    entities = [{"entityValue": "i-1"}, {"entityValue": "i-2"}]
    alert = one_alert(NAME, {"detail.eventDescription": texts, "detail.affectedEntities": entities})
    assert (alert.summary, alert.labels["affectedEntities"]) == ("We look.", "i-1,i-2")


def test_abuse_report_has_no_status_and_fires(one_alert: OneAlert, gone: object) -> None:
    alert = one_alert(NAME, {"detail-type": "AWS Health Abuse Event", "detail.statusCode": gone})
    assert (alert.status, alert.hold) == ("firing", None)
