from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.questions.sides import compiled, policy, side
from tocsin.policyset import Storm
from tocsin.reviews.questions.fillings import Fillings

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = """
version: 1
alerts:
  slow:
    fields:
      alert.labels.service: {}
      alert.labels.p99: {type: number}
      alert.labels.nodes: {type: integer}
      alert.event.retried: {type: boolean}
      alert.annotations.runbook: {type: string, visibility: public}
      alert.summary: {}
"""
BASE = """
{% block subject %}{{ alert.labels.service }} {{ alert.type }}{% endblock %}
{% block content %}{% for name in alert.labels %}{{ name }}{% endfor %}{{ alert.event.detail.host }}{% endblock %}
"""
CHILD = """{% extends "base" %}{% block subject %}{% if alert.labels.team is defined %}x{% endif %}{% endblock %}"""


def test_what_the_catalogue_declares_has_a_plain_value_of_its_type(tmp_path: Path) -> None:
    assert Fillings([side(tmp_path, {"alerts.yaml": CATALOGUE})]).declared == {
        "slow": {
            ("labels", "service"): "service",
            ("labels", "p99"): 1.5,
            ("labels", "nodes"): 1,
            ("event", "retried"): True,
            ("annotations", "runbook"): "runbook",
        }
    }


def test_what_sides_declare_is_put_together(tmp_path: Path) -> None:
    other = 'version: 1\nalerts: {slow: {fields: {"alert.labels.pod": {}}}, down: {}}\n'
    sides = side(tmp_path / "a", {"alerts.yaml": CATALOGUE}), side(tmp_path / "b", {"alerts.yaml": other})
    declared = Fillings(sides).declared
    assert declared["slow"].keys() > {("labels", "service"), ("labels", "pod")}
    assert declared["down"] == {}


def test_what_a_template_reads_with_what_it_inherits() -> None:
    sides = [compiled([], templates={"base": BASE}), compiled([], templates={"base": BASE, "child": CHILD})]
    reads = {("labels", "service"), ("event", "detail", "host")}
    fillings = Fillings(sides)
    assert fillings.of(policy("p", {}, template="base")).keys() == reads
    assert fillings.of(policy("p", {}, template="child")).keys() == {*reads, ("labels", "team")}


def test_what_a_policy_reads_itself() -> None:
    reading = policy(
        "p",
        {},
        dedupe_by=("alert.type", "alert.labels.cluster"),
        storm=Storm(("alert.labels.zone",), 5, 600),
        incident="{{ alert.event.detail.incidentArn }}",
    )
    assert Fillings([compiled([reading])]).of(reading) == {
        ("labels", "cluster"): "cluster",
        ("labels", "zone"): "zone",
        ("event", "detail", "incidentArn"): "incidentArn",
    }


def test_the_built_in_template_asks_for_nothing() -> None:
    assert Fillings([compiled([])]).of(policy("p", {})) == {}
