"""Draws docs/images/dry-run.svg: the terminal output of a real dry run. `make picture`; a test keeps it true."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURE = Path(__file__).with_name("dry-run.svg")
COMMAND = ("render", "samples/alertmanager-group.json")
COLORS = {"1": "font-weight:bold", "2": "fill:#8b949e", "31;1": "fill:#ff7b72", "32;1": "fill:#7ee787",
          "33;1": "fill:#e3b341", "36": "fill:#79c0ff"}  # fmt: skip
STYLE = "text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#e6edf3;white-space:pre}"
LINE, CHAR, PAD, WIDEST = 19, 7.82, 16, 118


def output() -> str:
    """What the command prints, with its colours."""
    command = [sys.executable, "-m", "tocsin", *COMMAND, "--color", "always"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def draw(text: str) -> str:
    """The SVG of a terminal that shows the text."""
    lines = [f"\x1b[2m$\x1b[0m tocsin {' '.join(COMMAND)}", "", *text.splitlines()]
    width, height = WIDEST * CHAR + 2 * PAD, len(lines) * LINE + 2 * PAD
    rows = "\n".join(_text(line, PAD + LINE * (number + 1) - 5) for number, line in enumerate(lines))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" '
        f'height="{height}" role="img" aria-label="Output of tocsin {" ".join(COMMAND)}">\n'
        f"<style>{STYLE}</style>\n"
        f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n{rows}\n</svg>\n'
    )


def _text(line: str, y: int) -> str:
    indent = len(line) - len(line.lstrip())  # as a position: viewers drop leading spaces of any kind
    return f'<text x="{PAD + indent * CHAR:.1f}" y="{y}">{_row(line.lstrip())}</text>'


def _row(line: str) -> str:
    parts, style, length = [], "", 0
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        if piece.startswith("\x1b"):
            style = COLORS.get(piece[2:-1], "")
            continue
        shown = piece if length + len(piece) <= WIDEST else piece[: max(0, WIDEST - length - 1)] + "…"
        length += len(piece)
        shown = shown.replace(" ", "\N{NO-BREAK SPACE}")  # SVG viewers collapse plain ones
        if shown:
            parts.append(f'<tspan style="{style}">{html.escape(shown)}</tspan>' if style else html.escape(shown))
    return "".join(parts)


if __name__ == "__main__":
    PICTURE.write_text(draw(output()), encoding="utf-8")
