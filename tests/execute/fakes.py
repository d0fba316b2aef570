"""A clock that never sleeps, a service that behaves, and jobs to send."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from tocsin.errors import InvalidRequest, RetryLater, UnknownContact
from tocsin.execute import Job
from tocsin.model import Page, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

START = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
HOME = "arn:aws:ssm-contacts:us-east-2:111122223333"


class FakeClock:
    """Sleeping moves it on at once."""

    def __init__(self) -> None:
        self.time = START
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)


Fault = Literal["throttle", "lost", "reset", "invalid", "unknown", "lost-then-invalid", "bug", "slow-throttle"]
"""`lost`: accepted, but the answer never arrives. `reset`: cut before it was accepted."""


class FakeService:
    """Takes each token once, as the service does, and keeps a ledger of what it accepted.

    `faults` befall the next calls of send, whoever calls; `refuse` holds tokens that are never taken.
    """

    def __init__(self) -> None:
        self.engagements: dict[str, Mapping[str, str]] = {}
        self.arns: dict[str, str] = {}
        self.calls: list[Mapping[str, str]] = []
        self.stops: list[str] = []
        self.faults: deque[Fault | None] = deque()
        self.stop_faults: deque[Exception] = deque()
        self.find_faults: deque[Exception] = deque()
        self.refuse: set[str] = set()
        self.looks = 0

    def send(self, parameters: Mapping[str, str]) -> str:
        self.calls.append(parameters)
        match self.faults.popleft() if self.faults else None:
            case "throttle":
                raise RetryLater("slow down", "ThrottlingException")
            case "slow-throttle":
                raise RetryLater("slow down", "ThrottlingException", after=7.0)
            case "reset":
                raise RetryLater("no answer", "ConnectionClosedError", ambiguous=True)
            case "lost":
                self._accept(parameters)
                raise RetryLater("no answer", "ReadTimeoutError", ambiguous=True)
            case "lost-then-invalid":
                self._accept(parameters)
                raise InvalidRequest("no", "ValidationException", ambiguous=True)
            case "invalid":
                raise InvalidRequest("no", "ValidationException")
            case "unknown":
                raise UnknownContact("who?", "ResourceNotFoundException")
            case "bug":
                raise KeyError("a bug")
        return self._accept(parameters)

    def stop(self, engagement_arn: str, reason: str) -> None:
        if self.stop_faults:
            raise self.stop_faults.popleft()
        assert len(reason) <= 255
        self.stops.append(engagement_arn)

    def find(self, parameters: Mapping[str, str], *, since: datetime, known: Callable[[str], bool]) -> str | None:
        assert since.tzinfo is not None
        self.looks += 1
        if self.find_faults:
            raise self.find_faults.popleft()
        same = _text(parameters)
        found = (arn for arn, kept in self.engagements.items() if _text(kept) == same and not known(arn))
        return next(found, None)

    @property
    def accepted(self) -> list[str]:
        """Tokens in the order in which their engagements started."""
        return [kept["IdempotencyToken"] for kept in self.engagements.values()]

    def _accept(self, parameters: Mapping[str, str]) -> str:
        token = parameters["IdempotencyToken"]
        if token in self.refuse:
            raise InvalidRequest("no", "ValidationException")
        if token not in self.arns:
            arn = f"{HOME}:engagement/akuam/{len(self.engagements)}"
            self.arns[token], self.engagements[arn] = arn, dict(parameters)
        elif self.engagements[self.arns[token]] != parameters:
            raise InvalidRequest("another body", "ValidationException")
        return self.arns[token]


def _text(parameters: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in parameters.items() if name != "IdempotencyToken"}


def request(token: str, *, contact: str = "akuam", subject: str = "Checkout is slow", content: str = "") -> Request:
    """A StartEngagement; the content names the token unless given, so that no two pages read the same."""
    return Request({
        "ContactId": f"{HOME}:contact/{contact}",
        "Sender": "tocsin",
        "Subject": subject,
        "Content": content or f"about {token}",
        "PublicSubject": "checkout",
        "PublicContent": "look",
        "IdempotencyToken": token,
    })  # fmt: skip


def job(name: str = "a", *, contact: str = "akuam", alert_id: str = "alarm", alternatives: bool = True) -> Job:
    """A page to `contact`, with plain text and a fallback contact (bob) unless told otherwise."""
    token = f"tocsin-1-{name}"
    page = Page("checkout-latency", "policies/a.yaml", 1, "oncall", request(token, contact=contact), ())
    plain = request(f"{token}-plain", contact=contact, subject="plain") if alternatives else None
    fallback = request(f"{token}-fallback", contact="bob", subject="plain") if alternatives else None
    return Job(page, alert_id, "2026-03-29T00:59:00Z", plain, fallback)
