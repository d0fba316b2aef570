"""The folder that a set is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tocsin.load.files import MAX_BYTES, Folder

if TYPE_CHECKING:
    from pathlib import Path


def test_paths_are_relative_to_the_root_whatever_it_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "policies" / "a").mkdir(parents=True)
    (tmp_path / "policies" / "a" / "b.yaml").write_text("x")
    monkeypatch.chdir(tmp_path / "policies")
    for root in (str(tmp_path), "..", "../policies/.."):
        assert Folder(root).below("policies") == ["policies/a/b.yaml"]
        assert Folder(root).read("policies/a/b.yaml") == b"x"


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    assert Folder(str(tmp_path)).below("templates") == []
    assert Folder(str(tmp_path)).below("policies") is None


def test_paths_may_lead_out_of_the_root(tmp_path: Path) -> None:
    (tmp_path / "sample.json").write_text("{}")
    (tmp_path / "set").mkdir()
    assert Folder(str(tmp_path / "set")).exists("../sample.json")
    assert not Folder(str(tmp_path)).exists("set")


def test_no_more_is_read_than_shows_that_a_file_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * (MAX_BYTES + 100))
    assert len(Folder(str(tmp_path)).read("large")) == MAX_BYTES + 1


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="not a regular file"):
        Folder(str(tmp_path)).read(".")
