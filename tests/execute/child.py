"""A run that kills itself with SIGKILL at a given moment: child.py JOURNAL page|resume MOMENT NAME...

Moments: before-claim, after-claim, after-call, after-record; `never` runs through.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from execute.fakes import job
from tocsin.backends.ssm_contacts import SsmContacts
from tocsin.clock import SystemClock
from tocsin.execute import Executor
from tocsin.ledgers.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tocsin.model import Claim, Receipt, Standing

JOURNAL, MODE, MOMENT, *NAMES = sys.argv[1:]


def reached(moment: str) -> None:
    """Die here, if this is the moment: no cleaning up, no flushing."""
    if moment == MOMENT:
        os.kill(os.getpid(), signal.SIGKILL)


class MortalJournal(Journal):
    """Dies around its writes."""

    def claim(self, claims: Sequence[Claim]) -> list[Standing]:
        reached("before-claim")
        standings = super().claim(claims)
        reached("after-claim")
        return standings

    def record(self, token: str, receipt: Receipt) -> None:
        super().record(token, receipt)
        reached("after-record")


class MortalBackend(SsmContacts):
    """Dies after a call that succeeded, before anybody hears of it."""

    def send(self, parameters: Mapping[str, str]) -> str:
        arn = super().send(parameters)
        reached("after-call")
        return arn


def main() -> None:
    """Page or resume, and say how it ended."""
    with MortalJournal(JOURNAL) as journal, MortalBackend(read_timeout=10) as backend:
        executor = Executor(backend, journal, SystemClock(), patience=10)
        outcomes = executor.resume() if MODE == "resume" else executor.execute([job(name) for name in NAMES])
        print(*(f"{outcome.claim.token}={outcome.result}" for outcome in outcomes), flush=True)


if __name__ == "__main__":
    main()
