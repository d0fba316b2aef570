"""A ledger that lasts as long as the process: for tests and for embedding tocsin."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

from tocsin.ledgers import book

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.model import Claim, Receipt, Standing, Way


class MemoryLedger:
    """Keeps every promise of a ledger but surviving the process. Threads may share one."""

    def __init__(self) -> None:
        self._book = book.Book()
        self._held: set[str] = set()
        self._lock = RLock()

    def claim(self, claims: Sequence[Claim]) -> list[Standing]:
        """Write the claims down and hold them; how each stands now."""
        with self._lock:
            return [self._claim(claim) for claim in claims]

    def reject(self, token: str, way: Way, code: str, at: str) -> None:
        """The service refused this request of the claim for good."""
        with self._lock:
            self._book.add(book.rejected(token, way, code, at))

    def record(self, token: str, receipt: Receipt) -> None:
        """A request of the claim started an engagement."""
        with self._lock:
            self._book.add(book.paged(token, receipt))

    def stop(self, engagement_arn: str, code: str, at: str) -> None:
        """The engagement needs no more stopping."""
        with self._lock:
            self._book.add(book.stopped(engagement_arn, code, at))

    def release(self, tokens: Sequence[str]) -> None:
        """Let other runs have these claims."""
        with self._lock:
            self._held.difference_update(tokens)

    def open(self) -> list[Claim]:
        """Claims with neither a receipt nor a final refusal, oldest first."""
        with self._lock:
            return self._book.open()

    def receipt(self, token: str) -> Receipt | None:
        """The receipt of the page with this token."""
        with self._lock:
            return self._book.receipt(token)

    def running(self, alert_id: str) -> list[Standing]:
        """Pages of this alert that are still open, or whose engagement was not stopped."""
        with self._lock:
            return self._book.running(alert_id)

    def knows(self, engagement_arn: str) -> bool:
        """Whether the engagement is the receipt of any page."""
        with self._lock:
            return self._book.knows(engagement_arn)

    def _claim(self, claim: Claim) -> Standing:
        standing, _ = self._book.claim(claim, held=claim.token in self._held)
        self._held.add(claim.token)
        return standing
