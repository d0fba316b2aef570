"""The emulator for tests: a real server on a free loopback port, and what tests ask of it.

    def test_something(emulator):
        emulator.faults([{"operation": "StartEngagement", "fault": "throttle", "times": 2}])
        emulator.client().start_engagement(ContactId=emulator.arn("akuam"), ...)
        assert [message["address"] for message in emulator.inbox()] == ["akuam@example.com"]

The server lives as long as the test session; each test starts from PEOPLE, without engagements, faults or messages.
`running(people)` starts one with other people, another state or other choices.
"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = {"partition": "aws", "region": "us-east-2", "account": "111122223333"}
"""Where the people of the tests live."""

PEOPLE: dict[str, Any] = {
    **HOME,
    "contacts": [
        {
            "alias": "akuam",
            "name": "Akua Mansa",
            "type": "PERSONAL",
            "channels": [
                {"name": "mail", "type": "email", "address": "akuam@example.com"},
                {"name": "phone", "type": "sms", "address": "+12065550100"},
                {"name": "call", "type": "voice", "address": "+12065550100"},
            ],
            "stages": [
                {"minutes": 5, "targets": [{"channel": "phone", "retry": 2}, {"channel": "mail", "retry": 2}]},
                {"minutes": 10, "targets": [{"channel": "call"}]},
            ],
        },
        {
            "alias": "bob",
            "name": "Bob",
            "type": "PERSONAL",
            "channels": [{"name": "call", "type": "voice", "address": "+12065550101"}],
            "stages": [{"minutes": 5, "targets": [{"channel": "call", "retry": 1}]}],
        },
        {"alias": "payments-oncall", "name": "Payments", "type": "ONCALL_SCHEDULE", "rotations": ["payments"]},
        {
            "alias": "example_escalation",
            "name": "Example escalation",
            "type": "ESCALATION",
            "stages": [
                {"minutes": 5, "targets": [{"contact": "bob"}]},
                {"minutes": 10, "targets": [{"contact": "payments-oncall", "essential": False}]},
            ],
        },
    ],
    "rotations": [
        {
            "name": "payments",
            "members": ["akuam", "bob"],
            "start": "2026-01-01T00:00:00Z",
            "time_zone": "UTC",
            # Akua's turn lasts for eight years: tests on the machine's clock find her on call.
            "recurrence": {
                "NumberOfOnCalls": 1,
                "RecurrenceMultiplier": 100,
                "MonthlySettings": [{"DayOfMonth": 1, "HandOffTime": {"HourOfDay": 0, "MinuteOfHour": 0}}],
            },
        }
    ],
}


class SetClock:
    """A clock that stands until a test moves it; the first instant of 2026 at first."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """The set instant."""
        return self.instant

    def sleep(self, seconds: float) -> None:
        """Move on without waiting."""
        self.instant += timedelta(seconds=seconds)


def virtual(at: str = "2026-01-01T00:00:00Z", **more: Any) -> Any:
    """A new tocsin.emulator.State whose clock stands at `at` until a test moves it."""
    from tocsin.emulator import State

    return State(mode="virtual", at=datetime.fromisoformat(at).timestamp(), **more)


class Emulator:
    """A running emulator, seen from outside."""

    def __init__(self, url: str, people: dict[str, Any] = PEOPLE) -> None:
        self.url = url
        self.people = people
        self._clients: list[Any] = []

    def inbox(self) -> list[dict[str, Any]]:
        """Every message sent: time, contact, channel, type, address, subject, content, engagement, page, code."""
        return list(self.http("GET", "inbox"))

    def engagements(self) -> list[dict[str, Any]]:
        """Engagements with pages, timeline and next, newest first."""
        return list(self.http("GET", "engagements"))

    def advance(self, length: str) -> str:
        """Move the clock on: "5m". The time it shows then."""
        return str(self.http("POST", "clock", {"advance": length})["time"])

    def ledger(self) -> list[dict[str, Any]]:
        """Every engagement accepted: engagement, contact, contact_arn, token, seen, started."""
        return list(self.http("GET", "ledger"))

    def faults(self, orders: list[dict[str, Any]]) -> None:
        """Order faults: [{"operation", "fault": throttle|500|reset|hang|empty|truncated|html, "times", "after"}]."""
        self.http("POST", "faults", orders)

    def reset(self) -> None:
        """Back to the seeded people; no engagements, faults or messages."""
        self.http("POST", "reset")

    def arn(self, alias: str) -> str:
        """A contact's ARN."""
        home = self.people
        return f"arn:{home['partition']}:ssm-contacts:{home['region']}:{home['account']}:contact/{alias}"

    def client(self, **config: Any) -> Any:
        """A boto3 client with fake credentials; one attempt and short time-outs unless `config` says otherwise."""
        import boto3
        from botocore.config import Config

        settings = {"retries": {"mode": "standard", "total_max_attempts": 1}, "connect_timeout": 2, "read_timeout": 4}
        client = boto3.client(
            "ssm-contacts",
            endpoint_url=self.url,
            region_name=self.people["region"],
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
            config=Config(**{**settings, **config}),
        )
        self._clients.append(client)
        return client

    def http(self, method: str, path: str, body: Any = None) -> Any:
        """One of the emulator's own endpoints below /_tocsin/."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_tocsin/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def send(self, target: str, body: bytes) -> tuple[int, Any, dict[str, str]]:
        """One POST / as it stands: HTTP status, JSON answer, headers in lower case."""
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target}
        request = urllib.request.Request(self.url, body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer), {k.lower(): v for k, v in answer.headers.items()}
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error), {k.lower(): v for k, v in error.headers.items()}

    def close_clients(self) -> None:
        """Give back the connections of all clients."""
        while self._clients:
            self._clients.pop().close()


@contextmanager
def running(people: dict[str, Any] | None = PEOPLE, state: Any = None, *, anywhere: bool = False) -> Iterator[Emulator]:
    """An emulator in a thread of this process. `state`: a tocsin.emulator.State, default a new one in memory.

    `anywhere`: it answers under any host name.
    """
    from tocsin.emulator import State, create_app, load_people
    from tocsin.emulator.server import http_server, listen, url_of

    state = state or State()
    if people is not None:
        load_people(state, people)
    listener = listen("127.0.0.1", 0)
    server = http_server(create_app(state, anywhere=anywhere))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    emulator = Emulator(url_of(listener), people or PEOPLE)
    try:
        yield emulator
    finally:
        emulator.close_clients()
        server.should_exit = True
        thread.join(timeout=10)
        listener.close()
        state.close()
        assert not thread.is_alive()


@pytest.fixture(scope="session")
def emulator_server() -> Iterator[Emulator]:
    """One server for the whole session."""
    with running() as emulator:
        yield emulator


@pytest.fixture
def emulator(emulator_server: Emulator) -> Iterator[Emulator]:
    """The session's emulator, as new."""
    emulator_server.reset()
    yield emulator_server
    emulator_server.close_clients()
