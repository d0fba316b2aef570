"""What `tocsin test` prints for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviews.suite.trial import DAY, ran
from tocsin.finding import Finding, Span
from tocsin.reporters.human.paint import Paint
from tocsin.reporters.human.suite import failures, suite
from tocsin.reporters.sources import Sources
from tocsin.reviews.suite import Suite

if TYPE_CHECKING:
    from pathlib import Path

ALERT = f"alert: {{type: disk-full, severity: critical, labels: {{service: api}}}}, at: {DAY}"
CASES = f"""
- {{name: good, {ALERT}, expect: {{decision: page}}}}
- {{name: bad, {ALERT}, expect: {{not_reaches: [akuam]}}}}
"""


def test_only_what_failed_is_told_unless_every_test_is_asked_for(tmp_path: Path) -> None:
    results = Suite(tuple(ran(tmp_path, CASES)), ())
    failed = (
        "FAILED  bad (tests/test_it.yaml:5)\n"
        "  tests/test_it.yaml:5:133: akuam is notified\n"
        "      minute 0: akuam by sms (disk)\n"
    )
    assert suite(results, Paint(), every=False) == f"{failed}1 passed, 1 failed\n"
    assert suite(results, Paint(), every=True) == f"passed  good (tests/test_it.yaml:4)\n{failed}1 passed, 1 failed\n"
    assert failures(results.results[0], Paint()) == ""


def test_colour_adds_nothing_but_colour(tmp_path: Path) -> None:
    results = Suite(tuple(ran(tmp_path, CASES)), ())
    painted = suite(results, Paint(on=True), every=True)
    assert "\x1b[31;1mFAILED\x1b[0m" in painted
    assert "\x1b[32;1mpassed\x1b[0m" in painted
    for kind in ("31;1", "32;1", "1", "2", "0"):
        painted = painted.replace(f"\x1b[{kind}m", "")
    assert painted == suite(results, Paint(), every=True)


def test_a_file_that_cannot_be_run_shows_the_line_and_where_in_it() -> None:
    text = "version: 1\ntests:\n  - {name: x, expekt: {}}\n"
    found = Finding("TOC110", "error", "unknown key `expekt`", Span("tests/test_x.yaml", 3, 15, 3, 21))

    assert suite(Suite((), (found,)), Paint(), Sources({"tests/test_x.yaml": text}), every=False) == (
        "tests/test_x.yaml:3:15: error: unknown key `expekt` [TOC110]\n"
        "      3 |   - {name: x, expekt: {}}\n"
        "        |               ^^^^^^\n"
        "0 passed, 1 file that cannot be run\n"
    )


def test_files_that_cannot_be_run_are_counted_once_each() -> None:
    found = [
        Finding("TOC110", "error", "unknown key", Span(f"tests/{name}.yaml", line)) for name in "ab" for line in (1, 2)
    ]
    text = suite(Suite((), tuple(found)), Paint(), every=False)
    assert text.count("unknown key") == 4
    assert text.splitlines()[-1] == "0 passed, 2 files that cannot be run"
