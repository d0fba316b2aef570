"""What tests and samples reach of a policy set, and what is left."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

import sets
from sets import open_with_roster
from tocsin.load import load
from tocsin.match import decide
from tocsin.pipeline import own_time
from tocsin.reviews.coverage import coverage

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.model import Alert
    from tocsin.reviews.coverage import Coverage

POLICIES = """
version: 1
windows:
  night: {hours: "22:00-06:00"}
silences:
  - {name: migration, alert: disk-full, match: {labels: {service: [db]}}, until: 2026-04-01T00:00Z, reason: planned}
alerts:
  disk-full: {samples: []}
  cpu: {samples: []}
policies:
  - {name: disk-at-night, alert: disk-full, when: night, page: [akuam, bob], template: disk}
  - {name: disk, alert: disk-full, page: bob}
"""
DISK = """\
{% block subject %}Disk{% endblock %}
{% block content %}
{% if alert.labels.service | default == "api" %}
api
{% elif alert.labels.service %}
{{ alert.labels.service }}
{% else %}
nobody's
{% endif %}
{% for name in alert.labels %}
{{ name }}
{% else %}
bare
{% endfor %}
{% endblock %}
{% block public_subject %}Disk{% endblock %}
{% block public_content %}Disk{% endblock %}
"""
NIGHT, DAY = "2026-03-12T23:00:00Z", "2026-03-12T12:00:00Z"


def covered(folder: Path, *alerts: Alert, policies: str = POLICIES, template: str = DISK) -> Coverage:
    """What these alerts reach, each at its own start."""
    sets.write(folder, {"disk.yaml": policies, "disk.j2": template})
    engine, roster = open_with_roster(str(folder))
    loaded = load(str(folder))
    decisions = [decide(engine.policies, alert, own_time(alert)) for alert in alerts]
    return coverage(engine, roster, loaded.documents, decisions, loaded.files)


def unreached(found: Coverage, kind: str) -> list[tuple[str, int]]:
    return [(each.name, each.span.line) for each in found.unreached if each.kind == kind]


def test_without_tests_nothing_is_reached(tmp_path: Path) -> None:
    found = covered(tmp_path)
    assert found.percent == 0
    assert not any(thing.reached for thing in found.things)
    assert [kind for kind, _, _ in found.counts()] == [
        "policy", "target", "window", "silence", "alert type", "template"
    ]  # fmt: skip


def test_policies_and_their_targets_are_reached_by_pages(tmp_path: Path) -> None:
    found = covered(tmp_path, sets.alert(starts_at=NIGHT))
    assert unreached(found, "policy") == [("disk", 12), ("fallback", 3)]
    assert unreached(found, "target") == [("bob by disk", 12), ("platform by fallback", 3)]


def test_a_target_that_another_policy_has_paged_is_not_reached_by_the_second(tmp_path: Path) -> None:
    both = POLICIES.replace("when: night,", "when: night, continue: true,")
    found = covered(tmp_path, sets.alert(starts_at=NIGHT), policies=both)
    assert ("disk", 12) not in unreached(found, "policy")
    assert ("bob by disk", 12) in unreached(found, "target")


def test_both_sides_of_a_window_count(tmp_path: Path) -> None:
    assert unreached(covered(tmp_path, sets.alert(starts_at=NIGHT)), "window") == [("outside night", 4)]
    assert unreached(covered(tmp_path, sets.alert(starts_at=DAY)), "window") == [("inside night", 4)]
    assert unreached(covered(tmp_path, sets.alert(type="cpu", starts_at=DAY)), "window") == [
        ("inside night", 4), ("outside night", 4)
    ]  # fmt: skip


def test_the_window_of_a_policy_behind_the_winner_is_not_asked(tmp_path: Path) -> None:
    lines = POLICIES.rstrip().splitlines()
    swapped = "\n".join([*lines[:-2], lines[-1], lines[-2]])
    found = covered(tmp_path, sets.alert(starts_at=DAY), policies=swapped)
    assert unreached(found, "window") == [("inside night", 4), ("outside night", 4)]


def test_a_silenced_alert_reaches_the_silence_and_no_policy(tmp_path: Path) -> None:
    found = covered(tmp_path, sets.alert(starts_at=NIGHT, labels={"service": "db"}))
    assert unreached(found, "silence") == []
    assert [name for name, _ in unreached(found, "policy")] == ["disk-at-night", "disk", "fallback"]


def test_alert_types_are_reached_by_alerts_of_theirs(tmp_path: Path) -> None:
    assert unreached(covered(tmp_path, sets.alert(starts_at=DAY)), "alert type") == [("cpu", 9)]


def test_samples_count(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    event = {"type": "cpu", "status": "firing", "starts_at": DAY}
    (tmp_path / "policies/cpu.json").write_text(json.dumps(event))
    listed = POLICIES.replace("cpu: {samples: []}", "cpu: {samples: [cpu.json]}")
    found = covered(tmp_path, policies=listed)
    assert unreached(found, "alert type") == [("disk-full", 8)]
    assert ("fallback", 3) not in unreached(found, "policy")


@pytest.mark.parametrize(
    ("labels", "missing"),
    [
        ({"service": "api"}, [("elif", 5), ("else", 8), ("else of for", 13)]),
        ({"service": "db-2"}, [("if", 3), ("else", 8), ("else of for", 13)]),
        ({}, [("if", 3), ("elif", 5), ("for", 10)]),
    ],
)
def test_branches_of_templates_are_told_by_line(
    labels: dict[str, str], missing: list[tuple[str, int]], tmp_path: Path
) -> None:
    found = covered(tmp_path, sets.alert(starts_at=NIGHT, labels=labels))
    assert unreached(found, "template") == missing


def test_a_block_that_every_heir_replaces_is_not_reached(tmp_path: Path) -> None:
    sets.write(tmp_path, {"base.j2": DISK})
    heir = '{% extends "base" %}\n{% block content %}mine{% endblock %}\n'
    found = covered(tmp_path, sets.alert(starts_at=NIGHT), template=heir)
    paths = {each.span.path for each in found.unreached if each.kind == "template"}
    assert paths == {"templates/base.j2"}
    assert ("block content", 2) in unreached(found, "template")
    assert ("block subject", 1) not in unreached(found, "template")


def test_everything_reached_is_100_percent(tmp_path: Path) -> None:
    found = covered(
        tmp_path,
        *(sets.alert(starts_at=NIGHT, labels=labels) for labels in ({"service": "api"}, {"service": "x"}, {})),
        sets.alert(starts_at=DAY),
        sets.alert(starts_at=DAY, labels={"service": "db"}),
        sets.alert(type="cpu", starts_at=DAY),
    )
    assert (found.percent, found.unreached) == (100, ())


def test_the_percentage_is_rounded_down(tmp_path: Path) -> None:
    found = covered(tmp_path, sets.alert(starts_at=NIGHT))
    reached = sum(thing.reached for thing in found.things)
    assert found.percent <= 100 * reached / len(found.things) < found.percent + 0.1


def test_an_empty_set_is_covered(tmp_path: Path) -> None:
    people = dedent("""
        version: 1
        contacts: {akuam: {channels: {mail: {email: a@example.com}}, plan: [{notify: mail, for: 5m}]}}
    """)
    sets.write(tmp_path, {"people.yaml": people})
    engine, roster = open_with_roster(str(tmp_path))
    loaded = load(str(tmp_path))
    assert coverage(engine, roster, loaded.documents, [], loaded.files).percent == 100
