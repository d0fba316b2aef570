"""The two validators of the one schema agree, and what is wrong is told at its place."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import bad_sets
from tocsin.load import parse
from tocsin.validate.structure import _reference, _verdict, structure

GOOD: dict[str, Any] = yaml.safe_load("""
version: 1
settings:
  account: "111122223333"
  region: us-east-2
  partition: aws
  sender: tocsin
  time_zone: Europe/Berlin
  fallback: {page: akuam, template: latency}
alerts:
  checkout-latency:
    description: slow
    fields: {alert.labels.service: {visibility: public, type: string, description: which}}
    samples: [../samples/checkout.json]
contacts:
  akuam:
    name: Akua Mansa
    channels: {mail: {email: akuam@example.com}, phone: {sms: "+12065550100"}, call: {voice: {secret: akuam}}}
    plan: [{notify: [phone, mail], retry: 2m, for: 5m}, {notify: call, for: 10m}]
  partner: {arn: "arn:aws:ssm-contacts:us-east-2:444455556666:contact/partner"}
escalations:
  wake:
    name: Wake
    stages: [{page: akuam, for: 5m}, {page: [oncall, {contact: partner, essential: false}], for: 0m}]
rotations:
  weekly:
    contacts: [akuam]
    start: "2026-01-05T09:00"
    time_zone: Europe/Berlin
    repeat: {weekly: [{day: mon, at: "09:00"}], every: 2}
    on_call: 1
    cover: {mon: ["09:00-17:00"]}
    overrides: [{contacts: [akuam], from: "2026-12-24T09:00", until: "2026-12-27T09:00", reason: holidays}]
  daily: {contacts: [akuam], start: "2026-01-05T09:00", repeat: {daily: ["09:00", "21:00"]}}
  monthly: {contacts: [akuam], start: "2026-01-05T09:00", repeat: {monthly: [{day: 1, at: "09:00"}]}}
schedules:
  oncall: {name: On call, rotations: [weekly]}
windows:
  business: {description: d, days: [mon, tue], hours: "09:00-17:00", time_zone: Europe/Berlin}
  patching: {rrule: "FREQ=WEEKLY", for: 2h, from: "2026-01-05T09:00"}
silences:
  - name: migration
    match: {labels: {service: [db]}}
    alert: checkout-latency
    from: "2026-12-01T20:00Z"
    until: "2026-12-01T23:00Z"
    reason: planned
    owner: platform
policies:
  - name: checkout
    description: d
    owner: payments
    alert: [checkout-latency]
    match: {severity: [critical]}
    when: business
    unless: [patching]
    page: [oncall, wake]
    template: latency
    sender: watch
    incident: "{{ alert.id }}"
    dedupe: {by: [alert.labels.service], window: 15m}
    repeat: 1h
    resolve: stop
    storm: {by: [alert.labels.cluster], limit: 5, per: 10m}
    continue: false
""")


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path of some data."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(each for step, inner in children for each in places(inner, (*path, step)))]


PLACES = [path for path in places(GOOD) if path]
VALUES: st.SearchStrategy[Any] = st.sampled_from([
    None, True, False, 0, 1, -1, 1.0, 1.5, 10**17, "", " ", "x", "X", "a\n", "x" * 65, "x" * 3000, "5m", "5m\n",
    "05:00", "24:00", "09:00-17:00\n", "mon", "2026-01-05T09:00", "2026-01-05T09:00\n", "111122223333\n", "é",
    "alert.id", "alert.id\n", [], [None], ["x"], ["x"] * 60, [[]], {}, {"x": 1}, {"secret": "x"}, {"secret": "x\n"},
    {"contact": "x"}, {"day": "mon", "at": "09:00"}, [{"notify": "x", "for": "5m"}],
]) | st.text(max_size=8)  # fmt: skip


def agree(data: Any) -> bool:
    """The verdict of both validators, which must be the same."""
    fast, reference = _verdict().is_valid(data), _reference().is_valid(data)
    assert fast == reference, data
    return bool(fast)


def holder(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path[:-1]:
        data = data[step]
    return data


def test_the_good_file_uses_every_key_and_is_good() -> None:
    assert agree(GOOD)


@given(st.sampled_from(PLACES), VALUES)
@settings(deadline=None)  # the first call imports what explains
def test_both_validators_agree_on_a_replaced_value(path: tuple[Any, ...], value: Any) -> None:
    data = copy.deepcopy(GOOD)
    holder(data, path)[path[-1]] = value
    agree(data)


@given(
    st.sampled_from(PLACES), st.sampled_from(["x", "name", "X", "a\n", "", "é", "x" * 65, "alert.x\n"]), st.booleans()
)
@settings(deadline=None)  # the first call imports what explains
def test_both_validators_agree_on_keys(path: tuple[Any, ...], key: str, take: bool) -> None:
    data = copy.deepcopy(GOOD)
    inside = holder(data, path)
    if isinstance(inside, dict):
        inside[key] = inside.pop(path[-1]) if take else {}
        agree(data)


@pytest.mark.parametrize("name", bad_sets.names())
def test_both_validators_agree_on_the_bad_sets(name: str) -> None:
    for document in bad_sets.read(name).documents:
        agree(document.data)


@given(st.sampled_from(PLACES), VALUES)
@settings(deadline=None)  # the first call imports what explains
def test_a_finding_stands_at_the_value_that_is_wrong(path: tuple[Any, ...], value: Any) -> None:
    data = copy.deepcopy(GOOD)
    holder(data, path)[path[-1]] = value
    text = yaml.safe_dump(data, sort_keys=False, default_flow_style=False)
    document, findings = parse("x.yaml", text)
    if findings:
        return
    told = structure(document)
    assert bool(told) != _reference().is_valid(document.data)
    start, last = document.line(path), document.line(path) + yaml.safe_dump(value).count("\n") + 1
    keys = {document.span(path[:-1], key=True).line, document.span(path, key=True).line}
    assert all(start <= finding.span.line <= last or finding.span.line in keys for finding in told)


def test_no_finding_for_what_loading_has_refused() -> None:
    document, findings = parse("x.yaml", "version: 1\nsettings: {sender: !!str 5, account: 012}\n")
    assert [finding.rule for finding in findings] == ["TOC103", "TOC105"]
    assert structure(document) == []
