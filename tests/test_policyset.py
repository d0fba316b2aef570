"""Compiled sets: written and read again, and nothing else is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sets
from tocsin import policyset
from tocsin.errors import InvalidPolicies, UnreadableInput
from tocsin.match import decide
from tocsin.pipeline import Engine, open_set, plan

if TYPE_CHECKING:
    from pathlib import Path

RICH = """
version: 1
windows:
  day: {days: [mon, thu], hours: ["09:00-17:00", "22:00-06:00"], time_zone: Europe/Berlin}
  patching: {rrule: "FREQ=WEEKLY;BYDAY=SU;BYHOUR=2", for: 2h}
silences:
  - {name: s, match: {labels: {x: [y]}}, until: 2026-12-01T23:00Z, reason: planned}
alerts:
  disk-full: {fields: {alert.labels.host: {visibility: public}, alert.labels.customer: {visibility: secret}}}
policies:
  - name: p
    alert: disk-full
    match: {severity: [critical, {anything-but: [info]}], labels: {n: [{numeric: [">", 3]}]}}
    unless: patching
    page: [akuam, example_escalation]
    template: t
    incident: "{{ alert.labels.incident }}"
    dedupe: {by: [alert.labels.host], window: 15m}
    repeat: 1h
    resolve: keep
    storm: {by: [alert.labels.cluster], limit: 5, per: 10m}
    continue: true
  - {name: q, when: day, page: bob}
"""
TEMPLATE = "{% block subject %}s {{ alert.labels.host }}{% endblock %}{% block content %}c{% endblock %}"


def test_what_was_written_is_read_again_whole(tmp_path: Path) -> None:
    before = sets.engine(tmp_path, {"a.yaml": RICH, "t.j2": TEMPLATE}).policies

    text = policyset.dump(before)
    after = policyset.read(text)

    assert policyset.dump(after) == text
    assert after.windows == before.windows
    assert after.public == before.public
    assert [(p.name, p.targets, p.dedupe_by, p.storm) for p in after.policies] == [
        (p.name, p.targets, p.dedupe_by, p.storm) for p in before.policies
    ]


def test_a_read_set_decides_and_renders_like_the_one_that_was_written(tmp_path: Path) -> None:
    written = sets.engine(tmp_path, {"a.yaml": RICH, "t.j2": TEMPLATE})
    read = Engine.of(policyset.read(policyset.dump(written.policies)))
    alert = sets.alert(severity="critical", labels={"n": 5, "host": "db-1", "incident": "arn:aws:x"})

    assert plan(read, alert, None).pages == plan(written, alert, None).pages != ()
    assert decide(read.policies, alert, None).routes[0].policy.name == "p"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "tocsin-policy-set-0"}', '{"format": "tocsin-policy-set-1"}', "nonsense",
     '{"format": "tocsin-policy-set-1", "policies": [[]]}'],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInput):
        policyset.read(text)


def test_the_same_policies_make_the_same_bytes(tmp_path: Path) -> None:
    files = {"a.yaml": RICH, "t.j2": TEMPLATE}

    assert policyset.dump(sets.engine(tmp_path / "a", files).policies) == policyset.dump(
        sets.engine(tmp_path / "b", files).policies
    )


def test_an_arn_that_cannot_be_derived_is_a_finding_at_the_policy(tmp_path: Path) -> None:
    people = sets.PEOPLE.replace('account: "111122223333", region: us-east-2, fallback: {page: platform}', "sender: x")
    policy = "version: 1\npolicies:\n  - {name: p, page: akuam}\n"
    folder = sets.write(tmp_path, {"people.yaml": people, "a.yaml": policy})

    with pytest.raises(InvalidPolicies) as caught:
        open_set(str(folder))

    (finding,) = caught.value.findings
    assert (finding.rule, finding.span.path, finding.span.line) == ("TOC211", "policies/a.yaml", 3)
    assert finding.message == "no account and no region: the ARN of `akuam` cannot be derived"
