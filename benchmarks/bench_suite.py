"""Row 7: `tocsin test` of 1,000 cases on 1,000 policies, the whole process; beside it `validate` of the same set.

Half of the cases send event files, ten tests a file, half make their alert; all look at pages and texts, a third at
who is notified.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import policy_sets
from benchmarks.processes import TOCSIN, take_turns
from benchmarks.table import Row

CASES, PER_FILE, PER_EVENT, ROUNDS, GOAL_SECONDS = 1_000, 100, 10, 5, 2.0

_CASE = """\
  - name: service {number} wakes its person, test {case}
    {what}
    at: 2026-03-12T04:11+01:00
    expect:
      decision: page
      pages:
        - target: person-{person}
          policy: policy-{number}
          subject: {{contains: alarm-{number}, excludes: secret}}
          public_subject: "critical alarm-{number}"
"""
_PEOPLE = """\
      reaches: {{person-{person}: {{by: sms, within: 0m}}}}
"""


def run() -> list[Row]:
    """Median time of some runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = policy_sets.large(Path(name), policies=1_000)
        _write_tests(folder)
        ours, floor = take_turns([TOCSIN, "test"], [TOCSIN, "validate"], folder, ROUNDS)
    assert all(f"{CASES} passed" in cost.output for cost in ours)
    mine, theirs = (median(cost.seconds for cost in costs) for costs in (ours, floor))
    return [
        Row("7", f"test {CASES:,} cases, process", f"{mine:.2f} s", f"{theirs:.2f} s validate, same set", mine / theirs,
            f"< {GOAL_SECONDS:g} s", mine < GOAL_SECONDS),
    ]  # fmt: skip


def _write_tests(folder: Path) -> None:
    (folder / "tests").mkdir()
    (folder / "samples").mkdir()
    for number in range(0, CASES, PER_EVENT):
        (folder / f"samples/{number}.json").write_text(json.dumps(_alert(number)), encoding="utf-8")
    for start in range(0, CASES, PER_FILE):
        text = "version: 1\ntests:\n" + "".join(map(_case, range(start, start + PER_FILE)))
        (folder / f"tests/test_{start:04d}.yaml").write_text(text, encoding="utf-8")


def _alert(number: int) -> dict[str, object]:
    labels = {"service": f"svc-{number % 97}", "env": "prod"}
    kind = {"type": f"alarm-{number}", "severity": "critical", "region": "us-east-1", "labels": labels}
    return {"status": "firing", "starts_at": "2026-03-12T03:10:12.345Z", **kind}


def _case(case: int) -> str:
    number = case if case % 2 else case - case % PER_EVENT
    what = f"alert: {json.dumps(_alert(number))}" if case % 2 else f"event: ../samples/{number}.json"
    fields = {"number": number, "case": case, "person": number % policy_sets.PEOPLE, "what": what}
    return (_CASE + (_PEOPLE if case % 3 == 0 else "")).format(**fields)
