"""execute: claim, send, record - requests become engagements, and every end has a name.

jobs       what goes in and what comes out
protocols  what an executor needs: a Backend (the way out) and a Ledger (the memory)
executor   claims pages, sends them, records the receipts; resumes and stops
work       how far one claim has come in one run
turns      who is tried when: first attempts before retries, back-off, a deadline
plan       a saved render, read strictly, as jobs

The back ends and ledgers themselves live in `tocsin.backends` and `tocsin.ledgers`; entry points hand them in.
"""

from tocsin.execute.executor import Executor
from tocsin.execute.jobs import Job, Outcome, Result, Stopped, StopResult
from tocsin.execute.plan import read_plan
from tocsin.execute.protocols import Backend, Ledger

__all__ = ["Backend", "Executor", "Job", "Ledger", "Outcome", "Result", "StopResult", "Stopped", "read_plan"]
