from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.model import Hold

if TYPE_CHECKING:
    from events.conftest import OneAlert
    from tocsin.model import Json

NAME = "ssm_opsitem_create"


def test_update_resolves_what_was_created(one_alert: OneAlert) -> None:
    alert = one_alert(
        NAME, {"detail-type": "OpsItem Update", "detail.status": "Resolved", "time": "2026-03-12T04:00:00Z"}
    )
    created = one_alert(NAME)
    assert (alert.status, alert.ends_at) == ("resolved", "2026-03-12T04:00:00Z")
    assert (alert.id, alert.starts_at) == (created.id, created.starts_at)


def test_in_progress_is_held(one_alert: OneAlert) -> None:
    hold = one_alert(NAME, {"detail.status": "InProgress"}).hold
    assert hold == Hold("the OpsItem is neither open nor resolved", "event.detail.status", "InProgress")


@pytest.mark.parametrize(
    ("level", "word"), [("1", "critical"), (2, "error"), ("3", "warning"), ("4", "info"), ("", None), (None, None)]
)
def test_severity(one_alert: OneAlert, level: Json, word: str | None) -> None:
    assert one_alert(NAME, {"detail.severity": level}).severity == word
