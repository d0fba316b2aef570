"""How pages went out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tocsin.reporters.human.paint import Paint

_BAD = frozenset({"retry-later", "undeliverable"})


def outcomes(rows: Iterable[dict[str, Any]], paint: Paint) -> str:
    """`page`: one line a page, then how many ended in which way."""
    lines = []
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["outcome"]] = counts.get(row["outcome"], 0) + 1
        color = "error" if row["outcome"] in _BAD else "good"
        why = f" ({row['code']})" if row["code"] else ""
        unrecorded = "" if row["recorded"] else "  NOT RECORDED: the journal could not be written"
        tail = f"  {row['engagement']}" if row["engagement"] else ""
        lines.append(f"{paint(color, row['outcome'])}{why}  {row['target']} by {row['policy']}{tail}{unrecorded}\n")
    total = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
    return "".join(lines) + f"{total or 'nothing to page'}\n"
