"""The AWS CLI itself against a running emulator: its command lines, its parser, its botocore.

It brings a botocore of its own, and so has a virtual environment of its own, outside the clone: `make awscli`. One
process takes all command lines of a test (aws_cli_lines.py), because each start of the executable costs up to two
seconds.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulating import Emulator

ROOT = Path(__file__).resolve().parents[1]
LINES = Path(__file__).with_name("aws_cli_lines.py")


def executable() -> Path:
    """Where `make awscli` puts the locked version."""
    locked = (ROOT / "requirements-awscli.txt").read_text(encoding="utf-8")
    version = re.search(r"^awscli==(\S+)", locked, re.MULTILINE)
    assert version is not None
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    cache = Path(os.environ.get("TOCSIN_CACHE") or Path(base) / "tocsin")
    return cache / f"awscli-{version[1]}" / "bin" / "aws"


@pytest.fixture(scope="session")
def aws_executable() -> Path:
    """The CLI. Without it the test is skipped, or fails where CI is set."""
    path = executable()
    if not path.exists():
        reason = "the AWS CLI is not there: make awscli"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def environment(emulator: Emulator) -> dict[str, str]:
    """What the CLI finds in its environment: the emulator, keys that nobody checks, no settings of this machine's."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "AWS_ENDPOINT_URL_SSM_CONTACTS": emulator.url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": emulator.people["region"],
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
    }


class Ran(NamedTuple):
    """What a command line printed and how it ended."""

    code: int
    out: str
    err: str


class AwsCli:
    """`aws ssm-contacts ...` against one emulator. `called` holds the operations that succeeded, by the CLI's names."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.called: set[str] = set()

    def __call__(self, operation: str, *arguments: str, **options: Any) -> Any:
        """Run one command line that succeeds; its JSON, {} where it prints none.

        aws("get-contact", contact_id=arn) runs `aws ssm-contacts get-contact --contact-id ARN`; a list or dict goes as
        JSON, a tuple as several words.
        """
        ran = self._run(operation, *arguments, **options)
        assert (ran.code, ran.err) == (0, ""), ran.err
        self.called.add(operation)
        return json.loads(ran.out or "{}")

    def refused(self, operation: str, *arguments: str, **options: Any) -> str:
        """Run one command line that the service refuses; what the CLI says."""
        ran = self._run(operation, *arguments, **options)
        assert (ran.code, ran.out) == (255, ""), ran
        return ran.err.strip()

    def _run(self, operation: str, *arguments: str, **options: Any) -> Ran:
        words = ["ssm-contacts", operation, "--output", "json", *arguments]
        for name, value in options.items():
            words += [f"--{name.replace('_', '-')}", *_words(value)]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(words), file=self._process.stdin, flush=True)
        return Ran(*json.loads(self._process.stdout.readline()))


@contextmanager
def aws_cli(path: Path, emulator: Emulator) -> Iterator[AwsCli]:
    """A CLI that takes command lines."""
    process = subprocess.Popen(
        [path.with_name("python"), LINES],
        env=environment(emulator), stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    try:
        yield AwsCli(process)
    finally:
        process.communicate(timeout=30)


def _words(value: Any) -> list[str]:
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return [json.dumps(value) if isinstance(value, list | dict) else str(value)]
