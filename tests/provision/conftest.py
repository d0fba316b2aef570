"""Projects on the Pulumi CLI: one with an empty stack, and one after `pulumi up`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from pulumi_cli import copy, on_the_cli, pulumi_bin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pulumi_cli import Project

__all__ = ["pulumi_bin"]


@pytest.fixture
def project(tmp_path: Path, pulumi_bin: Path) -> Iterator[Project]:
    """A copy of this project with an empty stack."""
    with on_the_cli(tmp_path / "base", pulumi_bin) as project:
        copy(project.folder)
        project("stack", "init", "dev")
        yield project


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory, pulumi_bin: Path) -> Path:
    """The same after `pulumi up`, to be copied: an up takes seconds, a copy of what it left does not."""
    folder = tmp_path_factory.mktemp("base")
    with on_the_cli(folder, pulumi_bin) as project:
        copy(project.folder)
        project("stack", "init", "dev")
        project.update()
    return folder


@pytest.fixture
def provisioned(tmp_path: Path, base: Path, pulumi_bin: Path) -> Iterator[Project]:
    """A copy of this project after `pulumi up`."""
    shutil.copytree(base, tmp_path / "base", symlinks=True)
    with on_the_cli(tmp_path / "base", pulumi_bin) as project:
        yield project
