from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.model import Hold

if TYPE_CHECKING:
    from events.conftest import OneAlert

ISSUE, METRIC = "sentry_issue_alert", "sentry_metric_alert"


@pytest.mark.parametrize(("level", "word"), [("fatal", "critical"), ("warning", "warning"), ("debug", "info")])
def test_level_of_an_issue(one_alert: OneAlert, level: str, word: str) -> None:
    assert one_alert(ISSUE, {"data.event.level": level}).severity == word


def test_tags_that_are_no_pairs(one_alert: OneAlert) -> None:
    labels = one_alert(ISSUE, {"data.event.tags": [["a", "b"], ["c"], "de", None, ["f", None]]}).labels
    assert labels["a"] == "b"
    assert not {"c", "d", "f"} & set(labels)


def test_metric_alert_resolves(one_alert: OneAlert) -> None:
    alert = one_alert(METRIC, {"action": "resolved", "data.metric_alert.date_closed": "2026-03-12T03:30:00Z"})
    firing = one_alert(METRIC)
    assert (alert.status, alert.ends_at, alert.severity) == ("resolved", "2026-03-12T03:30:00Z", None)
    assert (alert.id, alert.starts_at) == (firing.id, firing.starts_at)


def test_action_of_a_metric_alert_is_its_severity(one_alert: OneAlert) -> None:
    assert one_alert(METRIC, {"action": "warning"}).severity == "warning"


def test_unknown_action_is_held(one_alert: OneAlert) -> None:
    hold = one_alert(METRIC, {"action": "muted"}).hold
    assert hold == Hold("the action is neither critical, warning nor resolved", "event.action", "muted")
