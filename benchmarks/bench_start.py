"""Row 1: `tocsin validate` of one policy, the whole process, against importing the three libraries that it needs."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import policy_sets
from benchmarks.processes import TOCSIN, take_turns
from benchmarks.table import Row

FLOOR = "import yaml, jinja2, click"
GOAL = 1.5
PAIRS = 21


def run() -> list[Row]:
    """The ratio of the medians of pairs that take turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = policy_sets.small(Path(name))
        ours, floor = take_turns([TOCSIN, "validate"], [sys.executable, "-c", FLOOR], folder, PAIRS)
    mine, theirs = (median(cost.seconds for cost in costs) for costs in (ours, floor))
    figure, beside = f"{mine * 1e3:.0f} ms", f"{theirs * 1e3:.0f} ms python -c '{FLOOR}'"
    ratio = mine / theirs
    return [Row("1", "validate 1 policy, process", figure, beside, ratio, f"<= {GOAL} x", ratio <= GOAL)]
