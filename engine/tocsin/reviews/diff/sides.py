"""The two sides of a comparison, opened."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin import roster
from tocsin.compile import compile_set
from tocsin.errors import InvalidPolicies, UnreadableInput
from tocsin.events import read_alerts
from tocsin.load import parse
from tocsin.pipeline import Engine, open_whole
from tocsin.reviews.questions import Question, Side, sampled
from tocsin.reviews.suite.alerts import made
from tocsin.reviews.suite.cases import TEST_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.compile import Overrides
    from tocsin.load.files import Files
    from tocsin.model import Alert
    from tocsin.roster import Roster


class Opened(NamedTuple):
    """A policy set to be compared: `name` is a commit or "worktree".

    `parents` say which template extends which. `missing`: there is no set, which is compared as one without policies.
    """

    name: str
    engine: Engine
    side: Side
    parents: Mapping[str, str | None]
    missing: bool = False

    @property
    def roster(self) -> Roster:
        """Its people."""
        return self.side.roster


def opened(name: str, files: Files, overrides: Overrides, whose: str) -> Opened:
    """The set of these files. Raises InvalidPolicies, which says `whose` it is, for one that cannot be used."""
    if files.below("policies") is None:
        policies = compile_set((), {}, {}, overrides)
        return Opened(name, Engine.of(policies), Side(policies, roster.read(())), {}, missing=True)
    try:
        whole = open_whole(files, overrides)
    except InvalidPolicies as error:
        raise InvalidPolicies(error.findings, whose) from None
    documents, outlines = whole.loaded.documents, whole.inspected.outlines
    given = (*sampled(documents, lambda path: _text(files, path)), *_tested(files))
    side = Side(whole.engine.policies, whole.roster, documents, given, outlines)
    return Opened(name, whole.engine, side, {name: each.parent for name, each in outlines.items()})


def _text(files: Files, path: str) -> str | None:
    try:
        return files.read(path).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def _tested(files: Files) -> Iterator[Question]:
    """The alerts of the policy tests. What is wrong with a test is the business of `tocsin test`."""
    for path in files.below("tests") or ():
        if TEST_FILE.fullmatch(posixpath.basename(path)):
            document, _ = parse(path, _text(files, path) or "")
            cases = document.data.get("tests")
            for case in (each for each in cases if isinstance(each, dict)) if isinstance(cases, list) else ():
                at = _instant(case.get("at"))
                for alert in _alerts(files, posixpath.dirname(path), case, at):
                    yield Question(alert, at, f"test {case.get('name')} ({path})")


def _alerts(files: Files, folder: str, case: Mapping[str, Any], at: datetime | None) -> tuple[Alert, ...]:
    with suppress(UnreadableInput):
        if isinstance(fields := case.get("alert"), dict):
            return made(fields, at)
        if isinstance(event := case.get("event"), str):
            text = _text(files, posixpath.normpath(posixpath.join(folder, event)))
            return tuple(read_alerts(text or "", case.get("from")))
    return ()


def _instant(text: Any) -> datetime | None:
    with suppress(ValueError, OverflowError):
        return datetime.fromisoformat(text).astimezone(UTC) if isinstance(text, str) else None
    return None
