"""Policy tests as a user writes them, read and run on a small set."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

import sets
from sets import open_with_roster
from tocsin.reviews.suite import read, run

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.finding import Finding
    from tocsin.reviews.suite import CaseFile, Result

POLICIES = """
version: 1
windows: {night: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "22:00-06:00"}}
silences:
  - {name: migration, alert: disk-full, match: {labels: {service: [db]}}, until: 2026-04-01T00:00Z, reason: planned}
policies:
  - {name: disk-at-night, alert: disk-full, when: night, page: example_escalation, template: disk}
  - {name: disk, alert: disk-full, match: {severity: [critical]}, page: [akuam, bob], template: disk}
  - {name: disk-too, alert: disk-full, match: {severity: [critical]}, page: bob}
"""

DISK = """
{% block subject %}Disk full: {{ alert.labels.service }}{% endblock %}
{% block content %}
Service {{ alert.labels.service }}
Since   {{ alert.starts_at }}
{% endblock %}
{% block public_subject %}Disk full{% endblock %}
{% block public_content %}A disk is full.{% endblock %}
"""

DAY, NIGHT = "2026-03-12T12:00Z", "2026-03-12T23:00Z"


def files(folder: Path, text: str, name: str = "test_it.yaml") -> CaseFile:
    """One test file of a set, read."""
    path = folder / "tests" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    (read_file,) = read([str(path)], str(folder))
    return read_file


def ran(folder: Path, cases: str) -> list[Result]:
    """What comes of the cases (a YAML list) on the set above."""
    sets.write(folder, {"disk.yaml": POLICIES, "disk.j2": DISK})
    read_file = files(folder, "version: 1\ntests:\n" + indent(dedent(cases), "  "))
    assert read_file.findings == ()
    return list(run(read_file.cases, *open_with_roster(str(folder))))


def failures(folder: Path, case: str) -> list[str]:
    """What is said of one case that fails: each message, and its lines after it."""
    (result,) = ran(folder, f"- {{name: it, {case}}}")
    return [line for each in result.failures for line in told(each)]


def told(failure: Finding) -> list[str]:
    """A message and its detail."""
    return [failure.message, *failure.help.splitlines()]


def critical(service: str = "api", at: str = DAY) -> str:
    """The keys of a case: an alert for which `disk` pages, and an instant."""
    return f"alert: {{type: disk-full, severity: critical, labels: {{service: {service}}}}}, at: {at}"
