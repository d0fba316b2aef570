from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.model import Hold

if TYPE_CHECKING:
    from events.conftest import OneAlert

NAME = "pagerduty_events_v2_enqueue"


def test_resolve_needs_no_payload(one_alert: OneAlert, gone: object) -> None:
    alert = one_alert(NAME, {"event_action": "resolve", "payload": gone})
    assert (alert.status, alert.id, alert.type) == ("resolved", one_alert(NAME).id, "checkout-5xx-ratio/prod")


def test_acknowledge_is_held(one_alert: OneAlert) -> None:
    alert = one_alert(NAME, {"event_action": "acknowledge"})
    assert alert.status == "firing"
    assert alert.hold == Hold("the alert is acknowledged", "event.event_action", "acknowledge")


def test_summary_is_the_type_where_no_class_is(one_alert: OneAlert, gone: object) -> None:
    assert one_alert(NAME, {"payload.class": gone}).type == "checkout 5xx ratio 7.9% (> 5%)"


def test_trigger_without_a_key_has_a_fingerprint(one_alert: OneAlert, gone: object) -> None:
    assert len(one_alert(NAME, {"dedup_key": gone}).id) == 64
