"""Row 10: `pulumi preview` of 200 people, 50 schedules and 2,000 policies, the whole process; beside it `tocsin plan`.

The CLI and the SDK are real, the provider is the double of the tests: a real one starts slower, once a preview.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks import policy_sets, processes
from benchmarks.table import Row

from pulumi_cli import Project, executables, on_the_cli, program

ROUNDS, GOAL_SECONDS = 3, 60.0
RESOURCES = 200 * 4 + 50 * 2
"""A contact, two channels and a plan for each person, a rotation and a schedule for each team; rights come on top."""


def run() -> list[Row]:
    """Median times of some runs that take turns; nothing where the Pulumi CLI is not built."""
    binaries = executables()
    if binaries is None:
        return []
    with tempfile.TemporaryDirectory() as name, on_the_cli(Path(name), binaries) as project:
        program(project.folder)
        policy_sets.staffed(project.folder)
        project("stack", "init", "dev")
        pairs = [(_preview(project), _plan(project)) for _ in range(ROUNDS)]
    ours, plan = (median(seconds) for seconds in zip(*pairs, strict=True))
    return [
        Row("10", "pulumi preview of the same with the double", f"{ours:.1f} s", f"{plan:.2f} s tocsin plan",
            ours / plan, f"< {GOAL_SECONDS:g} s", ours < GOAL_SECONDS),
    ]  # fmt: skip


def _preview(project: Project) -> float:
    start = time.perf_counter()
    ran = project.preview()
    seconds = time.perf_counter() - start
    assert len(ran.steps) > RESOURCES
    return seconds


def _plan(project: Project) -> float:
    return processes.run([processes.TOCSIN, "plan"], project.folder).seconds
