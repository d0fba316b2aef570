"""Row 5: what 10,000 compiled policies hold in memory, and how long a compiled set takes to load."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import policy_sets
from benchmarks.processes import TOCSIN
from benchmarks.processes import run as process
from benchmarks.table import Row

_RESIDENT = """
with open("/proc/self/status") as status:
    resident = next(int(line.split()[1]) / 1000 for line in status if line.startswith("VmRSS"))
"""
READ = f"""
import json, time
from tocsin.policyset import read
start = time.perf_counter()
with open("set.json", encoding="utf-8") as file:
    policies = read(file.read())
seconds = time.perf_counter() - start
{_RESIDENT}
print(json.dumps([len(policies.policies), seconds, resident]))
"""
OPEN = f"""
import json, time
from tocsin.pipeline import open_set
start = time.perf_counter()
engine = open_set(".")
seconds = time.perf_counter() - start
{_RESIDENT}
print(json.dumps([len(engine.policies.policies), seconds, resident]))
"""
LOADS = """
import json, time
start = time.perf_counter()
with open("set.json", encoding="utf-8") as file:
    content = json.load(file)
print(json.dumps([len(content["policies"]), time.perf_counter() - start, 0]))
"""
GOAL_MB, GOAL_SECONDS = 150, 0.3
ROUNDS = 5


def run() -> list[Row]:
    """Medians of fresh processes."""
    with tempfile.TemporaryDirectory() as name:
        folder = policy_sets.large(Path(name))
        process([TOCSIN, "compile", "-o", "set.json"], folder)
        seconds, resident = _told(READ, folder)
        floor, _ = _told(LOADS, folder)
        open_seconds, opened = _told(OPEN, folder)
    what = f"{policy_sets.POLICIES:,} compiled policies"
    return [
        Row("5", f"{what} read from a file, resident", f"{resident:.0f} MB", "", None, f"< {GOAL_MB} MB",
            resident < GOAL_MB),
        Row("5", f"{what} opened from YAML, resident", f"{opened:.0f} MB", f"in {open_seconds:.2f} s", None,
            f"< {GOAL_MB} MB", opened < GOAL_MB),
        Row("5", f"{what} read from a file", f"{seconds:.2f} s", f"{floor:.2f} s json.load", seconds / floor,
            f"< {GOAL_SECONDS} s", seconds < GOAL_SECONDS),
    ]  # fmt: skip


def _told(code: str, folder: Path) -> tuple[float, float]:
    """Seconds and resident MB that the code says, in the median."""
    told = [json.loads(process([sys.executable, "-c", code], folder).output) for _ in range(ROUNDS)]
    assert {count for count, _, _ in told} == {policy_sets.POLICIES}
    return median(seconds for _, seconds, _ in told), median(resident for _, _, resident in told)
