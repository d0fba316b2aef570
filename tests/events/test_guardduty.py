from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.events import normalise
from tocsin.model import Hold

if TYPE_CHECKING:
    from events.conftest import OneAlert, Payload
    from tocsin.model import Json

NAME = "guardduty_finding"


def capitalised(node: Json) -> Json:
    """The object as GetFindings writes it."""
    if isinstance(node, list):
        return [capitalised(entry) for entry in node]
    if isinstance(node, dict):
        return {key[:1].upper() + key[1:]: capitalised(value) for key, value in node.items()}
    return node


@pytest.mark.parametrize(
    ("score", "word"),
    [(1.0, "info"), (3.9, "info"), (4, "warning"), (6.9, "warning"), (7, "error"), (8.9, "error"), (9.0, "critical"),
     ("8", None), (None, None), (True, None)],
)  # fmt: skip
def test_bands_of_severity(one_alert: OneAlert, score: Json, word: str | None) -> None:
    assert one_alert(NAME, {"detail.severity": score}).severity == word


def test_finding_that_goes_on_is_one_firing(one_alert: OneAlert) -> None:
    later = one_alert(NAME, {"detail.service.count": 9, "detail.updatedAt": "2026-03-12T09:00:00.000Z"})
    first = one_alert(NAME)
    assert (later.id, later.starts_at) == (first.id, first.starts_at)
    assert later.observed_at == "2026-03-12T09:00:00Z"


def test_archived_is_held(one_alert: OneAlert) -> None:
    alert = one_alert(NAME, {"detail.service.archived": True})
    assert alert.status == "firing"
    assert alert.hold == Hold("the finding is archived", "labels.archived", "true")
    assert alert.labels["archived"] == "true"


def test_keys_with_capitals(payload: Payload, one_alert: OneAlert) -> None:
    event = payload(NAME)
    event["detail"] = capitalised(event["detail"])
    (alert,) = normalise(event)
    expected = one_alert(NAME).view()
    assert alert.view() | {"event": None} == expected | {"event": None}
    event["detail"]["Service"]["Archived"] = True
    assert normalise(event)[0].hold is not None


def test_buckets_are_a_list(one_alert: OneAlert) -> None:
    resource = {"resourceType": "S3Bucket", "s3BucketDetails": [{"name": "a", "type": "x"}, {"name": "b", "type": "x"}]}
    assert one_alert(NAME, {"detail.resource": resource}).labels == {
        "resourceType": "S3Bucket", "name": "a,b", "type": "x", "severity": "8.0",
    }  # fmt: skip
