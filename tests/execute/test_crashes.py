"""kill -9 at every step of a real run (journal, boto3, emulator), then a resume: Executor's promise, by sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tocsin.ledgers.journal import Journal

if TYPE_CHECKING:
    from emulating import Emulator

pytestmark = pytest.mark.slow
"""Many processes, or many examples."""

NAMES = ["a", "b", "c"]
TOKENS = [f"tocsin-1-{name}" for name in NAMES]


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def start(emulator: Emulator, journal: Path, mode: str, moment: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(part for part in sys.path if part),
        "AWS_ENDPOINT_URL_SSM_CONTACTS": emulator.url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }
    command = [sys.executable, str(Path(__file__).with_name("child.py")), str(journal), mode, moment, *NAMES]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def run(emulator: Emulator, journal: Path, mode: str, moment: str = "never") -> tuple[int, dict[str, str]]:
    with start(emulator, journal, mode, moment) as child:
        said, _ = child.communicate(timeout=60)
    return child.returncode, dict(part.split("=") for part in said.split())


def tokens(emulator: Emulator) -> list[str]:
    return sorted(entry["token"] for entry in emulator.ledger())


def assert_balanced(emulator: Emulator, journal: Path) -> None:
    """Everything claimed has one engagement, and the journal knows which."""
    engagements = {entry["token"]: entry["engagement"] for entry in emulator.ledger()}
    assert tokens(emulator) == TOKENS
    with Journal(journal) as ledger:
        assert ledger.open() == []
        for token in TOKENS:
            receipt = ledger.receipt(token)
            assert receipt is not None
            assert receipt.engagement_arn == engagements[token]


def test_killed_before_the_claim_nothing_was_promised_or_sent(emulator: Emulator, journal: Path) -> None:
    assert run(emulator, journal, "page", "before-claim")[0] == -signal.SIGKILL
    assert tokens(emulator) == []
    assert run(emulator, journal, "resume") == (0, {})
    assert run(emulator, journal, "page") == (0, dict.fromkeys(TOKENS, "paged"))
    assert_balanced(emulator, journal)


@pytest.mark.parametrize(
    ("moment", "sent", "resumed"),
    [("after-claim", 0, 3), ("after-call", 1, 3), ("after-record", 1, 2)],
)
def test_a_claimed_page_is_sent_at_least_once_and_at_most_one_engagement_starts_per_token(
    emulator: Emulator, journal: Path, moment: str, sent: int, resumed: int
) -> None:
    assert run(emulator, journal, "page", moment)[0] == -signal.SIGKILL
    assert len(tokens(emulator)) == sent
    assert run(emulator, journal, "resume") == (0, dict.fromkeys(TOKENS[3 - resumed :], "paged"))
    assert_balanced(emulator, journal)
    assert run(emulator, journal, "page") == (0, dict.fromkeys(TOKENS, "already-paged"))
    assert_balanced(emulator, journal)


@pytest.mark.parametrize("accepted", [True, False])
def test_killed_during_the_call_it_is_sent_again_with_its_token(
    emulator: Emulator, journal: Path, *, accepted: bool
) -> None:
    emulator.faults([{"operation": "StartEngagement", "fault": "hang", "after": accepted}])
    with start(emulator, journal, "page", "never") as child:
        wait_until_sending(emulator, journal, accepted=accepted)
        child.kill()
        child.wait(timeout=10)
    assert len(tokens(emulator)) == accepted
    assert run(emulator, journal, "resume") == (0, dict.fromkeys(TOKENS, "paged"))
    assert_balanced(emulator, journal)


def wait_until_sending(emulator: Emulator, journal: Path, *, accepted: bool) -> None:
    """Until the claims are on the disk, and the service has the first page (or a hanging client)."""
    for _ in range(500):
        claimed = journal.exists() and journal.read_bytes().count(b"\n") == len(NAMES)
        if claimed and (not accepted or emulator.ledger()):
            break
        time.sleep(0.02)
    else:
        pytest.fail("the child never sent")
    if not accepted:
        time.sleep(0.3)  # the emulator does not tell of a request it hangs on: give it time to arrive


def test_killed_again_and_again_while_resuming_nothing_is_doubled(emulator: Emulator, journal: Path) -> None:
    run(emulator, journal, "page", "after-claim")
    for moment in ("after-claim", "after-call", "after-record", "after-call"):
        assert run(emulator, journal, "resume", moment)[0] == -signal.SIGKILL
    assert len(tokens(emulator)) == 2
    assert run(emulator, journal, "resume") == (0, dict.fromkeys(TOKENS[1:], "paged"))
    assert_balanced(emulator, journal)


def test_two_runs_at_once_page_once(emulator: Emulator, journal: Path) -> None:
    emulator.faults([{"operation": "StartEngagement", "fault": "500", "times": 3, "after": True}])
    children = [start(emulator, journal, "page", "never") for _ in range(2)]
    said = []
    for child in children:
        with child:
            said.append(dict(part.split("=") for part in child.communicate(timeout=60)[0].split()))
    assert_balanced(emulator, journal)
    for token in TOKENS:
        assert sorted(results[token] for results in said) == ["already-paged", "paged"]


def test_a_torn_journal_is_resumed(emulator: Emulator, journal: Path) -> None:
    run(emulator, journal, "page", "after-record")
    journal.write_bytes(journal.read_bytes()[:-20])
    assert run(emulator, journal, "resume") == (0, dict.fromkeys(TOKENS, "paged"))
    assert_balanced(emulator, journal)
