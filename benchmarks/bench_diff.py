"""Row 7: `tocsin diff` of two sets of 1,000 policies, the whole process; beside it `validate` of one of them.

Once after a usual change (a rule here, a stage there), and once after one that touches every policy and everybody,
which is the most that there is to compare.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import policy_sets
from benchmarks.processes import TOCSIN, take_turns
from benchmarks.table import Row

GOAL_SECONDS, ROUNDS = 5.0, 3
RULES, PEOPLE, TEMPLATES = "policies/p00000.yaml", "policies/00-people.yaml", "templates"


class Edit(NamedTuple):
    """`new` for `old` in a file, so many times (-1: wherever it stands)."""

    file: str
    old: str
    new: str
    times: int = 1


CHANGES = {
    "a usual change": (
        Edit(RULES, "[critical, error]", "[critical]"),
        Edit(RULES, "page: person-7", "page: person-8"),
        Edit(PEOPLE, "for: 5m", "for: 9m"),
    ),
    "every policy changed": (
        Edit(RULES, "[critical, error]", "[critical]", -1),
        Edit(RULES, "repeat: 1h", "repeat: 2h", -1),
        Edit(PEOPLE, "for: 5m", "for: 9m", -1),
    ),
}


def run() -> list[Row]:
    """Median times of some runs, for each change."""
    return [_row(what, edits) for what, edits in CHANGES.items()]


def _row(what: str, edits: tuple[Edit, ...]) -> Row:
    with tempfile.TemporaryDirectory() as name:
        folder = policy_sets.large(Path(name), policies=1_000)
        _commit(folder)
        for edit in edits:
            path = folder / edit.file
            path.write_text(path.read_text("utf-8").replace(edit.old, edit.new, edit.times), "utf-8")
        ours, floor = take_turns([TOCSIN, "diff", "--base", "HEAD"], [TOCSIN, "validate"], folder, ROUNDS)
    assert all(" changes: " in cost.output for cost in ours)
    mine, theirs = (median(cost.seconds for cost in costs) for costs in (ours, floor))
    return Row(
        "7", f"diff of 2 x 1,000 policies, {what}", f"{mine:.2f} s", f"{theirs:.2f} s validate, one set", mine / theirs,
        f"< {GOAL_SECONDS:g} s", mine < GOAL_SECONDS,
    )  # fmt: skip


def _commit(folder: Path) -> None:
    """A repository with the folder's files in one commit."""
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    for command in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "policies")):
        subprocess.run(["git", *command], cwd=folder, env=kept, check=True)
