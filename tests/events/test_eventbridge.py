from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from events.conftest import OneAlert

NAME = "eventbridge_custom"


def test_type_is_the_detail_type(one_alert: OneAlert) -> None:
    alert = one_alert(NAME, {"source": "aws.backup", "detail-type": "Backup Job State Change"})
    assert (alert.type, alert.status) == ("Backup Job State Change", "firing")


def test_redelivery_is_the_same_alert_and_another_event_is_not(one_alert: OneAlert) -> None:
    assert one_alert(NAME).id == one_alert(NAME).id
    assert one_alert(NAME, {"id": "other"}).id != one_alert(NAME).id


def test_source_of_the_event_is_not_overwritten_by_its_detail(one_alert: OneAlert) -> None:
    assert one_alert(NAME, {"detail.source": "elsewhere"}).labels["source"] == "com.example.backup"


def test_nothing_resolves(one_alert: OneAlert) -> None:
    assert one_alert(NAME, {"detail.status": "resolved", "detail.state": "OK"}).status == "firing"
