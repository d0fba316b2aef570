"""What an executor needs from outside: a way out (Backend) and a memory (Ledger)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from tocsin.model import Claim, Receipt, Standing, Way


class Backend(Protocol):
    """A service that pages people. Every method raises RetryLater or Rejected, and nothing else on purpose."""

    def send(self, parameters: Mapping[str, str]) -> str:
        """Start the engagement of one request; its ARN, well-formed, is the only proof of success."""

    def stop(self, engagement_arn: str, reason: str) -> None:
        """Stop an engagement; one that has ended already is no error."""

    def find(self, parameters: Mapping[str, str], *, since: datetime, known: Callable[[str], bool]) -> str | None:
        """The engagement that this request started after all, None if there is none.

        Asked before a refused request is given up whose earlier attempt may have been accepted. `since` is when it was
        claimed; engagements that are `known` belong to other pages.
        """


class Ledger(Protocol):
    """What was promised and what came of it. What a method has returned from survives a crash of the process.

    Every method raises LedgerUnavailable where it cannot read or write.
    """

    def claim(self, claims: Sequence[Claim]) -> list[Standing]:
        """Write the claims down, all at once, and hold them against other runs; how each stands now.

        A token that was claimed before keeps its earlier claim, unless all of its requests were refused: then no
        engagement exists, and the new claim takes its place.
        """

    def reject(self, token: str, way: Way, code: str, at: str) -> None:
        """The service refused this request of the claim for good."""

    def record(self, token: str, receipt: Receipt) -> None:
        """A request of the claim (`receipt.token` says which) started an engagement."""

    def stop(self, engagement_arn: str, code: str, at: str) -> None:
        """The engagement needs no more stopping; `code` is empty, or why the service would not stop it."""

    def release(self, tokens: Sequence[str]) -> None:
        """Let other runs have these claims."""

    def open(self) -> list[Claim]:
        """Claims with neither a receipt nor a final refusal, oldest first."""

    def receipt(self, token: str) -> Receipt | None:
        """The receipt of the page with this token."""

    def running(self, alert_id: str) -> list[Standing]:
        """Pages of this alert that are still open, or whose engagement was not stopped."""

    def knows(self, engagement_arn: str) -> bool:
        """Whether the engagement is the receipt of any page."""
