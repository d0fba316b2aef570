"""What comes of a case: decision, policies, and the same answer whenever it runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import sets
from reviews.suite.trial import DAY, DISK, NIGHT, POLICIES, critical, failures, files, ran, told
from sets import open_with_roster
from tocsin.reviews.suite import run

if TYPE_CHECKING:
    from pathlib import Path

QUIET = "alert: {type: disk-full, severity: info}"


def test_what_is_as_expected_has_no_failures(tmp_path: Path) -> None:
    results = ran(
        tmp_path,
        f"""
        - {{name: day, {critical()}, expect: {{decision: page, policies: [disk]}}}}
        - {{name: night, {critical(at=NIGHT)}, expect: {{decision: page, policies: [disk-at-night]}}}}
        - {{name: silenced, {critical("db")}, expect: {{decision: silenced, policies: [], pages: []}}}}
        - {{name: fallback, {QUIET}, at: {DAY}, expect: {{decision: fallback, policies: [fallback]}}}}
        - {{name: over, alert: {{type: disk-full, status: resolved}}, expect: {{decision: resolved, pages: []}}}}
        """,
    )
    assert [(result.case.name, result.failures) for result in results] == [
        ("day", ()), ("night", ()), ("silenced", ()), ("fallback", ()), ("over", ()),
    ]  # fmt: skip
    assert all(result.passed for result in results)


def test_a_result_keeps_what_each_alert_led_to(tmp_path: Path) -> None:
    (result,) = ran(tmp_path, f"- {{name: it, {critical()}, expect: {{decision: page}}}}")
    (rendering,) = result.renderings
    assert rendering.decision.alert == result.case.alerts[0]
    assert rendering.decision.at == result.case.at
    assert [page.target for page in rendering.pages] == ["akuam", "bob"]


def test_another_decision_is_explained_by_the_policies_that_came_nearest(tmp_path: Path) -> None:
    assert failures(tmp_path, f"{QUIET}, at: {DAY}, expect: {{decision: page}}") == [
        "expected the decision page, found fallback",
        "platform is paged by fallback (policies/people.yaml:3)",
    ]
    assert failures(tmp_path, f"{critical('db')}, expect: {{decision: page}}") == [
        "expected the decision page, found silenced",
        "silenced by migration until 2026-04-01T00:00Z: planned",
    ]
    assert failures(tmp_path, f"{critical()}, expect: {{decision: silenced}}") == [
        "expected the decision silenced, found page",
        "akuam is paged by disk (policies/disk.yaml:8)",
        "bob is paged by disk (policies/disk.yaml:8)",
    ]


def test_an_unrouted_alert_is_explained_too(tmp_path: Path) -> None:
    policies = "version: 1\nsettings: {account: '111122223333', region: us-east-2}\n"
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/none.yaml").write_text(
        policies + "contacts: {akuam: {}}\npolicies: [{name: other, alert: cpu, page: akuam}, "
        "{name: disk, alert: disk-full, page: akuam, match: {severity: [critical]}}]"
    )
    text = f"version: 1\ntests: [{{name: it, {QUIET}, at: {DAY}, expect: {{decision: page}}}}]"
    (result,) = run(files(tmp_path, text).cases, *open_with_roster(str(tmp_path)))
    assert told(result.failures[0]) == [
        "expected the decision page, found unrouted",
        'disk (policies/none.yaml:4): severity: expected "critical", found "info"',
        'other (policies/none.yaml:4): type: expected "cpu", found "disk-full"',
    ]


def test_policies_are_exactly_those(tmp_path: Path) -> None:
    assert failures(tmp_path, f"{critical()}, expect: {{policies: [disk-at-night]}}") == [
        "disk (policies/disk.yaml:8) pages akuam, bob",
        "disk-at-night does not page",
        "disk-at-night (policies/disk.yaml:7): outside its window (night)",
    ]
    assert failures(tmp_path, f"{critical()}, expect: {{policies: [disk, dsk]}}") == [
        "dsk does not page",
        "no policy is named `dsk`; did you mean `disk`?",
    ]
    assert failures(tmp_path, f"{critical()}, expect: {{policies: [disk, fallback]}}") == [
        "fallback does not page",
        "`fallback` pages what no policy takes, and nothing else",
    ]


def test_a_policy_that_came_too_late_is_told_who_was_first(tmp_path: Path) -> None:
    assert failures(tmp_path, f"{critical()}, expect: {{policies: [disk, disk-too]}}") == [
        "disk-too does not page",
        "disk-too (policies/disk.yaml:9): an earlier policy of this file matched: disk",
    ]


def test_who_was_first_is_not_one_that_let_others_try(tmp_path: Path) -> None:
    more = "  - {name: copy, alert: disk-full, page: platform, continue: true}\n"
    sets.write(tmp_path, {"disk.yaml": POLICIES.replace("policies:\n", f"policies:\n{more}"), "disk.j2": DISK})
    text = f"version: 1\ntests: [{{name: it, {critical()}, expect: {{policies: [copy, disk, disk-too]}}}}]"
    (result,) = run(files(tmp_path, text).cases, *open_with_roster(str(tmp_path)))
    assert told(result.failures[0])[1] == (
        "disk-too (policies/disk.yaml:10): an earlier policy of this file matched: disk"
    )


def test_every_alert_of_an_event_must_end_as_expected(tmp_path: Path) -> None:
    alert = {"type": "disk-full", "status": "firing", "severity": "critical", "starts_at": "2026-03-12T12:00:00Z"}
    lines = [json.dumps({**alert, "id": "a"}), json.dumps({**alert, "id": "b", "status": "resolved"})]
    (tmp_path / "both.json").write_text("\n".join(lines))
    assert failures(tmp_path, "event: ../both.json, expect: {decision: page}")[0] == (
        "expected the decision page, found resolved for resolved disk-full"
    )
    assert failures(tmp_path, "event: ../both.json, which: {status: [firing]}, expect: {decision: page}") == []


def test_which_must_select_something(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text('{"type": "disk-full", "status": "firing", "labels": {"service": "api"}}')
    assert failures(tmp_path, "event: ../one.json, which: {labels: {service: [db]}}, expect: {pages: []}") == [
        "`which` selects no alert of the event",
        'firing disk-full: labels.service: expected "db", found "api"',
    ]


def test_an_event_without_an_alert_fails(tmp_path: Path) -> None:
    group = {"version": "4", "groupKey": "x", "status": "firing", "receiver": "r", "alerts": []}
    (tmp_path / "none.json").write_text(json.dumps(group))
    assert failures(tmp_path, "event: ../none.json, from: alertmanager, expect: {pages: []}") == [
        "the event holds no alert"
    ]


def test_windows_are_asked_for_the_alerts_own_start_by_default(tmp_path: Path) -> None:
    alert = "alert: {type: disk-full, severity: critical, starts_at: 2026-03-12T23:00:00Z}"
    assert failures(tmp_path, f"{alert}, expect: {{policies: [disk-at-night]}}") == []
    assert failures(tmp_path, f"{alert}, at: {DAY}, expect: {{policies: [disk]}}") == []


def test_failures_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    case = f"{critical()}, expect: {{policies: [x], decision: silenced, pages: [], not_reaches: [akuam]}}"
    (result,) = ran(tmp_path, f"- {{name: it, {case}}}")
    spans = [failure.span for failure in result.failures]
    assert len(spans) > 4
    assert spans == sorted(spans)


def test_the_same_comes_of_it_every_time(tmp_path: Path) -> None:
    case = f"- {{name: it, {critical()}, expect: {{pages: [{{target: bob, subject: x}}], reaches: [platform]}}}}"
    assert ran(tmp_path, case)[0].failures == ran(tmp_path, case)[0].failures
