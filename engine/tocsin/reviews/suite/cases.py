"""Policy tests as their files say them, and everything for which a file cannot be run.

A file with a finding has no cases: half a file that passes would look like a whole one.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.durations import seconds
from tocsin.errors import PatternError
from tocsin.finding import Finding
from tocsin.load import load_files
from tocsin.load.files import Folder, leads_within
from tocsin.patterns import Pattern
from tocsin.reviews.simulate import Acknowledgement
from tocsin.reviews.suite import search
from tocsin.reviews.suite.alerts import Unusable, made, sent
from tocsin.validate.structure import structure
from tocsin.validate.words import quoted, shown
from tocsin.windows import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.document import Document
    from tocsin.finding import Span
    from tocsin.model import Alert
    from tocsin.reviews.suite.alerts import Events

LONGEST_ACK = timedelta(days=7)
TEST_FILE = re.compile(r"test_.*\.ya?ml")
"""The names of files with policy tests."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test. `at` is None where each alert arrives at its own start; `expect` is as written, of the schema's shape.

    `alerts` are those that `which` selects; `unselected` are the event's others.
    """

    name: str
    document: Document = field(repr=False)
    index: int
    alerts: tuple[Alert, ...]
    unselected: tuple[Alert, ...]
    which: Pattern | None
    at: datetime | None
    acks: tuple[Acknowledgement, ...]
    expect: Mapping[str, Any]

    @property
    def file(self) -> str:
        """The test file, relative to the set's folder, with slashes."""
        return self.document.path

    @property
    def line(self) -> int:
        """The line on which the case begins."""
        return self.document.line(("tests", self.index))

    def span(self, *steps: str | int, key: bool = False) -> Span:
        """The range of the value at `steps` inside the case, or with `key` of its key."""
        return self.document.span(("tests", self.index, *steps), key=key)


class CaseFile(NamedTuple):
    """One test file: its cases, or what is wrong with it."""

    document: Document
    cases: tuple[Case, ...]
    findings: tuple[Finding, ...]


def find(folder: str) -> list[str]:
    """Every test_*.yaml and test_*.yml below a folder, in path order; hidden files and folders are left out."""
    below = Folder(folder).below("") or ()
    return [os.path.join(folder, path) for path in below if TEST_FILE.fullmatch(os.path.basename(path))]


def read(paths: Sequence[str], root: str) -> list[CaseFile]:
    """The test files at these paths, in this order; they are named relative to `root`, the policy set's folder."""
    documents, unreadable = load_files(paths, root)
    events: Events = {}
    return [_file(document, unreadable, root, events) for document in documents]


def _file(document: Document, unreadable: Sequence[Finding], root: str, events: Events) -> CaseFile:
    findings = [finding for finding in unreadable if finding.span.path == document.path]
    if findings := [*findings, *structure(document, "test")]:
        return CaseFile(document, (), tuple(sorted(findings, key=Finding.sort_key)))
    reader = _Reader(document, root, events)
    cases = tuple(reader.case(index, value) for index, value in enumerate(document.data["tests"]))
    findings = sorted(reader.findings, key=Finding.sort_key)
    return CaseFile(document, () if findings else cases, tuple(findings))


class _Reader:
    """Makes the cases of one document of the right shape; `findings` say what in it has no meaning."""

    def __init__(self, document: Document, root: str, events: Events) -> None:
        self.findings: list[Finding] = []
        self._document, self._events = document, events
        self._folder = os.path.join(root, os.path.dirname(document.path))
        self._within = root if leads_within(self._folder, root) else self._folder
        self._lines: dict[str, int] = {}

    def case(self, index: int, value: Mapping[str, Any]) -> Case:
        """The case at this place of the list."""
        at = self._instant(value.get("at"), index, "at")
        which = self._pattern(value.get("which"), index)
        alerts = self._alerts(value, index, at)
        chosen = tuple(alert for alert in alerts if which is None or which.matches(alert.view()))
        others = tuple(alert for alert in alerts if which and not which.matches(alert.view()))
        acks = tuple(self._ack(text, index, number) for number, text in enumerate(value.get("acks") or ()))
        self._unique(value["name"], index)
        self._expressions(value["expect"], index)
        return Case(value["name"], self._document, index, chosen, others, which, at, acks, value["expect"])

    def _refuse(
        self, rule: str, message: str, index: int, *steps: str | int, help_: str = "", key: bool = False
    ) -> None:
        span = self._document.span(("tests", index, *steps), key=key)
        self.findings.append(Finding(rule, "error", message, span, help_))

    def _unique(self, name: str, index: int) -> None:
        line = self._document.line(("tests", index, "name"))
        first = self._lines.setdefault(name, line)
        if first != line:
            self._refuse("TOC202", f"the name {quoted(name)} is taken: line {first} of this file has it", index, "name")

    def _alerts(self, value: Mapping[str, Any], index: int, at: datetime | None) -> tuple[Alert, ...]:
        if ("event" in value) == ("alert" in value):
            self._neither_nor(value, index)
            return ()
        if "alert" in value:
            self._alert(value, index)
            return made(value["alert"], at)
        try:
            return sent(self._folder, value["event"], value.get("from"), self._events, within=self._within)
        except Unusable as error:
            self._refuse(error.rule, str(error), index, error.key, help_=error.help)
            return ()

    def _alert(self, value: Mapping[str, Any], index: int) -> None:
        for key in value.keys() & {"from", "which"}:
            message = f"`{key}` is about an `event`: an `alert` is one alert already"
            self._refuse("TOC205", message, index, key, key=True)
        for key in ("starts_at", "ends_at"):
            self._instant(value["alert"].get(key), index, "alert", key)

    def _neither_nor(self, value: Mapping[str, Any], index: int) -> None:
        help_ = "`event: FILE` sends what a source sends; `alert: {type: ...}` is an alert in normal form."
        if "event" in value:
            message = "a test has an `event` or an `alert`, not both"
            self._refuse("TOC205", message, index, "alert", help_=help_, key=True)
        else:
            self._refuse("TOC111", "the key `event` or `alert` is missing", index, help_=help_)

    def _instant(self, text: str | None, index: int, *steps: str) -> datetime | None:
        if text is None:
            return None
        try:
            instant = datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            self._refuse("TOC206", f"{quoted(text)}: there is no such date and time", index, *steps)
            return None
        if not EARLIEST <= instant < LATEST:
            years = f"expected a year from {EARLIEST.year} to {LATEST.year - 1}"
            self._refuse("TOC206", f"{quoted(text)}: {years}", index, *steps)
        return instant

    def _pattern(self, source: Any, index: int) -> Pattern | None:
        if source is None:
            return None
        try:
            return Pattern.parse(source)
        except PatternError as error:
            message, _, help_ = str(error).partition("\n")
            self._refuse("TOC207", message, index, "which", *error.path, help_=help_, key=not error.path)
            return None

    def _ack(self, text: str, index: int, number: int) -> Acknowledgement:
        contact, _, length = text.rpartition("@")
        after = timedelta(seconds=seconds(length))
        if after > LONGEST_ACK:
            self._refuse("TOC113", f"`{length}`: expected at most {LONGEST_ACK.days}d", index, "acks", number)
        return Acknowledgement(contact, after)

    def _expressions(self, expect: Mapping[str, Any], index: int) -> None:
        for number, page in enumerate(expect.get("pages") or ()):
            for key, steps, expression in _expressions_of(page):
                if problem := search.problem(expression):
                    message = f"`{shown(expression)}`: {problem}"
                    self._refuse("TOC113", message, index, "expect", "pages", number, key, *steps)


def _expressions_of(page: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """The regular expressions of an expected page, with the place of each inside it."""
    for key, wanted in page.items():
        if isinstance(wanted, dict) and "matches" in wanted:
            yield key, ("matches",), wanted["matches"]
