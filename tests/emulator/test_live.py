from __future__ import annotations

import threading
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from emulating import Emulator, SetClock, running, virtual
from tocsin.emulator import State, live

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTHING = live.TICK * 4
"""Seconds in which a change would have been told."""


class Reader:
    """Someone who listens: the numbers that came."""

    def __init__(self, emulator: Emulator) -> None:
        self.numbers: list[int] = []
        self.ended = threading.Event()
        self._answer = urllib.request.urlopen(f"{emulator.url}/_tocsin/live", timeout=10)
        assert self._answer.headers["content-type"].startswith("text/event-stream")
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        for line in self._answer:
            if line.startswith(b"data: "):
                self.numbers.append(int(line[len(b"data: ") :]))
        self.ended.set()

    def wait_for(self, count: int) -> list[int]:
        """The numbers, once there are so many."""
        for _ in range(100):
            if len(self.numbers) >= count:
                return self.numbers
            time.sleep(0.05)
        raise AssertionError(f"only {self.numbers} in five seconds")

    def close(self) -> None:
        """Stop listening, once the server has."""
        self._thread.join(timeout=5)
        self._answer.close()
        assert not self._thread.is_alive()


@contextmanager
def listening(state: Any) -> Iterator[tuple[Emulator, Reader]]:
    with running(state=state) as emulator:
        reader = Reader(emulator)
        reader.wait_for(1)
        yield emulator, reader
    reader.close()


def test_it_tells_at_first_and_then_of_every_change() -> None:
    with listening(virtual()) as (emulator, reader):
        time.sleep(NOTHING)
        assert len(reader.numbers) == 1
        emulator.client().start_engagement(ContactId=emulator.arn("bob"), Sender="s", Subject="s", Content="c")
        reader.wait_for(2)
        emulator.advance("1m")
        reader.wait_for(3)
        emulator.faults([{"operation": "ListContacts", "fault": "throttle"}])
        reader.wait_for(4)
        assert emulator.send("SSMContacts.ListContacts", b"{}")[0] == 400
        reader.wait_for(5)
        emulator.reset()
        numbers = reader.wait_for(6)
        assert numbers == sorted(set(numbers))


def test_it_says_nothing_of_what_was_only_read_or_refused() -> None:
    with listening(virtual()) as (emulator, reader):
        client = emulator.client()
        client.list_contacts()
        emulator.inbox()
        emulator.engagements()
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.get_contact(ContactId=emulator.arn("nobody"))
        time.sleep(NOTHING)
        assert len(reader.numbers) == 1


def test_time_that_brings_messages_is_a_change() -> None:
    machine = SetClock()
    with listening(State(clock=machine)) as (emulator, reader):
        emulator.client().start_engagement(ContactId=emulator.arn("bob"), Sender="s", Subject="s", Content="c")
        reader.wait_for(2)
        machine.sleep(59)
        time.sleep(NOTHING)
        assert len(reader.numbers) == 2
        machine.sleep(1)
        reader.wait_for(3)
        assert len(emulator.inbox()) == 2


def test_a_comment_keeps_the_line_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", live.TICK)
    with running(state=virtual()) as emulator, urllib.request.urlopen(f"{emulator.url}/_tocsin/live") as answer:
        lines = [answer.readline() for _ in range(4)]
    assert lines[3] == b": still here\n"


def test_readers_who_leave_and_a_server_that_ends_wait_for_nobody() -> None:
    with running(state=virtual()) as emulator:
        for _ in range(3):
            urllib.request.urlopen(f"{emulator.url}/_tocsin/live", timeout=5).close()
        reader = Reader(emulator)
        reader.wait_for(1)
        begin = time.monotonic()
    reader.close()
    assert reader.ended.is_set()
    assert time.monotonic() - begin < 1
