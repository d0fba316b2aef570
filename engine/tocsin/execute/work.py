"""How far one claim has come in one run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tocsin.execute.jobs import Outcome

if TYPE_CHECKING:
    from tocsin.errors import Rejected, RetryLater
    from tocsin.execute.jobs import Result
    from tocsin.model import Claim, Receipt, Standing, Way


@dataclass(slots=True)
class Work:
    """A claim on its way through one run."""

    standing: Standing
    recorded: bool = True
    failures: int = 0
    code: str = ""  # the last failure's
    refusal: str = ""  # why the page itself, and not its stand-in, was refused
    way: Way | None = field(init=False)
    doubtful: bool = field(init=False)  # an attempt of the current request may have been accepted

    def __post_init__(self) -> None:
        self.stands(self.standing)

    @property
    def claim(self) -> Claim:
        """What is to be paged."""
        return self.standing.claim

    @property
    def token(self) -> str:
        """The page's own token."""
        return self.standing.claim.token

    def stands(self, standing: Standing) -> None:
        """Go on from where the ledger says that the claim is."""
        self.standing, self.way, self.doubtful = standing, standing.way, standing.repeated

    def failed(self, error: RetryLater) -> None:
        """The attempt led to nothing that is known."""
        self.failures += 1
        self.doubtful = self.doubtful or error.ambiguous
        self.code = error.code

    def refused(self, way: Way, error: Rejected) -> None:
        """This request is over; the next one starts without a doubt."""
        self.way, self.doubtful, self.failures = self.claim.after(way), False, 0
        self.code = error.code
        self.refusal = self.refusal or error.code

    def outcome(self, result: Result, receipt: Receipt | None = None) -> Outcome:
        """The end of it, as the caller sees it."""
        code = self.code if receipt is None else self.refusal
        return Outcome(result, self.claim, receipt, code, self.recorded)
