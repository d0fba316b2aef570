"""The performance goals, each measured against a peer or a floor in the same run.

    python -m benchmarks [NAME...] [-o json=FILE]

Names: start validate matching path render memory emulator suite rotations diff plan preview.

Ends well whatever the figures are: a goal that is missed is for a person to judge, a benchmark that breaks is not.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from benchmarks.processes import ROOT
from benchmarks.table import Row, table

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]


def _start() -> list[Row]:
    from benchmarks import bench_start

    return bench_start.run()


def _validate() -> list[Row]:
    from benchmarks import bench_validate

    return bench_validate.run()


def _matching() -> list[Row]:
    from benchmarks import bench_matching

    result = bench_matching.run()
    rows = [_match(row, result["peer"], bench_matching.LONGEST_BUILD) for row in result["rows"]]
    most = bench_matching.LARGEST_RATIO
    growth = [
        Row("3", f"{shape}: an event at 100,000", "", "at 10", ratio, f"<= {most} x", ratio <= most)
        for shape, ratio in result["growth"].items()
    ]
    return rows + growth


def _match(row: dict[str, Any], peer: str, longest: float) -> Row:
    what, figure = f"{row['shape']}: match among {row['policies']:,}", f"{row['speed']:,.0f} /s"
    goal = f">= {row['goal']:g} x" if "goal" in row else f"index < {longest:g} s"
    beside = f"{row['peer_speed']:,.0f} /s {peer}" if "peer_speed" in row else f"index in {row['index_seconds']:.2f} s"
    return Row("3", what, figure, beside, row.get("ratio"), goal, row["met"])


def _path() -> list[Row]:
    from benchmarks import bench_path

    return bench_path.run()


def _render() -> list[Row]:
    from benchmarks import bench_render

    result = bench_render.run()
    figure, beside = f"{result['tocsin_us']:.0f} us", f"{result['jinja_us']:.0f} us plain sandboxed Jinja"
    ratio = result["ratio"]
    return [Row("4", "render four blocks", figure, beside, ratio, "<= 1.0 x", ratio <= 1.0)]


def _memory() -> list[Row]:
    from benchmarks import bench_memory

    return bench_memory.run()


def _emulator() -> list[Row]:
    from benchmarks import bench_emulator

    return bench_emulator.run()


def _suite() -> list[Row]:
    from benchmarks import bench_suite

    return bench_suite.run()


def _rotations() -> list[Row]:
    from benchmarks import bench_rotations

    return bench_rotations.run()


def _diff() -> list[Row]:
    from benchmarks import bench_diff

    return bench_diff.run()


def _plan() -> list[Row]:
    from benchmarks import bench_plan

    return bench_plan.run()


def _preview() -> list[Row]:
    from benchmarks import bench_preview

    return bench_preview.run()


BENCHMARKS: dict[str, Callable[[], list[Row]]] = {
    "start": _start,
    "validate": _validate,
    "matching": _matching,
    "path": _path,
    "render": _render,
    "memory": _memory,
    "emulator": _emulator,
    "suite": _suite,
    "rotations": _rotations,
    "diff": _diff,
    "plan": _plan,
    "preview": _preview,
}


def main() -> None:
    """Run the named benchmarks, all of them without a name, and show one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the performance goals.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("-o", "--output", metavar="json=FILE", help="write the rows as JSON too")
    arguments = parser.parse_args()
    form, _, file = (arguments.output or "json=").partition("=")
    if unknown := [name for name in arguments.names if name not in BENCHMARKS]:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    if form != "json" or (arguments.output and not file):
        parser.error("expected -o json=FILE")
    rows: list[Row] = []
    for name in arguments.names or BENCHMARKS:
        print(f"{name} ...", file=sys.stderr)
        rows += BENCHMARKS[name]()
    print(table(rows))
    if file:
        with open(file, "w", encoding="utf-8") as output:
            json.dump([row._asdict() for row in rows], output, indent=2)
            output.write("\n")


if __name__ == "__main__":
    main()
