"""Whole processes, timed from outside, each with its own peak of memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
TOCSIN = str(Path(sys.executable).with_name("tocsin"))
"""The command as it is installed beside this Python."""


class Cost(NamedTuple):
    """What one process took: wall and processor seconds, the most resident memory in MB, what it printed."""

    seconds: float
    cpu: float
    peak: float
    output: str


def run(command: Sequence[str], folder: Path | None = None) -> Cost:
    """Run a command to its end, which must be a good one. Bytecode is kept, as where a package is installed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "engine")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)  # unlike wait(), this tells what the one process used
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, output)


def take_turns(ours: Sequence[str], other: Sequence[str], folder: Path, rounds: int) -> tuple[list[Cost], list[Cost]]:
    """Both commands in turn, after one run of each that is not counted: a busy moment harms both."""
    run(ours, folder)
    run(other, folder)
    pairs = [(run(ours, folder), run(other, folder)) for _ in range(rounds)]
    return [mine for mine, _ in pairs], [theirs for _, theirs in pairs]
