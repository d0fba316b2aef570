"""Git repositories of policies for tests: one of 300 policies in fifteen files, as fifteen teams would have it."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TEAMS, PER_TEAM = 15, 20

SETTINGS = """\
version: 1
settings:
  account: "111122223333"
  region: us-east-2
  sender: tocsin
  time_zone: Europe/Berlin
  fallback: {page: platform-oncall}

windows:
  business-hours: {days: [mon, tue, wed, thu, fri], hours: "09:00-17:00"}
  nights: {hours: "22:00-06:00", time_zone: Europe/Berlin}
  sunday-patching: {rrule: "FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0", for: 2h}

silences:
  - name: db-migration
    match: {type: [team3-alarm7], labels: {service: [db]}}
    from: 2026-12-01T20:00Z
    until: 2026-12-01T23:00Z
    reason: planned migration
"""

PEOPLE = """\
version: 1
contacts:
  chief:
    name: Chief Operator
    channels: {call: {voice: "+12065550999"}}
    plan: [{notify: call, for: 10m}]
"""

PERSON = """\
  {name}:
    name: {title}
    channels:
      phone: {{sms: "+1206555{number:04d}"}}
      call: {{voice: "+1206556{number:04d}"}}
      mail: {{email: {name}@example.com}}
    plan:
      - {{notify: [phone, mail], retry: 2m, for: 5m}}
      - {{notify: call, for: 10m}}
"""

ESCALATION = """\
  team{team}-escalation:
    name: Team {team} escalation
    stages:
      - {{page: alice{team}, for: 5m}}
      - {{page: [bob{team}, {{contact: carol{team}, essential: false}}], for: 10m}}
      - {{page: chief, for: 15m}}
"""

SCHEDULE = """\
  team{team}-oncall: {{name: Team {team} on call, rotations: [team{team}-weekly]}}
"""

ROTATION = """\
  team{team}-weekly:
    contacts: [alice{team}, bob{team}, carol{team}]
    start: 2026-01-05T09:00
    repeat: {{weekly: [{{day: mon, at: "09:00"}}]}}
    overrides:
      - {{contacts: [bob{team}], from: 2026-01-06T09:00, until: 2026-01-07T09:00}}
"""

ALERT = """\
  team{team}-alarm{number}:
    fields:
      alert.labels.service: {{visibility: public}}
      alert.labels.customer: {{visibility: secret}}
      alert.labels.queue: {{type: integer}}
"""

POLICY = """\
  - name: team{team}-policy{number}
    description: Service {number} of team {team} is slow
    owner: team{team}
    alert: team{team}-alarm{number}
    match:
      labels:
        env: [{{prefix: prod}}]
        service: [web, db]
      severity: [critical, error]
    page: {page}
    template: slow
    dedupe: {{by: [alert.type, alert.labels.service], window: 15m}}
    repeat: 1h
"""

BY_DAY = """\
  - name: team{team}-by-day
    alert: team{team}-alarm0
    match: {{severity: [warning]}}
    when: business-hours
    page: team{team}-oncall
    template: slow
    continue: true
"""

WARNINGS = """\
  - name: team{team}-warnings
    alert: team{team}-alarm0
    match: {{severity: [warning]}}
    page: carol{team}
    template: slow
"""

TEMPLATE = """\
{% block subject %}{{ alert.severity | upper }} {{ alert.labels.service }} is slow{% endblock %}
{% block content %}{{ alert.labels.service }} is slow for {{ alert.labels.customer }}.
{% if alert.labels.queue | default(0) | int > 90 %}The queue is long.{% endif %}{% endblock %}
{% block public_subject %}{{ alert.type }}{% endblock %}
{% block public_content %}{{ alert.labels.service }} is slow{% endblock %}
"""


def policies(team: int) -> str:
    """The file of one team."""
    numbers = range(PER_TEAM - 2)
    alerts = "".join(ALERT.format(team=team, number=number) for number in numbers)
    rows = "".join(policy(team, number) for number in numbers)
    return "version: 1\nalerts:\n" + alerts + "policies:\n" + rows + "".join(windowed(team))


def policy(team: int, number: int) -> str:
    """One policy: of an escalation, a person, a schedule, or two people."""
    targets = (f"team{team}-escalation", f"alice{team}", f"team{team}-oncall", f"[bob{team}, carol{team}]")
    return POLICY.format(team=team, number=number, page=targets[number % 4])


def windowed(team: int) -> tuple[str, str]:
    """A policy that pages by day and lets the next one page too."""
    return BY_DAY.format(team=team), WARNINGS.format(team=team)


def people() -> str:
    """Everybody."""
    teams = range(TEAMS)
    persons = "".join(
        PERSON.format(name=f"{name}{team}", title=f"{name.title()} {team}", number=team * 3 + place)
        for team in teams
        for place, name in enumerate(("alice", "bob", "carol"))
    )
    platform = PERSON.format(name="pat", title="Pat Form", number=900)
    on_call = "  platform-oncall: {name: Platform on call, rotations: [platform-weekly]}\n"
    rotation = (
        '  platform-weekly: {contacts: [pat], start: 2026-01-05T09:00, repeat: {weekly: [{day: mon, at: "09:00"}]}}\n'
    )
    return (
        PEOPLE + persons + platform
        + "escalations:\n" + "".join(ESCALATION.format(team=team) for team in teams)
        + "schedules:\n" + on_call + "".join(SCHEDULE.format(team=team) for team in teams)
        + "rotations:\n" + rotation + "".join(ROTATION.format(team=team) for team in teams)
    )  # fmt: skip


def town(folder: Path) -> Path:
    """A repository with all of it in its first commit, which the tag `base` names."""
    files = {
        "policies/settings.yaml": SETTINGS,
        "policies/people.yaml": people(),
        "templates/slow.j2": TEMPLATE,
        **{f"policies/team{team:02}.yaml": policies(team) for team in range(TEAMS)},
    }
    write(folder, files)
    init(folder)
    return folder


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def init(folder: Path) -> None:
    """Make the folder a repository, and its files the commit `base`."""
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    git(folder, "tag", "base")


def commit(folder: Path) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "policies")
    return git(folder, "rev-parse", "HEAD").strip()


def git(folder: Path, *arguments: str) -> str:
    """git as a person who has no settings of their own runs it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = {
        f"GIT_{role}_{part}": f"a{'@b' * (part == 'EMAIL')}"
        for role in ("AUTHOR", "COMMITTER")
        for part in ("NAME", "EMAIL")
    }
    env = {**kept, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    ran = subprocess.run(["git", "-C", str(folder), *arguments], env=env, capture_output=True, text=True, check=True)
    return ran.stdout
