from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.model import Hold

if TYPE_CHECKING:
    from events.conftest import OneAlert

PAGE = "ssm_contacts_cloudtrail_start_engagement"
INCIDENT = "ssm_incidents_cloudtrail_start_incident"


@pytest.mark.parametrize("name", [PAGE, INCIDENT])
def test_own_calls_are_held_until_a_policy_names_them(one_alert: OneAlert, name: str) -> None:
    alert = one_alert(name)
    assert alert.hold == Hold("a page about a page would be a loop", "type", alert.type)


def test_every_call_of_the_paging_services_is_held(one_alert: OneAlert) -> None:
    hold = one_alert(PAGE, {"detail.eventName": "AcceptPage"}).hold
    assert hold is not None
    assert hold.value == "AcceptPage"


def test_other_calls_are_not(one_alert: OneAlert) -> None:
    changes = {"source": "aws.iam", "detail.eventSource": "iam.amazonaws.com", "detail.eventName": "CreateUser"}
    alert = one_alert(PAGE, changes)
    assert (alert.type, alert.hold) == ("CreateUser", None)
