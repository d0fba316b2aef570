from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.errors import UnknownEvent
from tocsin.events import normalise

if TYPE_CHECKING:
    from events.conftest import Payload
    from tocsin.model import Json


def test_alerts_left_out_for_size_are_told(payload: Payload) -> None:
    alerts = normalise(payload("alertmanager_webhook_v4", {"truncatedAlerts": 3}))
    assert [alert.annotations["truncatedAlerts"] for alert in alerts] == ["3", "3"]


def test_status_is_the_alerts_own_and_not_the_groups(payload: Payload) -> None:
    alerts = normalise(payload("alertmanager_webhook_v4", {"status": "resolved"}))
    assert [alert.status for alert in alerts] == ["firing", "resolved"]


def test_group_without_alerts(payload: Payload) -> None:
    assert normalise(payload("alertmanager_webhook_v4", {"alerts": []})) == ()


@pytest.mark.parametrize("entry", [None, "text", {}, {"labels": []}])
def test_entry_that_is_no_alert(payload: Payload, entry: Json) -> None:
    with pytest.raises(UnknownEvent, match=r"^alertmanager: alerts\[1\] has no labels$"):
        normalise(payload("alertmanager_webhook_v4", {"alerts.1": entry}))


def test_summary_is_an_annotation_or_the_name(payload: Payload, gone: object) -> None:
    changes = {"alerts.0.annotations.summary": gone, "alerts.1.annotations": gone}
    one, other = normalise(payload("alertmanager_webhook_v4", changes))
    assert one.summary.startswith("Pod payments/api")
    assert other.summary == "KubePodCrashLooping"
