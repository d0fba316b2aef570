from __future__ import annotations

import math
from types import MappingProxyType

import pytest

from render.pages import alert
from tocsin.errors import TemplateError
from tocsin.render.payload import (
    MAX_ITEMS,
    MAX_STRING,
    as_float,
    as_text,
    bounded,
    members,
    project,
    values_at,
    without,
)
from tocsin.render.texts import MARK


def test_long_strings_are_cut_with_a_mark() -> None:
    assert len(bounded("x" * 10_000)) == MAX_STRING
    assert bounded("x" * 10_000).endswith(MARK)
    assert bounded("x" * MAX_STRING) == "x" * MAX_STRING


def test_huge_integers_become_short() -> None:
    assert bounded(10**18 - 1) == 10**18 - 1
    assert bounded(10**30) == 1e30
    assert bounded(-(10**30)) == -1e30
    assert as_float(-(10**5000)) == -math.inf


def test_a_loop_sees_the_first_items_only() -> None:
    assert members(list(range(1000))) == list(range(MAX_ITEMS))
    assert members({str(number): 0 for number in range(1000)}) == [str(number) for number in range(MAX_ITEMS)]


@pytest.mark.parametrize("value", ["text", 3, None, True, 2.5])
def test_what_has_no_items_is_refused(value: object) -> None:
    with pytest.raises(TemplateError, match="not a list"):
        members(value)


@pytest.mark.parametrize(
    ("value", "text"), [("a", "a"), (3, "3"), (2.5, "2.5"), (None, ""), (True, "true"), (False, "false")]
)
def test_scalars_have_a_text(value: object, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize("value", [{}, [], (), object(), b"x"])
def test_nothing_else_has_a_text(value: object) -> None:
    with pytest.raises(TemplateError, match="is not a text"):
        as_text(value)


def test_a_projection_holds_declared_and_always_public_fields_only() -> None:
    view = project(alert(), frozenset({"alert.labels.service", "alert.event.detail.state.value"}))
    assert view == {
        "type": "checkout-latency",
        "status": "firing",
        "severity": "critical",
        "starts_at": "2026-03-12T03:12:10.989Z",
        "labels": {"service": "checkout"},
        "annotations": {},
        "event": {"detail": {"state": {"value": "ALARM"}}},
    }


def test_a_projection_never_writes_to_the_alert() -> None:
    whole = alert()
    before = str(whole)
    view = project(whole, frozenset({"alert.labels", "alert.labels.service", "alert.labels.gone", "alert.type.x"}))
    assert view["labels"] is whole["labels"]
    assert str(whole) == before


def test_keys_may_hold_dots() -> None:
    labels = {"app.kubernetes.io/name": "web", "app": "other"}
    view = project(alert(labels=MappingProxyType(labels)), frozenset({"alert.labels.app.kubernetes.io/name"}))
    assert view["labels"] == {"app.kubernetes.io/name": "web"}


@pytest.mark.parametrize(
    "path", ["alert.labels.gone", "alert.summary.x", "policy.owner", "alert", "labels.service", ""]
)
def test_paths_that_lead_nowhere_add_nothing(path: str) -> None:
    assert project(alert(), frozenset({path})) == project(alert(), frozenset())


def test_secret_fields_are_taken_away_from_a_copy() -> None:
    whole = alert()
    before = str(whole)
    paths = frozenset({"alert.labels.customer", "alert.event.detail.state", "alert.summary", "alert.labels.gone"})
    view = without(whole, paths)
    assert "customer" not in view["labels"]
    assert "state" not in view["event"]["detail"]
    assert "summary" not in view
    assert view["event"]["resources"] is whole["event"]["resources"]
    assert str(whole) == before
    assert list(values_at(whole, frozenset({"alert.labels.customer", "alert.gone"}))) == ["Wile E. Coyote"]
