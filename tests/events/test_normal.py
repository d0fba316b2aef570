from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.events.normal import fingerprint, normal
from tocsin.model import Hold

LABELS = st.dictionaries(st.text(), st.text())


def test_what_is_missing_is_null_or_empty_and_never_absent() -> None:
    alert = normal("rds", {}, type=None, labels={})
    assert alert.view() == {
        "type": "rds", "status": "firing", "severity": None, "source": "rds", "id": fingerprint("rds", {}),
        "summary": "rds", "starts_at": None, "ends_at": None, "url": None, "account": None, "region": None,
        "labels": {}, "annotations": {}, "event": {},
    }  # fmt: skip
    assert (alert.observed_at, alert.hold) == (None, None)


def test_nothing_that_fires_has_an_end() -> None:
    time = "2026-03-12T03:12:10Z"
    assert normal("x", {}, type="a", labels={}, ends_at=time).ends_at is None
    assert normal("x", {}, type="a", labels={}, ends_at=time, status="resolved").ends_at == time


def test_nothing_that_is_resolved_is_held() -> None:
    hold = Hold("because", "type", "a")
    assert normal("x", {}, type="a", labels={}, hold=hold).hold == hold
    assert normal("x", {}, type="a", labels={}, hold=hold, status="resolved").hold is None


def test_value_of_a_hold_can_be_written() -> None:
    hold = normal("x", {}, type="a", labels={}, hold=Hold("because", "type", "\ud800é")).hold
    assert hold == Hold("because", "type", "\ufffdé")


@given(st.text(), LABELS)
def test_fingerprint_does_not_depend_on_the_order_of_labels(kind: str, labels: dict[str, str]) -> None:
    assert fingerprint(kind, labels) == fingerprint(kind, dict(reversed(labels.items())))


@given(st.tuples(st.text(), LABELS), st.tuples(st.text(), LABELS))
def test_fingerprint_differs_where_type_or_labels_do(
    one: tuple[str, dict[str, str]], other: tuple[str, dict[str, str]]
) -> None:
    assert (fingerprint(*one) == fingerprint(*other)) == (one == other)


@pytest.mark.parametrize("labels", [{"a": 10**4299 * 10}, {"a": "\ud800"}])
def test_fingerprint_of_what_no_text_holds(labels: dict[str, object]) -> None:
    assert len(fingerprint("x", labels)) == 64
