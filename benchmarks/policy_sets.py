"""Policy sets to measure with: written out as users write them, the same for the same arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

POLICIES, TEMPLATES, PER_FILE, PEOPLE = 10_000, 200, 1_000, 100

BLOCKS = {
    "subject": "{{ alert.severity | upper }} {{ alert.type }}: {{ alert.summary | truncate(80) }}",
    "content": (
        "{{ alert.summary }}\n"
        "{% for name in alert.labels %}{{ name }}={{ alert.labels[name] }}\n{% endfor %}"
        "{% if alert.url %}See {{ alert.url }}{% endif %}"
    ),
    "public_subject": "{{ alert.severity }} {{ alert.type }}",
    "public_content": "{{ alert.type }} is {{ alert.status }} since {{ alert.starts_at }}",
}

_HEAD = """\
version: 1
settings:
  account: "111122223333"
  region: us-east-2
  fallback: {page: person-0}
contacts:
"""
_PERSON = """\
  person-{number}:
    name: Person {number}
    channels:
      phone: {{sms: "+1206555{number:04d}"}}
      mail: {{email: person-{number}@example.com}}
    plan:
      - {{notify: [phone, mail], for: 5m}}
"""
_POLICY = """\
  - name: policy-{number}
    description: Wake somebody when service {number} is slow
    owner: team-{team}
    match:
      type: [alarm-{number}]
      severity: [critical, error]
      labels:
        service: [{{prefix: svc-{service}}}]
        env:
          - prod
          - {{prefix: prod-}}
      region:
        - us-east-1
        - eu-west-1
    page: {page}
    template: t{template}
    dedupe:
      by: [alert.type, alert.labels.service]
      window: 15m
    repeat: 1h
"""
"""Twenty lines, or as good as."""

_ROTATION = """\
  rotation-{number}:
    contacts: [{members}]
    start: 2026-01-05T09:00
    repeat: {{weekly: [{{day: mon, at: "09:00"}}]}}
"""
_SCHEDULE = "  schedule-{number}: {{rotations: [rotation-{number}]}}\n"

_SMALL = """\
  - name: checkout-latency
    description: Wake somebody when checkout is slow in production
    match: {type: [checkout-latency], labels: {env: [{prefix: prod}]}, severity: [critical, error]}
    page: person-0
    template: t0
"""


def template(blocks: dict[str, str]) -> str:
    """A template file of these blocks."""
    return "\n".join(f"{{% block {name} %}}{body}{{% endblock %}}" for name, body in blocks.items()) + "\n"


def small(folder: Path) -> Path:
    """One policy, with a file of people and a template."""
    _write(folder, "policies/people.yaml", _HEAD + _PERSON.format(number=0))
    _write(folder, "policies/checkout.yaml", "version: 1\npolicies:\n" + _SMALL)
    _write(folder, "templates/t0.j2", template(BLOCKS))
    return folder


def large(folder: Path, extra: str = "", templates: dict[str, str] | None = None, policies: int = POLICIES) -> Path:
    """10,000 policies of 20 lines in files of 1,000, with 200 templates and 100 people; `extra` is one more file."""
    people = "".join(_PERSON.format(number=number) for number in range(PEOPLE))
    _write(folder, "policies/00-people.yaml", _HEAD + people)
    for start in range(0, policies, PER_FILE):
        rows = "".join(_policy(number, f"person-{number % PEOPLE}") for number in range(start, start + PER_FILE))
        _write(folder, f"policies/p{start:05d}.yaml", "version: 1\npolicies:\n" + rows)
    if extra:
        _write(folder, "policies/extra.yaml", extra)
    for number in range(TEMPLATES):
        blocks = {**BLOCKS, "subject": f"{BLOCKS['subject']} ({number})"}
        _write(folder, f"templates/t{number}.j2", template(blocks))
    for name, text in (templates or {}).items():
        _write(folder, f"templates/{name}.j2", text)
    return folder


def staffed(folder: Path, people: int = 200, schedules: int = 50, policies: int = 2_000) -> Path:
    """200 people with two channels, four of them on each of 50 schedules, and 2,000 policies that page schedules."""
    teams = [[f"person-{(4 * number + each) % people}" for each in range(4)] for number in range(schedules)]
    staff = "".join(_PERSON.format(number=number) for number in range(people))
    rotas = "".join(_ROTATION.format(number=number, members=", ".join(team)) for number, team in enumerate(teams))
    links = "".join(_SCHEDULE.format(number=number) for number in range(schedules))
    rows = "".join(_policy(number, f"schedule-{number % schedules}") for number in range(policies))
    _write(folder, "policies/people.yaml", f"{_HEAD}{staff}rotations:\n{rotas}schedules:\n{links}")
    _write(folder, "policies/services.yaml", f"version: 1\npolicies:\n{rows}")
    for number in range(TEMPLATES):
        _write(folder, f"templates/t{number}.j2", template(BLOCKS))
    return folder


def _policy(number: int, page: str) -> str:
    return _POLICY.format(number=number, team=number % 50, service=number % 97, page=page, template=number % TEMPLATES)


def _write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
