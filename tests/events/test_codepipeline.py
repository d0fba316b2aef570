from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.model import Hold

if TYPE_CHECKING:
    from events.conftest import OneAlert

NAME = "codepipeline_execution_failed"


def test_retry_that_succeeds_resolves_the_same_execution(one_alert: OneAlert) -> None:
    failed = one_alert(NAME)
    alert = one_alert(NAME, {"detail.state": "SUCCEEDED", "time": "2026-03-12T05:00:00Z"})
    assert (alert.status, alert.ends_at, alert.id) == ("resolved", "2026-03-12T05:00:00Z", failed.id)


@pytest.mark.parametrize("state", ["STARTED", "RESUMED", "CANCELED", "STOPPED", "STOPPING", "SUPERSEDED"])
def test_other_states_are_held(one_alert: OneAlert, state: str) -> None:
    hold = one_alert(NAME, {"detail.state": state}).hold
    assert hold == Hold("the execution neither failed nor succeeded", "event.detail.state", state)


def test_stage_and_action_are_alerts_of_their_own(one_alert: OneAlert) -> None:
    changes = {
        "detail-type": "CodePipeline Action Execution State Change",
        "detail.stage": "Deploy",
        "detail.action": "ecs",
    }
    alert = one_alert(NAME, changes)
    assert alert.id == one_alert(NAME).id + "/Deploy/ecs"
    assert alert.summary == "checkout-prod Deploy ecs: FAILED"


def test_start_is_that_of_the_event_where_the_execution_has_none(one_alert: OneAlert, gone: object) -> None:
    assert one_alert(NAME, {"detail.start-time": gone}).starts_at == "2026-03-12T03:31:47Z"
