"""`tocsin emulator`, and the demo, which starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from commands.driver import ROOT, tocsin
from emulating import Emulator, running
from sets import write
from tocsin import roster
from tocsin.commands.emulator import people
from tocsin.compile import Overrides
from tocsin.load import load
from tocsin.pipeline import open_set

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize("overrides", [Overrides(), Overrides("444455556666", "eu-west-1")])
def test_people_live_where_page_looks_for_them(overrides: Overrides) -> None:
    seeded = people(load(str(ROOT)).documents, overrides)

    home = f"arn:{seeded['partition']}:ssm-contacts:{seeded['region']}:{seeded['account']}:contact"
    arns = {contact.get("arn", f"{home}/{contact['alias']}") for contact in seeded["contacts"]}
    paged = {target.arn for policy in open_set(str(ROOT), overrides).policies.policies for target in policy.targets}
    assert paged <= arns


ROTATIONS = """
version: 1
settings: {account: "111122223333", region: us-east-2, time_zone: Europe/Berlin}
contacts:
  akuam: {channels: {phone: {sms: {secret: akuam-phone}}}, plan: [{notify: phone, for: 5m}]}
  bob: {channels: {mail: {email: bob@example.com}}, plan: [{notify: mail, for: 5m}]}
  chen: {channels: {mail: {email: chen@example.com}}, plan: [{notify: mail, for: 5m}]}
rotations:
  berlin: {contacts: [akuam, bob], start: 2026-01-05T09:00, repeat: {daily: ["09:00", "21:30"]}}
  new-york:
    contacts: [bob, chen, akuam]
    start: 2026-01-07T12:00
    time_zone: America/New_York
    repeat: {weekly: [{day: mon, at: "09:00"}, {day: fri, at: "17:00"}], every: 2}
    on_call: 2
    cover: {mon: ["09:00-17:00", "22:00-06:00"], fri: ["00:00-24:00"], sun: ["08:00-08:00"]}
  lord-howe:
    contacts: [chen, bob]
    start: 2026-01-31T02:15
    time_zone: Australia/Lord_Howe
    repeat: {monthly: [{day: 31, at: "02:15"}, {day: 5, at: "00:00"}]}
    overrides:
      - {contacts: [bob], from: 2026-03-01T09:00, until: 2026-04-20T09:00}
      - {contacts: [], from: 2026-04-05T01:45, until: 2026-04-05T09:00, reason: nobody}
schedules:
  everyone: {rotations: [berlin, new-york, lord-howe]}
"""


def test_seeded_rotations_have_the_shifts_of_the_policy_set(tmp_path: Path) -> None:
    documents = load(str(write(tmp_path, {"people.yaml": ROTATIONS}))).documents
    start, end = datetime(2026, 2, 15, tzinfo=UTC), datetime(2026, 11, 15, tzinfo=UTC)
    shown, overridden = {}, 0
    with running(people(documents, Overrides())) as emulator:
        pages = emulator.client().get_paginator("list_rotation_shifts")
        for rotation in emulator.client().list_rotations()["Rotations"]:
            shifts = pages.paginate(
                RotationId=rotation["RotationArn"], StartTime=start, EndTime=end
            ).build_full_result()
            shown[rotation["Name"]] = [
                ([arn.rpartition("/")[2] for arn in shift["ContactIds"]], shift["StartTime"], shift["EndTime"])
                for shift in shifts["RotationShifts"]
            ]
            overridden += sum(shift["Type"] == "OVERRIDDEN" for shift in shifts["RotationShifts"])

    expected = {
        name: [
            (
                list(shift.members),
                shift.start.astimezone(UTC),
                shift.end.astimezone(UTC),
            )  # repeated hours equal no others
            for shift in rotation.shifts(start, end)
        ]
        for name, rotation in roster.read(documents).rotations.items()
    }
    assert shown == expected
    assert min(map(len, shown.values())) > 10
    assert overridden > 2


def test_beyond_loopback_takes_a_word() -> None:
    ran = tocsin("emulator", "--host", "0.0.0.0", "--port", "0")

    assert ran.code == 2
    assert "--anywhere" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize(
    "surroundings",
    [
        {"AWS_REGION": "eu-west-1", "TOCSIN_ACCOUNT": "444455556666", "AWS_PROFILE": "work"},
        {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"},
    ],
    ids=["an AWS account of one's own", "a proxy"],
)
def test_the_demo_runs_in_anybodys_shell(surroundings: dict[str, Any]) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", "samples/demo.sh"], cwd=ROOT, env={**os.environ, "PATH": path, **surroundings},
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "SMS   to akuam at +12065550100" in ran.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--at", "2026-01-01T00:00:00Z"), "goes with --clock virtual"),
        (("--clock", "virtual", "--at", "noon"), "expected a time such as 2026-03-29T01:00:00Z, not 'noon'"),
        (("--clock", "virtual", "--at", "2026-01-01T00:00:00"), "expected a time such as"),
        (("--clock", "sundial"), "'real', 'virtual'"),
    ],
)
def test_a_clock_that_cannot_be_is_refused(options: tuple[str, ...], said: str) -> None:
    ran = tocsin("emulator", "--port", "0", *options)

    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize("again", [(), ("--clock", "virtual", "--at", "2025-01-01T00:00:00Z")])
def test_a_virtual_clock_stands_where_it_was_left(tmp_path: Path, again: tuple[str, ...]) -> None:
    options = "emulator", "--port", "0", "--state", str(tmp_path / "state.db")
    with started(*options, "--clock", "virtual", "--at", "2026-03-29T00:59:00Z") as emulator:
        assert emulator.http("GET", "clock") == {"time": "2026-03-29T00:59:00.000Z", "mode": "virtual"}
        emulator.advance("1m")
    with started(*options, *again) as emulator:
        assert emulator.http("GET", "clock") == {"time": "2026-03-29T01:00:00.000Z", "mode": "virtual"}


@contextmanager
def started(*arguments: str) -> Iterator[Emulator]:
    """`tocsin ARGUMENTS` until the test is done with it."""
    command = [sys.executable, "-m", "tocsin", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "engine")}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        assert process.stderr is not None
        try:
            yield Emulator(process.stderr.readline().strip().rpartition("=")[2])
        finally:
            process.kill()
