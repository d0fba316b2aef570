"""What goes into an executor and what comes out: jobs, and outcomes that have names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tocsin.model import Claim, Way

if TYPE_CHECKING:
    from tocsin.model import Page, Receipt, Request


class Result(StrEnum):
    """How a page ends."""

    PAGED = "paged"
    ALREADY_PAGED = "already-paged"
    PAGED_PLAIN = "paged-plain"
    PAGED_FALLBACK_CONTACT = "paged-fallback-contact"
    RETRY_LATER = "retry-later"
    UNDELIVERABLE = "undeliverable"


class StopResult(StrEnum):
    """How the attempt to stop an engagement ends; `gone`: the service knows of nothing that it could stop."""

    STOPPED = "stopped"
    GONE = "gone"
    RETRY_LATER = "retry-later"


@dataclass(frozen=True, slots=True)
class Job:
    """A page to execute, with what is sent if the service refuses it for good.

    `plain` is the same page with fixed text, `fallback` that text to the policy set's fallback contact; each has an
    IdempotencyToken of its own. `alert_id` and `starts_at` are the alert's, so that its end can stop the engagement.
    """

    page: Page
    alert_id: str
    starts_at: str | None
    plain: Request | None = None
    fallback: Request | None = None

    def claim(self, at: str) -> Claim:
        """The job as a ledger keeps it."""
        ways = {Way.PAGE: self.page.request, Way.PLAIN: self.plain, Way.FALLBACK_CONTACT: self.fallback}
        requests = {way: request for way, request in ways.items() if request is not None}
        return Claim(requests, at, self.page.policy, self.page.target, self.alert_id, self.starts_at)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one page ended.

    `code` is the service's or the transport's own word for why it is not the page itself that was sent, or not yet;
    empty where there was no such trouble. `recorded` is false where
    the ledger could not be written: the outcome is true all the same, but no later run knows of it.
    """

    result: Result
    claim: Claim
    receipt: Receipt | None = None
    code: str = ""
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class Stopped:
    """How stopping one engagement ended; `code` and `recorded` as in Outcome.

    Without an engagement the page itself is still open: nobody knows yet whether there will be one to stop.
    """

    result: StopResult
    engagement_arn: str | None
    policy: str
    target: str
    code: str = ""
    recorded: bool = True
