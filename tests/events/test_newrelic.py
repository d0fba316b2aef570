from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.model import Hold

if TYPE_CHECKING:
    from events.conftest import OneAlert

NAME = "newrelic_workflow_webhook"


def test_closed(one_alert: OneAlert) -> None:
    alert = one_alert(NAME, {"state": "CLOSED"})
    assert (alert.status, alert.ends_at, alert.id) == ("resolved", "2026-03-12T03:12:10Z", one_alert(NAME).id)


def test_acknowledged_is_held(one_alert: OneAlert) -> None:
    hold = one_alert(NAME, {"state": "ACKNOWLEDGED"}).hold
    assert hold == Hold("the issue is neither active nor closed", "event.state", "ACKNOWLEDGED")


def test_arrays_that_grow_are_joined(one_alert: OneAlert) -> None:
    alert = one_alert(NAME, {"alertConditionNames": ["checkout 5xx", "checkout p99"]})
    assert (alert.type, alert.labels["alertConditionNames"]) == ("checkout 5xx", "checkout 5xx,checkout p99")


def test_title_is_the_type_where_no_condition_is(one_alert: OneAlert, gone: object) -> None:
    assert one_alert(NAME, {"alertConditionNames": gone}).type.startswith("checkout-api query result")
