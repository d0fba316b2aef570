"""A template that the event breaks at run time pages all the same, with a fixed text in the broken field only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smoke.paging import alert, page

if TYPE_CHECKING:
    from pathlib import Path

    from emulating import Emulator

FILES = {
    "a.yaml": "version: 1\npolicies: [{name: p, page: bob, template: t}]\n",
    "t.j2": "{% block subject %}{{ alert.labels.host }}{% endblock %}{% block content %}as written{% endblock %}",
}


def test_it(emulator: Emulator, tmp_path: Path) -> None:
    (call,) = page(emulator, tmp_path, FILES, alert())

    assert "disk-full" in call["subject"]
    assert call["content"] == "as written"
