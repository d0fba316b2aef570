"""Matching parsed alerts against 10 to 100,000 policies, side by side with event-ruler (Java, warm) in the same run.

    python benchmarks/bench_matching.py [--full]

Without --full event-ruler stops at 10,000 policies (it needs two minutes to take 100,000). Without a JDK and Maven the
floor is a plain scan in Python, which says less.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests"), str(ROOT)]

from benchmarks import matching_data  # noqa: E402 - found through the lines above

from patterns import ruler  # noqa: E402 - as above
from tocsin.patterns import Pattern, PatternIndex  # noqa: E402 - as above

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (10, 1_000, 10_000, 100_000)
GOALS = {10: 0.4, 1_000: 3.0, 10_000: 30.0, 100_000: 200.0}
"""Events a second, in multiples of event-ruler's."""

LARGEST_RATIO = 2.0
"""Cost of an event at the largest size over that at the smallest, at most."""

LONGEST_BUILD = 3.0
"""Seconds to index the largest set, at most."""

ROUNDS, SECONDS = 2, 3.0
"""The two sides take turns, so many seconds each; the best round of each counts, so that a busy moment harms none."""


def run(*, full: bool = False) -> dict[str, Any]:
    """All figures: a row for each shape and size, and whether the goals are met."""
    reason = ruler.missing()
    rows = [
        _row(shape, size, reason is None and (full or size <= 10_000)) for shape in ("spread", "hot") for size in SIZES
    ]
    by_shape = {shape: [row for row in rows if row["shape"] == shape] for shape in ("spread", "hot")}
    growth = {shape: _growth(of_shape) for shape, of_shape in by_shape.items()}
    met = all(row["met"] for row in rows) and max(growth.values()) <= LARGEST_RATIO
    return {"name": "matching", "rows": rows, "growth": growth, "peer": reason or "event-ruler 2.1.0", "met": met}


def _row(shape: str, size: int, peer: bool) -> dict[str, Any]:
    policies, events = matching_data.make(size, shape=shape)
    start = time.perf_counter()
    patterns = [(policy["id"], Pattern.parse(policy["pattern"])) for policy in policies]
    parsed = time.perf_counter()
    index = PatternIndex(patterns)
    built = time.perf_counter()
    row: dict[str, Any] = {"shape": shape, "policies": size}
    row |= {"parse_seconds": parsed - start, "index_seconds": built - parsed}
    speeds, others = [], []
    for _ in range(ROUNDS):
        speeds.append(_speed(index.matching, events))
        if peer:
            others.append(_event_ruler(policies, events))
    row["speed"] = max(speeds)
    if others:
        count = sum(len(index.matching(event)) for event in events)
        assert {other["matches"] for other in others} == {count}, "the two do not agree"
        row["peer_speed"] = max(other["events_per_second"] for other in others)
        row["peer_build_seconds"] = min(other["build_seconds"] for other in others)
        row |= {"ratio": row["speed"] / row["peer_speed"], "goal": GOALS[size]}
    elif size <= 1_000:
        row["scan_speed"] = _speed(lambda event: [key for key, one in patterns if one.matches(event)], events[:200])
    row["met"] = row["index_seconds"] < LONGEST_BUILD and row.get("ratio", 0) >= row.get("goal", 0)
    return row


def _speed(match: Callable[[Any], Any], events: list[Any]) -> float:
    """Events a second in the best pass."""
    best, deadline = float("inf"), time.perf_counter() + SECONDS
    while time.perf_counter() < deadline:
        start = time.perf_counter()
        for event in events:
            match(event)
        best = min(best, time.perf_counter() - start)
    return len(events) / best


def _event_ruler(policies: list[Any], events: list[Any]) -> dict[str, Any]:
    program = ROOT / "benchmarks" / "MatchingSpeed.java"
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, values in (("policies", policies), ("events", events)):
            files.append(Path(folder) / name)
            files[-1].write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
        command = ["java", "-Xmx2g", "-cp", ruler.classpath(program), program.stem, *map(str, files), str(SECONDS)]
        done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=900)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _growth(rows: list[dict[str, Any]]) -> float:
    growth: float = rows[0]["speed"] / rows[-1]["speed"]
    return growth


def main() -> int:
    """Print a table and the same as JSON."""
    result = run(full="--full" in sys.argv[1:])
    print(
        f"{'shape':8}{'policies':>9}{'parse':>9}{'index':>9}{'events/s':>11}{'event-ruler':>13}{'ratio':>9}{'goal':>7}"
    )
    for row in result["rows"]:
        peer = f"{row['peer_speed']:13,.0f}{row['ratio']:9.2f}{row['goal']:7}" if "ratio" in row else f"{'-':>13}"
        times = f"{row['parse_seconds']:8.2f}s{row['index_seconds']:8.2f}s"
        print(
            f"{row['shape']:8}{row['policies']:9,}{times}{row['speed']:11,.0f}{peer}{'' if row['met'] else '  MISSED'}"
        )
    for shape, growth in result["growth"].items():
        print(f"{shape}: an event costs {growth:.2f} x as much at 100,000 policies as at 10 (goal: {LARGEST_RATIO})")
    print(json.dumps(result))
    return 0 if result["met"] else 1


if __name__ == "__main__":
    sys.exit(main())
