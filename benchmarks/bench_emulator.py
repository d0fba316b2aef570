"""Row 8: StartEngagement while 1,000 engagements run, each called again every minute.

The emulator is a process of its own with its state in a file; its clock is moved on without end, so that engagements
are due all the time, and one client measures call after call over one connection. Beside it, in the same run, what such
a call costs at least: an answer of the same server without any work, and one row committed to SQLite.
"""

from __future__ import annotations

import http.client
import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from benchmarks.processes import ROOT
from benchmarks.table import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENGAGEMENTS, CALLS, GOAL_MS = 1000, 500, 20.0
SERVER = """
import json, sys
from pathlib import Path
from tocsin.emulator import State, load_people, serve

state = State(Path(sys.argv[1]), mode="virtual", at=1767225600.0)
load_people(state, json.loads(sys.argv[2]))
serve(port=0, state=state, started=lambda url: print(url, flush=True))
"""
MINUTES, STAGES = 30, 4
PEOPLE: dict[str, Any] = {
    "partition": "aws",
    "region": "us-east-2",
    "account": "111122223333",
    "contacts": [
        {
            "alias": "akuam",
            "name": "Akua Mansa",
            "type": "PERSONAL",
            "channels": [{"name": "phone", "type": "voice", "address": "+12065550100"}],
            "stages": [{"minutes": MINUTES, "targets": [{"channel": "phone", "retry": 1}]}] * STAGES,
        }
    ],
    "rotations": [],
}
START = {
    "ContactId": "arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam",
    "Sender": "benchmark",
    "Subject": "Checkout is slow",
    "Content": "p99 is 4 s\n" * 20,
}


def run() -> list[Row]:
    """Milliseconds a call, at the median and the 99th percentile."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "state.db"
        with emulator(file) as port:
            caller = Caller(port)
            floor = timed(lambda: caller.get("/_tocsin/health"))
            for _ in range(ENGAGEMENTS):
                caller.start()
            alone = timed(caller.start)
            with minutes_passing(port) as passed:
                busy = timed(caller.start)
            sent = len(json.loads(caller.get("/_tocsin/inbox"))) - ENGAGEMENTS - 2 * CALLS
        commit = timed(committing(Path(name) / "floor.db"))
    assert sent > CALLS, "nothing was due meanwhile"
    beside = f"{shown(floor)} health, {shown(commit)} a commit"
    what = f"StartEngagement beside {ENGAGEMENTS:,} engagements"
    return [
        _row(f"{what}, nothing due", alone, floor, beside),
        _row(f"{what}, {passed[0]} minutes pass, {sent:,} messages", busy, floor, beside),
    ]


def _row(what: str, figures: tuple[float, float], floor: tuple[float, float], beside: str) -> Row:
    goal = f"p99 < {GOAL_MS:g} ms"
    return Row("8", what, shown(figures), beside, figures[1] / floor[1], goal, figures[1] < GOAL_MS)


def shown(figures: tuple[float, float]) -> str:
    return f"{figures[0]:.1f}/{figures[1]:.1f} ms"


class Caller:
    """One connection, raw HTTP: what an SDK costs is not what is measured."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> bytes:
        self._connection.request("GET", path)
        return self._connection.getresponse().read()

    def post(self, path: str, body: Any, **headers: str) -> bytes:
        self._connection.request("POST", path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        return text

    def start(self) -> None:
        headers = {"X-Amz-Target": "SSMContacts.StartEngagement", "Content-Type": "application/x-amz-json-1.1"}
        self.post("/", START, **headers)


@contextmanager
def minutes_passing(port: int) -> Iterator[list[int]]:
    """Time goes on as fast as the emulator makes up for it, by a minute at a time; how many have passed."""
    passed, done, mover = [0], threading.Event(), Caller(port)

    def move() -> None:
        while not done.is_set():
            mover.post("/_tocsin/clock", {"advance": "1m"})
            passed[0] += 1

    thread = threading.Thread(target=move, daemon=True)
    thread.start()
    try:
        yield passed
    finally:
        done.set()
        thread.join(timeout=60)


@contextmanager
def emulator(file: Path) -> Iterator[int]:
    """An emulator as a process; its port."""
    command = [sys.executable, "-c", SERVER, str(file), json.dumps(PEOPLE)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT / "engine")}
    ) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline().rpartition(":")[2])
        finally:
            process.kill()


def committing(file: Path) -> Callable[[], None]:
    """One row, committed as the emulator does it."""
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("CREATE TABLE call (n INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT)")
    body = json.dumps(START)

    def once() -> None:
        with db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO call (body) VALUES (?)", (body,))

    return once


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds a call: the median, and the 99th percentile."""
    figures = []
    for _ in range(CALLS):
        begin = time.perf_counter()
        call()
        figures.append((time.perf_counter() - begin) * 1000)
    points = quantiles(figures, n=100)
    return points[49], points[98]
