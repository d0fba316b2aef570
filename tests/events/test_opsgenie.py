from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.model import Hold

if TYPE_CHECKING:
    from events.conftest import OneAlert

NAME = "opsgenie_webhook_create"


def test_close_counts_nanoseconds(one_alert: OneAlert) -> None:
    alert = one_alert(NAME, {"action": "Close", "alert.updatedAt": 1773286000250000000})
    assert (alert.status, alert.ends_at, alert.id) == ("resolved", "2026-03-12T03:26:40.250Z", one_alert(NAME).id)


@pytest.mark.parametrize("action", ["Acknowledge", "AddNote", "Snooze"])
def test_actions_between_are_held(one_alert: OneAlert, action: str) -> None:
    hold = one_alert(NAME, {"action": action}).hold
    assert hold == Hold("the action neither creates nor closes", "event.action", action)


def test_alert_id_names_what_has_no_alias(one_alert: OneAlert) -> None:
    assert one_alert(NAME, {"alert.alias": ""}).id == "70413a06-38d6-4c85-92b8-5ebc900d42e2-1773285131000"
