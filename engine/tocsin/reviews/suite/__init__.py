"""Policy tests: what a policy set must do with these events, run without a clock and without sending anything.

    find     a folder -> its test files
    read     test files -> cases with their alerts, and findings on what cannot be run (docs/testing.md)
    run      cases -> results, by the evaluator that dry run and paging use

`tocsin test` and the pytest plug-in are two ways in.
"""

from tocsin.reviews.suite.cases import Case, CaseFile, find, read
from tocsin.reviews.suite.results import Result, Suite, run

__all__ = ["Case", "CaseFile", "Result", "Suite", "find", "read", "run"]
