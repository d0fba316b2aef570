from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from emulating import PEOPLE, Emulator
from tocsin.emulator.server import listen, url_of
from tocsin.errors import TocsinError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
"""Many processes, or many examples."""

CHILD = """
import json, sys
from pathlib import Path
from tocsin.emulator import State, load_people, serve

state = State(Path(sys.argv[1]), mode=sys.argv[3], at=0.0 if sys.argv[3] == "virtual" else None)
load_people(state, json.loads(sys.argv[2]))
serve(port=0, state=state, started=lambda url: print(url, flush=True))
"""


def child(file: Path, mode: str = "real") -> tuple[subprocess.Popen[str], Emulator]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", CHILD, str(file), json.dumps(PEOPLE), mode]
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


def test_a_plan_goes_on_where_kill_9_cut_it_off(tmp_path: Path) -> None:
    """Killed after each minute, it brings the same messages as without a kill, with their own times, once each."""
    file, length = tmp_path / "state.db", 7
    for minute in range(length):
        process, emulator = child(file, "virtual")
        if minute == 0:
            start(emulator, 1)
        emulator.advance("1m")
        if minute % 2:
            assert emulator.inbox()
        emulator.close_clients()
        end(process, signal.SIGKILL)
    process, emulator = child(file, "virtual")
    try:
        assert emulator.http("GET", "clock") == {"time": "1970-01-01T00:07:00.000Z", "mode": "virtual"}
        assert [message["time"][14:19] for message in emulator.inbox()] == [f"0{minute}:00" for minute in range(5)]
        assert len({message["page"] for message in emulator.inbox()}) == 1
        (page,) = emulator.engagements()[0]["pages"]
        assert (page["attempts"], page["sent"][14:19]) == (5, "04:00")
        receipts = emulator.client().list_page_receipts(PageId=page["page"])["Receipts"]
        assert [receipt["ReceiptType"] for receipt in receipts] == ["SENT"] * 5
    finally:
        emulator.close_clients()
        end(process, signal.SIGKILL)


def test_a_kill_while_time_is_made_up_for_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """The clock is moved on for many engagements; the kill comes while their messages are written."""
    process, emulator = child(tmp_path / "state.db", "virtual")
    client, count = emulator.client(), 60
    for _ in range(count):
        client.start_engagement(ContactId=emulator.arn("bob"), Sender="s", Subject="s", Content="c")
    mover = threading.Thread(target=_ignoring_the_end, args=(emulator,), daemon=True)
    mover.start()
    time.sleep(0.05)
    emulator.close_clients()
    end(process, signal.SIGKILL)
    mover.join(timeout=10)
    process, emulator = child(tmp_path / "state.db", "virtual")
    try:
        emulator.http("POST", "clock", {"set": "1970-01-01T01:00:00Z"})
        times = Counter(message["time"][14:19] for message in emulator.inbox())
        assert times == {f"0{minute}:00": count for minute in range(5)}
    finally:
        end(process, signal.SIGKILL)


def _ignoring_the_end(emulator: Emulator) -> None:
    with suppress(OSError, http.client.HTTPException):
        emulator.advance("1h")


@pytest.mark.parametrize(("by", "code"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 0)])
def test_a_signal_ends_it_quietly_and_soon(tmp_path: Path, by: signal.Signals, code: int) -> None:
    process, emulator = child(tmp_path / "state.db")
    start(emulator, 1)
    with urllib.request.urlopen(f"{emulator.url}/_tocsin/live", timeout=5) as listening:
        assert listening.readline() == b"event: change\n"
        begin = time.monotonic()
        errors = end(process, by)
    emulator.close_clients()
    assert (process.returncode, errors) == (code, "")
    assert time.monotonic() - begin < 1


def test_a_call_that_hangs_does_not_keep_it_from_ending_quietly(tmp_path: Path) -> None:
    process, emulator = child(tmp_path / "state.db")
    emulator.http("POST", "faults", [{"operation": "ListContacts", "fault": "hang"}])
    call = urllib.request.Request(f"{emulator.url}/", b"{}", {"X-Amz-Target": "SSMContacts.ListContacts"})
    with ThreadPoolExecutor() as pool:
        hanging = pool.submit(urllib.request.urlopen, call, timeout=10)
        deadline = time.monotonic() + 5
        while emulator.http("GET", "faults"):
            assert time.monotonic() < deadline, "the call never came"
            time.sleep(0.01)
        assert (end(process, signal.SIGINT), process.returncode) == ("", 0)
        assert isinstance(hanging.exception(), ConnectionResetError)


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
