"""Row 10: `tocsin plan` of 200 people, 50 schedules and 2,000 policies, the whole process; beside it `validate`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from benchmarks import policy_sets
from benchmarks.processes import TOCSIN, take_turns
from benchmarks.table import Row

ROUNDS, GOAL_SECONDS = 5, 2.0


def run() -> list[Row]:
    """Median time of some runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = policy_sets.staffed(Path(name))
        ours, floor = take_turns([TOCSIN, "plan"], [TOCSIN, "validate"], folder, ROUNDS)
    assert all("200 people, 50 rotations, 50 schedules" in cost.output for cost in ours)
    mine, theirs = (median(cost.seconds for cost in costs) for costs in (ours, floor))
    return [
        Row("10", "plan 200 people, 50 schedules, 2,000 policies, process", f"{mine:.2f} s",
            f"{theirs:.2f} s validate, same set", mine / theirs, f"< {GOAL_SECONDS:g} s", mine < GOAL_SECONDS),
    ]  # fmt: skip
