"""Row 2: `tocsin validate` of 10,000 policies, the whole process; beside it PyYAML's C loader on the same files."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import policy_sets
from benchmarks.processes import TOCSIN, take_turns
from benchmarks.table import Row

FLOOR = """
import pathlib, yaml
loaded = [yaml.load(path.read_text(), yaml.CSafeLoader) for path in pathlib.Path("policies").iterdir()]
"""
GOAL_SECONDS, GOAL_MB = 1.5, 300
ROUNDS = 5


def run() -> list[Row]:
    """Median time and largest peak of some runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = policy_sets.large(Path(name))
        ours, floor = take_turns([TOCSIN, "validate"], [sys.executable, "-c", FLOOR], folder, ROUNDS)
    mine, theirs = (median(cost.seconds for cost in costs) for costs in (ours, floor))
    peak, their_peak = (max(cost.peak for cost in costs) for costs in (ours, floor))
    what = f"validate {policy_sets.POLICIES:,} policies"
    return [
        Row("2", f"{what}, process", f"{mine:.2f} s", f"{theirs:.2f} s yaml.CSafeLoader, same files", mine / theirs,
            f"< {GOAL_SECONDS} s", mine < GOAL_SECONDS),
        Row("2", f"{what}, peak", f"{peak:.0f} MB", f"{their_peak:.0f} MB", peak / their_peak, f"< {GOAL_MB} MB",
            peak < GOAL_MB),
    ]  # fmt: skip
