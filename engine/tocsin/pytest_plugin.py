"""Policy tests as pytest items: one item a case, with its line, found wherever pytest looks.

A file is collected if it is named test_*.yaml, has `version:` and `tests:` on top, and stands in a folder with a policy
set: the nearest one above it that holds `policies/`. Every other YAML file is left alone. pytest loads this module in
every project that has tocsin installed, so nothing else is imported before there is such a file.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tocsin.pipeline import Whole
    from tocsin.reviews.suite import Case, Result

_NAME = re.compile(r"test_.*\.ya?ml")
_KEYS = [re.compile(rb"(?m)^[\"']?%s[\"']?[ \t]*:" % key) for key in (b"version", b"tests")]
_SETS = pytest.StashKey[dict[str, "Whole"]]()
"""The policy sets that have been opened, by folder: once a run, however many files test one."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take the files that are policy tests."""
    if not _NAME.fullmatch(file_path.name) or not _is_ours(file_path):
        return None
    root = _root(file_path)
    return PolicyTests.from_parent(parent, path=file_path, root=root) if root else None


def _is_ours(path: Path) -> bool:
    try:
        text = path.read_bytes()
    except OSError:
        return False
    return all(key.search(text) for key in _KEYS)


def _root(path: Path) -> str | None:
    """The folder of the set that a file tests. tests/policies/ is where tests of policies stand, and no set."""
    sets = [folder for folder in path.parents if (folder / "policies").is_dir()]
    found = next((folder for folder in sets if folder.name != "tests"), None) or next(iter(sets), None)
    return str(found) if found else None


class PolicyTests(pytest.File):
    """One file of policy tests."""

    def __init__(self, *, root: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.root = root

    def collect(self) -> Iterator[pytest.Item]:
        """One item a case. A file, or a set, that cannot be used is an error with all that is wrong with it."""
        from tocsin.errors import InvalidPolicies, TocsinError
        from tocsin.reviews.suite import read

        try:
            opened = self._opened()
        except InvalidPolicies as error:
            raise self._broken(error.findings, "the policies are not valid") from None
        except TocsinError as error:
            raise self.CollectError(str(error)) from None
        (file,) = read([str(self.path)], self.root)
        if file.findings:
            raise self._broken(file.findings, "the policy tests cannot be run")
        for case in file.cases:
            yield PolicyTest.from_parent(self, name=case.name, case=case, opened=opened)

    def _opened(self) -> Whole:
        from tocsin.compile import Overrides
        from tocsin.pipeline import open_whole

        sets = self.config.stash.setdefault(_SETS, {})
        if self.root not in sets:
            region = os.environ.get("TOCSIN_REGION") or os.environ.get("AWS_REGION")
            sets[self.root] = open_whole(self.root, Overrides(os.environ.get("TOCSIN_ACCOUNT"), region))
        return sets[self.root]

    def _broken(self, found: Any, what: str) -> pytest.Collector.CollectError:
        from tocsin.reporters.human.findings import findings
        from tocsin.reporters.human.paint import Paint

        return self.CollectError(f"{findings(found, Paint())}{what}")


class CaseFailed(Exception):
    """A policy test failed; the result says of what."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.case.name)
        self.result = result


class PolicyTest(pytest.Item):
    """One policy test."""

    def __init__(self, *, case: Case, opened: Whole, **rest: Any) -> None:
        super().__init__(**rest)
        self.case, self.opened = case, opened

    def runtest(self) -> None:
        """Run the case. Raises CaseFailed."""
        from tocsin.reviews.suite import run

        (result,) = run([self.case], self.opened.engine, self.opened.roster)
        if not result.passed:
            raise CaseFailed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What `tocsin test` says of it; for any other exception what pytest says."""
        if not isinstance(excinfo.value, CaseFailed):
            return super().repr_failure(excinfo, style)
        from tocsin.reporters.human.paint import Paint
        from tocsin.reporters.human.suite import failures

        return failures(excinfo.value.result, Paint())

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case begins, counted from 0."""
        return self.path, self.case.line - 1, self.name
