"""`tocsin emulator`, and the demo, which starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commands.driver import ROOT, tocsin
from tocsin.commands.emulator import people
from tocsin.compile import Overrides
from tocsin.load import load
from tocsin.pipeline import open_set


@pytest.mark.parametrize("overrides", [Overrides(), Overrides("444455556666", "eu-west-1")])
def test_people_live_where_page_looks_for_them(overrides: Overrides) -> None:
    seeded = people(load(str(ROOT)).documents, overrides)

    home = f"arn:{seeded['partition']}:ssm-contacts:{seeded['region']}:{seeded['account']}:contact"
    arns = {contact.get("arn", f"{home}/{contact['alias']}") for contact in seeded["contacts"]}
    paged = {target.arn for policy in open_set(str(ROOT), overrides).policies.policies for target in policy.targets}
    assert paged <= arns


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
