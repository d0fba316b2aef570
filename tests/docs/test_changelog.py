"""CHANGELOG.md speaks of this version and of every command."""

from __future__ import annotations

from docpages import ROOT, Heading, elements
from tocsin import __version__
from tocsin.commands import COMMANDS

TEXT = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_version_of_the_package_has_a_section() -> None:
    titles = [element.text for element in elements(TEXT) if isinstance(element, Heading) and element.level == 2]
    assert titles[0] == "[Unreleased]"
    assert any(title.startswith(f"[{__version__}]") for title in titles)


def test_every_command_is_named() -> None:
    assert [name for name in COMMANDS if f"`tocsin {name}`" not in TEXT] == []
