from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.model import Hold

if TYPE_CHECKING:
    from events.conftest import OneAlert

NAME = "ecs_task_state_change"


@pytest.mark.parametrize("state", ["PROVISIONING", "RUNNING", "DEPROVISIONING"])
def test_task_that_has_not_stopped_is_held(one_alert: OneAlert, state: str) -> None:
    hold = one_alert(NAME, {"detail.lastStatus": state}).hold
    assert hold == Hold("the task has not stopped", "event.detail.lastStatus", state)


def test_stop_in_good_order_is_held(one_alert: OneAlert) -> None:
    hold = one_alert(NAME, {"detail.containers.0.exitCode": 0}).hold
    assert hold == Hold("the task stopped in good order", "labels.exitCode", "0")


def test_exit_codes_are_told_once(one_alert: OneAlert) -> None:
    for codes, label in (([0, 0], "0"), ([0, 137, 137, 1], "137,1"), ([], None)):
        alert = one_alert(NAME, {"detail.containers": [{"exitCode": code} for code in codes]})
        assert alert.labels.get("exitCode") == label


def test_task_that_never_started_fires(one_alert: OneAlert, gone: object) -> None:
    alert = one_alert(NAME, {"detail.containers.0.exitCode": gone, "detail.stopCode": "TaskFailedToStart"})
    assert (alert.type, alert.hold) == ("TaskFailedToStart", None)


def test_standalone_task_is_of_no_service(one_alert: OneAlert) -> None:
    labels = one_alert(NAME, {"detail.group": "family:nightly"}).labels
    assert labels["group"] == "family:nightly"
    assert "service" not in labels


def test_only_failed_containers_are_named(one_alert: OneAlert) -> None:
    containers = [{"name": "api", "exitCode": 1, "reason": "boom"}, {"name": "log", "exitCode": 0}, {"name": "x"}]
    alert = one_alert(NAME, {"detail.containers": containers})
    assert (alert.labels["container"], alert.labels["exitCode"]) == ("api", "1")
    assert alert.summary == "Essential container in task exited; api: boom"


def test_other_events_of_ecs_are_plain_events(one_alert: OneAlert) -> None:
    assert one_alert(NAME, {"detail-type": "ECS Service Action"}).source == "eventbridge"
