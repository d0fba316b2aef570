from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from emulating import PEOPLE, Emulator
from tocsin.emulator.server import listen, url_of
from tocsin.errors import TocsinError

if TYPE_CHECKING:
    from pathlib import Path

CHILD = """
import json, sys
from pathlib import Path
from tocsin.emulator import State, load_people, serve

state = State(Path(sys.argv[1]))
load_people(state, json.loads(sys.argv[2]))
serve(port=0, state=state, started=lambda url: print(url, flush=True))
"""


def child(file: Path) -> tuple[subprocess.Popen[str], Emulator]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", CHILD, str(file), json.dumps(PEOPLE)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    return process, Emulator(process.stdout.readline().strip())


def end(process: subprocess.Popen[str], by: signal.Signals) -> str:
    process.send_signal(by)
    _, errors = process.communicate(timeout=10)
    return errors


def start(emulator: Emulator, number: int) -> str:
    answer = emulator.client().start_engagement(
        ContactId=emulator.arn("bob"), Sender="s", Subject="s", Content="c", IdempotencyToken=f"token-{number}"
    )
    return str(answer["EngagementArn"])


def test_what_was_answered_survives_kill_9(tmp_path: Path) -> None:
    accepted: dict[int, str] = {}
    for round_ in range(3):
        process, emulator = child(tmp_path / "state.db")
        for number in range(5 * round_, 5 * round_ + 5):
            accepted[number] = start(emulator, number)
        emulator.close_clients()
        end(process, signal.SIGKILL)
    process, emulator = child(tmp_path / "state.db")
    try:
        assert [entry["engagement"] for entry in emulator.ledger()] == list(accepted.values())
        assert len(emulator.inbox()) == len(accepted)
        assert {number: start(emulator, number) for number in accepted} == accepted
        assert len(emulator.inbox()) == len(accepted)
    finally:
        emulator.close_clients()
        end(process, signal.SIGKILL)


@pytest.mark.parametrize(("by", "code"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 0)])
def test_a_signal_ends_it_quietly_and_soon(tmp_path: Path, by: signal.Signals, code: int) -> None:
    process, emulator = child(tmp_path / "state.db")
    start(emulator, 1)
    errors = end(process, by)
    emulator.close_clients()
    assert (process.returncode, errors) == (code, "")


def test_answers_are_not_held_back(emulator: Emulator) -> None:
    client = emulator.client()
    client.list_contacts()
    begin = time.monotonic()
    for _ in range(25):
        client.list_contacts()
    assert time.monotonic() - begin < 25 * 0.04


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com", ""])
def test_addresses_beyond_this_machine_are_refused(host: str) -> None:
    with pytest.raises(TocsinError, match="not a loopback address"):
        listen(host, 0)


def test_other_addresses_are_taken_when_told() -> None:
    with listen("0.0.0.0", 0, anywhere=True) as listener:
        assert url_of(listener).startswith("http://0.0.0.0:")


def test_a_port_in_use_is_said_so() -> None:
    with listen("localhost", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(TocsinError, match=f"cannot listen on 127.0.0.1:{port}: "):
            listen("127.0.0.1", port)


def test_ipv6() -> None:
    with listen("::1", 0) as listener:
        assert url_of(listener).startswith("http://[::1]:")
