from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from events.conftest import OneAlert

NAME = "cloudevents_1_0_structured"


def test_event_without_subject_or_time_is_an_alert_of_its_own(one_alert: OneAlert, gone: object) -> None:
    expected = "https://ci.example.com/pipelines/checkout#A234-1234-1234"
    assert one_alert(NAME, {"subject": gone}).id == expected
    assert one_alert(NAME, {"time": gone}).id == expected


@pytest.mark.parametrize("word", ["resolved", "OK", "Recovered", "closed"])
def test_status_is_a_convention_in_the_data(one_alert: OneAlert, word: str) -> None:
    alert = one_alert(NAME, {"data.status": word})
    assert (alert.status, alert.starts_at, alert.ends_at) == ("resolved", None, "2026-03-12T03:31:00Z")
    assert alert.id == one_alert(NAME).id


def test_data_may_be_anything(one_alert: OneAlert, gone: object) -> None:
    for data in (None, "text", [1], gone):
        assert one_alert(NAME, {"data": data}).status == "firing"


def test_extensions_are_labels(one_alert: OneAlert) -> None:
    assert one_alert(NAME, {"team": "ci", "priority": 3}).labels == {
        "source": "https://ci.example.com/pipelines/checkout", "subject": "checkout/main#4182", "severitytext": "ERROR",
        "team": "ci", "priority": "3",
    }  # fmt: skip
