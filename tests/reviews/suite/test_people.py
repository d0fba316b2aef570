"""Who must and who must not be notified, on which channel, how soon; and who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sets
from reviews.suite.trial import files, told
from sets import open_with_roster
from tocsin.reviews.suite import run

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = """
version: 1
settings: {account: "111122223333", region: us-east-2}
contacts:
  akuam:
    channels: {phone: {sms: "+12065550100"}, call: {voice: "+12065550100"}}
    plan: [{notify: phone, retry: 2m, for: 3m}, {notify: call, for: 2m}]
  bob: {channels: {mail: {email: bob@example.com}}, plan: [{notify: mail, for: 10m}]}
  chen: {channels: {mail: {email: chen@example.com}}, plan: [{notify: mail, for: 10m}]}
  partner: {arn: "arn:aws:ssm-contacts:us-east-2:444455556666:contact/partner"}
escalations:
  wake: {stages: [{page: akuam, for: 5m}, {page: [bob, partner], for: 5m}]}
policies:
  - {name: all, page: wake}
"""


def said(folder: Path, keys: str, at: str = "at: 2026-03-12T12:00Z, ") -> list[str]:
    """What is said of a case whose alert pages `wake`."""
    sets.write(folder, {"people.yaml": PEOPLE})
    text = f"version: 1\ntests: [{{name: it, alert: {{type: x}}, {at}{keys}}}]"
    (result,) = run(files(folder, text).cases, *open_with_roster(str(folder)))
    return [line for failure in result.failures for line in told(failure)]


@pytest.mark.parametrize(
    "keys",
    [
        "expect: {reaches: {akuam: {by: sms, within: 0m}, bob: {by: email, within: 5m}}}",
        "expect: {reaches: {akuam: {by: voice, within: 3m}, bob: {}}}",
        "expect: {reaches: [akuam, bob], not_reaches: [chen]}",
        "expect: {not_reaches: {bob: {within: 4m59s}, akuam: {by: email}, chen: {}}}",
        "acks: [akuam@4m], expect: {reaches: [akuam], not_reaches: [bob]}",
        "acks: [akuam@5m], expect: {reaches: [bob]}",
        "acks: [akuam@1m], expect: {not_reaches: {akuam: {by: voice}}}",
    ],
)
def test_people_are_notified_as_expected(keys: str, tmp_path: Path) -> None:
    assert said(tmp_path, keys) == []


def test_somebody_who_is_notified_otherwise_is_told_when_and_how(tmp_path: Path) -> None:
    assert said(tmp_path, "expect: {reaches: {akuam: {by: voice, within: 2m}}}") == [
        "akuam is not notified by voice within 2m",
        "minute 0: akuam by sms via wake (all)",
        "minute 3: akuam by voice via wake (all)",
    ]
    assert said(tmp_path, "expect: {reaches: {bob: {by: sms}}}") == [
        "bob is not notified by sms",
        "minute 5: bob by email via wake (all)",
    ]


def test_a_hole_in_the_plan_is_told(tmp_path: Path) -> None:
    assert said(tmp_path, "expect: {reaches: [chen]}") == [
        "chen is not notified",
        "minute 5: partner: provisioned elsewhere: the plan is not known here",
    ]


def test_nobody_is_notified_where_nothing_pages(tmp_path: Path) -> None:
    sets.write(tmp_path, {"people.yaml": PEOPLE})
    text = "version: 1\ntests: [{name: it, alert: {type: x, status: resolved}, expect: {reaches: [bob]}}]"
    (result,) = run(files(tmp_path, text).cases, *open_with_roster(str(tmp_path)))
    assert told(result.failures[0]) == ["bob is not notified", "decision  resolved", "notified  nobody"]


def test_somebody_who_must_not_be_woken_is_told_when_they_are(tmp_path: Path) -> None:
    assert said(tmp_path, "expect: {not_reaches: {akuam: {by: sms, within: 2m}, bob: {}}}") == [
        "akuam is notified by sms within 2m",
        "minute 0: akuam by sms via wake (all)",
        "minute 2: akuam by sms via wake (all)",
        "bob is notified",
        "minute 5: bob by email via wake (all)",
    ]


@pytest.mark.parametrize("key", ["reaches", "not_reaches"])
def test_a_name_that_is_none_never_passes(key: str, tmp_path: Path) -> None:
    assert said(tmp_path, f"expect: {{{key}: [akaum]}}") == ["unknown contact `akaum`", "Did you mean `akuam`?"]
    assert said(tmp_path, f"expect: {{{key}: [wake]}}") == ["`wake` is an escalation: name the people whom it notifies"]
    assert said(tmp_path, f"expect: {{{key}: [partner]}}") == [
        "`partner` is provisioned elsewhere: how it is notified is not known here"
    ]


def test_an_answer_must_come_from_somebody_who_has_been_notified(tmp_path: Path) -> None:
    assert said(tmp_path, "acks: [bob@4m], expect: {decision: page}") == [
        "bob cannot answer then: not notified by that time",
        "minute 5: bob by email via wake (all)",
    ]
    assert said(tmp_path, "acks: [bbo@4m], expect: {decision: page}") == [
        "unknown contact `bbo`",
        "Did you mean `bob`?",
    ]
    assert said(tmp_path, "acks: [bob@5m], expect: {decision: page}") == []
    assert said(tmp_path, "acks: [bob@4m, bob@6m], expect: {decision: page}")[0] == (
        "bob cannot answer then: not notified by that time"
    )


def test_an_alert_without_a_time_cannot_say_who_is_notified(tmp_path: Path) -> None:
    assert said(tmp_path, "expect: {reaches: [akuam]}", at="") == [
        "nobody knows who is notified: the alert has no time",
        "Say with `at` when it arrives.",
    ]
    assert said(tmp_path, "expect: {decision: page}", at="") == []


def test_a_page_goes_out_within_the_calendar(tmp_path: Path) -> None:
    sets.write(tmp_path, {"people.yaml": PEOPLE})
    alert = "{type: x, starts_at: 9990-01-01T00:00Z}"
    found = files(tmp_path, f"version: 1\ntests: [{{name: it, alert: {alert}, expect: {{reaches: [akuam]}}}}]")
    assert [finding.rule for finding in found.findings] == ["TOC206"]
    (tmp_path / "late.json").write_text('{"type": "x", "status": "firing", "starts_at": "9990-01-01T00:00:00Z"}')
    text = "version: 1\ntests: [{name: it, event: ../late.json, expect: {reaches: [akuam]}}]"
    (result,) = run(files(tmp_path, text).cases, *open_with_roster(str(tmp_path)))
    assert told(result.failures[0]) == ["a page goes out in a year from 1900 to 9899"]
