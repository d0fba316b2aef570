from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.events import normalise
from tocsin.model import SEVERITIES

PAYLOADS = Path(__file__).parent.parent / "payloads"
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json") if not path.stem.endswith(".expected"))

WORDS = st.text(min_size=1)
OPTIONAL = st.none() | WORDS
TIMES = st.none() | st.just("2026-03-12T03:12:10Z") | st.just("2026-03-12T03:12:10.989001Z")
VALUES = st.none() | st.booleans() | st.integers() | WORDS | st.lists(WORDS, max_size=2)
ALERTS = st.fixed_dictionaries(
    {
        "type": WORDS, "status": st.sampled_from(["firing", "resolved"]),
        "severity": st.none() | st.sampled_from(SEVERITIES),
        "source": WORDS, "id": WORDS, "summary": WORDS, "starts_at": TIMES, "ends_at": st.none(), "url": OPTIONAL,
        "account": OPTIONAL, "region": OPTIONAL, "labels": st.dictionaries(WORDS, VALUES),
        "annotations": st.dictionaries(WORDS, VALUES), "event": VALUES | st.dictionaries(WORDS, VALUES),
    }
)  # fmt: skip


@given(ALERTS)
def test_normal_form_is_taken_as_it_is(alert: dict[str, object]) -> None:
    (read,) = normalise(alert, "generic")
    assert read.view() == alert


@pytest.mark.parametrize("name", NAMES)
def test_alert_that_was_written_is_the_same_alert_when_read(name: str) -> None:
    for alert in normalise(json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))):
        (again,) = normalise(json.loads(json.dumps(alert.view())))
        assert again.view() == alert.view()


def test_least_alert() -> None:
    event = {"type": "disk-full", "status": "firing"}
    (alert,) = normalise(event)
    assert (alert.source, alert.event, alert.summary, alert.labels) == ("generic", event, "disk-full", {})


def test_identity_is_type_and_labels() -> None:
    ids = [
        normalise({"type": "disk-full", "status": status, "labels": {"host": host, "free": 0.5}})[0].id
        for status, host in (("firing", "a"), ("resolved", "a"), ("firing", "b"))
    ]
    assert ids[0] == ids[1] != ids[2]


def test_numbers_stay_numbers() -> None:
    (alert,) = normalise({"type": "slow", "status": "firing", "labels": {"p99_ms": 2410}})
    assert alert.labels == {"p99_ms": 2410}


def test_field_of_another_type_is_as_if_missing() -> None:
    event = {"type": "x", "status": "resolved", "labels": [], "annotations": 7, "ends_at": "soon", "severity": {}}
    (alert,) = normalise(event)
    assert (alert.labels, alert.annotations, alert.ends_at, alert.severity) == ({}, {}, None, None)
