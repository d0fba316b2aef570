"""The README's picture is the output of today's dry run."""

from __future__ import annotations

import runpy
from pathlib import Path

DRAW = Path(__file__).resolve().parents[1] / "docs" / "images" / "draw.py"


def test_the_picture_shows_what_the_command_prints() -> None:
    picture = runpy.run_path(str(DRAW))

    assert picture["PICTURE"].read_text(encoding="utf-8") == picture["draw"](picture["output"]()), "run `make picture`"
