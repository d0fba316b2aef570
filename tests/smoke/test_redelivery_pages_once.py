"""The same event delivered five times, in one run and in others, rings once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smoke.paging import alert, page

if TYPE_CHECKING:
    from pathlib import Path

    from emulating import Emulator

POLICY = {"a.yaml": "version: 1\npolicies: [{name: p, page: bob}]\n"}


def test_it(emulator: Emulator, tmp_path: Path) -> None:
    page(emulator, tmp_path, POLICY, alert(), alert(summary="again"), alert())

    inbox = page(emulator, tmp_path, POLICY, alert(), alert(severity="critical"))

    assert [message["address"] for message in inbox] == ["+12065550101"]
