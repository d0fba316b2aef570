"""An alert that no policy knows wakes the fallback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smoke.paging import alert, page

if TYPE_CHECKING:
    from pathlib import Path

    from emulating import Emulator


def test_it(emulator: Emulator, tmp_path: Path) -> None:
    policy = "version: 1\npolicies: [{name: p, match: {type: [other]}, page: akuam}]\n"

    (call,) = page(emulator, tmp_path, {"a.yaml": policy}, alert(type="unheard-of"))

    assert (call["contact"], call["type"]) == ("bob", "voice")
    assert "unheard-of" in call["subject"]
