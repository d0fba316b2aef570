"""`tocsin page`, `tocsin stop`: processes of their own against the real emulator."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from commands.driver import ROOT, Ran, tocsin
from commands.engaging import keys

if TYPE_CHECKING:
    from pathlib import Path

    from emulating import Emulator

pytestmark = pytest.mark.slow
"""Many processes, or many examples."""

GROUP = "samples/alertmanager-group.json"
TEST = "samples/paging-test.json"


def page(emulator: Emulator, journal: Path, *arguments: str, stdin: str = "") -> Ran:
    return tocsin("page", "--journal", str(journal / "journal.jsonl"), *arguments, stdin=stdin, env=keys(emulator))


def event(**fields: Any) -> str:
    return json.dumps(
        {"type": "paging-test", "status": "firing", "id": "x", "starts_at": "2026-03-12T09:00:00Z", **fields}
    )


def test_the_two_documented_calls_return_engagements(emulator: Emulator, tmp_path: Path) -> None:
    ran = page(emulator, tmp_path, TEST, "-o", "json")

    assert ran.code == 0
    rows = json.loads(ran.out)["pages"]
    assert [row["outcome"] for row in rows] == ["paged", "paged"]
    assert all(row["engagement"].startswith("arn:aws:ssm-contacts:us-east-2:111122223333:engagement/") for row in rows)
    described = emulator.client().describe_engagement(EngagementId=rows[0]["engagement"])
    wanted = {"Sender": "tester", "Subject": "test", "Content": "Testing engagements", "PublicSubject": "test",
              "PublicContent": "Testing engagements", "ContactArn": emulator.arn("akuam")}  # fmt: skip
    assert {name: described[name] for name in wanted} == wanted


def test_the_same_event_pages_once_however_often_it_is_run(emulator: Emulator, tmp_path: Path) -> None:
    first, second = page(emulator, tmp_path, TEST), page(emulator, tmp_path, TEST)
    other_journal = page(emulator, tmp_path / "elsewhere", TEST)

    assert (first.code, second.code, other_journal.code) == (0, 0, 0)
    assert "2 already-paged" in second.out
    assert len(emulator.ledger()) == 2  # without the journal the token alone keeps the promise


def test_what_the_dry_run_showed_is_what_is_sent(emulator: Emulator, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    tocsin("render", TEST, "-o", f"json={plan}")
    requests = [entry["request"] for entry in json.loads(plan.read_text())["alerts"][0]["pages"]]

    ran = page(emulator, tmp_path, "--plan", str(plan))

    assert ran.code == 0
    assert [entry["token"] for entry in emulator.ledger()] == [request["IdempotencyToken"] for request in requests]


def test_a_plan_that_was_changed_is_not_executed(emulator: Emulator, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    tocsin("render", TEST, "-o", f"json={plan}")
    plan.write_text(plan.read_text().replace("Testing engagements", "Testing engagement", 1))

    ran = page(emulator, tmp_path, "--plan", str(plan))

    assert ran.code == 2
    assert "digest" in ran.err
    assert emulator.ledger() == []


@pytest.mark.parametrize("fault", ["throttle", "500", "reset", "empty", "truncated", "html"])
def test_a_fault_costs_a_retry_and_no_second_page(emulator: Emulator, tmp_path: Path, fault: str) -> None:
    emulator.faults([{"operation": "StartEngagement", "fault": fault, "times": 1}])

    ran = page(emulator, tmp_path, "-", stdin=event())

    assert ran.code == 0
    assert "2 paged" in ran.out
    assert sorted(entry["contact"] for entry in emulator.ledger()) == ["akuam", "example_escalation"]


def test_a_service_that_stays_away_ends_with_3_and_resume_brings_the_page(emulator: Emulator, tmp_path: Path) -> None:
    emulator.faults([{"operation": "StartEngagement", "fault": "500", "times": 1000}])
    away = page(emulator, tmp_path, "--patience", "0.2", TEST)
    emulator.reset()

    back = page(emulator, tmp_path, "--resume")
    again = page(emulator, tmp_path, "--resume")

    assert away.code == 3
    assert "retry-later" in away.out
    assert (back.code, again.code) == (0, 0)
    assert "2 paged" in back.out
    assert "nothing to page" in again.out
    assert len(emulator.ledger()) == 2


def test_a_contact_that_is_gone_is_paged_through_the_fallback(emulator: Emulator, tmp_path: Path) -> None:
    """platform-oncall, the repository's fallback, is not in this emulator either: then nobody can be reached."""
    emulator.client().delete_contact(ContactId=emulator.arn("payments-oncall"))

    ran = page(emulator, tmp_path, GROUP)

    assert ran.code == 1
    assert "undeliverable (ResourceNotFoundException)" in ran.out


def test_a_resolved_alert_stops_what_was_started_for_it(emulator: Emulator, tmp_path: Path) -> None:
    page(emulator, tmp_path, "-", stdin=event())

    ran = page(emulator, tmp_path, "-", stdin=event(status="resolved"))
    again = page(emulator, tmp_path, "-", stdin=event(status="resolved"))

    assert "2 stopped" in ran.out
    assert "nothing to page" in again.out
    engagements = emulator.client().list_engagements()["Engagements"]
    assert all("StopTime" in engagement for engagement in engagements)


def test_stop_ends_an_engagement(emulator: Emulator, tmp_path: Path) -> None:
    ran = page(emulator, tmp_path, TEST, "-o", "json")
    arn = json.loads(ran.out)["pages"][0]["engagement"]

    stopped = tocsin("stop", arn, env=keys(emulator))

    assert (stopped.code, stopped.out) == (0, f"stopped  {arn}\n")
    assert "StopTime" in emulator.client().describe_engagement(EngagementId=arn)


def test_without_credentials_nothing_is_lost(emulator: Emulator, tmp_path: Path) -> None:
    ran = tocsin(
        "page", "--patience", "0", "--journal", str(tmp_path / "journal.jsonl"), TEST,
        env={"AWS_ENDPOINT_URL_SSM_CONTACTS": emulator.url, "AWS_EC2_METADATA_DISABLED": "true", "HOME": str(tmp_path)},
    )  # fmt: skip

    assert ran.code == 3
    assert "NoCredentialsError" in ran.out
    assert page(emulator, tmp_path, "--resume").code == 0
    assert len(emulator.ledger()) == 2


def test_who_is_paged_by_nobody_is_said(emulator: Emulator, tmp_path: Path) -> None:
    suppressed = "tests/payloads/cloudwatch_composite_alarm_eventbridge.json"

    ran = page(emulator, tmp_path, suppressed)

    assert ran.code == 0
    assert "checkout-degraded pages nobody: silenced" in ran.err
    assert emulator.ledger() == []


@pytest.mark.slow
def test_a_killed_run_is_finished_by_resume(emulator: Emulator, tmp_path: Path) -> None:
    """kill -9 at any moment: after a resume every page has gone out exactly once, or was never claimed."""
    chance = random.Random(20261124)
    for number in range(12):
        emulator.reset()
        journal = tmp_path / str(number)
        command = [sys.executable, "-m", "tocsin", "page", "--journal", str(journal / "journal.jsonl"), TEST]
        environment = {**os.environ, **keys(emulator), "PYTHONPATH": str(ROOT / "engine")}
        child = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(0.25 + chance.random() * 0.6)
        child.send_signal(signal.SIGKILL)
        child.wait(timeout=10)

        assert page(emulator, journal, "--resume").code == 0
        claimed = (journal / "journal.jsonl").exists() and "tocsin-1-" in (journal / "journal.jsonl").read_text()
        tokens = [entry["token"] for entry in emulator.ledger()]
        assert len(tokens) == len(set(tokens)) == (2 if claimed else 0)


@pytest.mark.parametrize("broken", ["not json\n", None])
def test_a_journal_that_cannot_be_used_keeps_nobody_asleep(
    emulator: Emulator, tmp_path: Path, broken: str | None
) -> None:
    if broken is None:
        (tmp_path / "journal.jsonl").mkdir()
    else:
        (tmp_path / "journal.jsonl").write_text(broken * 2)

    ran = page(emulator, tmp_path, TEST)
    resumed = page(emulator, tmp_path, "--resume")

    assert ran.code == 0
    assert "paging without a journal" in ran.err
    assert ran.out.count("NOT RECORDED") == 2
    assert len(emulator.ledger()) == 2
    assert resumed.code in {2, 3}


def test_without_a_journal_nobody_knows_what_to_stop(emulator: Emulator, tmp_path: Path) -> None:
    page(emulator, tmp_path, "-", stdin=event())
    (tmp_path / "journal.jsonl").write_text("not json\n" * 2)

    ran = page(emulator, tmp_path, "-", stdin=event(status="resolved"))

    assert ran.code == 3
    assert "unknown and not stopped" in ran.err


def test_the_late_news_of_an_end_stops_no_newer_page(emulator: Emulator, tmp_path: Path) -> None:
    end = event(status="resolved", ends_at="2026-03-12T09:30:00Z")
    page(emulator, tmp_path, "-", stdin="\n".join([event(), end, event(starts_at="2026-03-12T10:00:00Z")]))

    ran = page(emulator, tmp_path, "-", stdin=end)

    assert "nothing to page" in ran.out
    engagements = emulator.client().list_engagements()["Engagements"]
    assert [("StopTime" in engagement) for engagement in engagements].count(False) == 2


def test_resume_makes_no_journal(emulator: Emulator, tmp_path: Path) -> None:
    ran = page(emulator, tmp_path / "mistyped", "--resume")
    elsewhere = tocsin("-C", str(tmp_path / "nowhere"), "page", "--resume", env=keys(emulator))

    assert (ran.code, ran.out) == (0, "nothing to page\n")
    assert "no journal there" in ran.err
    assert elsewhere.code == 2
    assert "nowhere: no such folder" in elsewhere.err
    assert list(tmp_path.iterdir()) == []


def test_a_plan_may_come_through_a_pipe(emulator: Emulator, tmp_path: Path) -> None:
    plan = tocsin("render", TEST, "-o", "json").out

    assert "2 paged" in page(emulator, tmp_path, "--plan", "-", stdin=plan).out


@pytest.mark.parametrize("option", [("--at", "now"), ("--from", "generic"), ("--account", "111122223333")])
def test_what_was_decided_takes_no_options_that_decide(option: tuple[str, str]) -> None:
    ran = tocsin("page", "--resume", *option)

    assert ran.code == 2
    assert f"{option[0]} decides about EVENTs" in ran.err


def test_aws_settings_that_cannot_be_used_are_a_users_mistake(emulator: Emulator, tmp_path: Path) -> None:
    journal = str(tmp_path / "journal.jsonl")
    ran = tocsin("page", "--journal", journal, TEST, env={**keys(emulator), "AWS_PROFILE": "nobodys"})

    assert ran.code == 2
    assert (
        ran.err == "tocsin: error: the AWS settings cannot be used: The config profile (nobodys) could not be found\n"
    )


def test_what_is_no_engagement_is_not_stopped() -> None:
    ran = tocsin("stop", "arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam")

    assert ran.code == 2
    assert "engagement/ALIAS/ID" in ran.err


def test_the_journal_of_a_policy_repository_stays_out_of_git(emulator: Emulator, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    for name in ("policies", "samples", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)

    assert tocsin("-C", str(folder), "page", "-", stdin=event(), env=keys(emulator)).code == 0

    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    assert (folder / ".tocsin" / "journal.jsonl").exists()
    assert status.splitlines() == ["?? policies/", "?? samples/", "?? templates/"]
