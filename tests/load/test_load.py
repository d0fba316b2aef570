"""Reading the files of a set."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tocsin.errors import UnreadableInput
from tocsin.load import load, load_files
from tocsin.load.files import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "policies").mkdir()
    (tmp_path / "templates").mkdir()
    return tmp_path


def test_files_are_read_in_path_order(root: Path) -> None:
    for name in ("b.yaml", "a.yml", "a/z.yaml", "a-b.yaml", ".hidden.yaml", "notes.txt", ".git/c.yaml"):
        path = root / "policies" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("version: 1\n")
    paths = [document.path for document in load(str(root)).documents]
    assert paths == ["policies/a/z.yaml", "policies/a-b.yaml", "policies/a.yml", "policies/b.yaml"]


def test_templates_are_named_by_their_path(root: Path) -> None:
    (root / "templates" / "team").mkdir()
    (root / "templates" / "base.j2").write_text("{% block subject %}x{% endblock %}")
    (root / "templates" / "team" / "slow.j2").write_text("")
    (root / "templates" / "notes.txt").write_text("")
    assert sorted(load(str(root)).templates) == ["base", "team/slow"]


def test_no_policies_folder_is_a_wrong_directory(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="policies"):
        load(str(tmp_path))


def test_a_file_of_one_mebibyte_is_read_and_one_byte_more_is_not(root: Path) -> None:
    text = "version: 1\n#"
    (root / "policies" / "a.yaml").write_text(text + "x" * (MAX_BYTES - len(text)))
    (root / "policies" / "b.yaml").write_text(text + "x" * (MAX_BYTES - len(text) + 1))
    loaded = load(str(root))
    assert [(finding.rule, finding.span.path) for finding in loaded.findings] == [("TOC101", "policies/b.yaml")]
    assert [document.complete for document in loaded.documents] == [True, False]


def test_a_set_of_more_than_twenty_mebibytes_is_not_read_on(root: Path) -> None:
    for number in range(22):
        (root / "policies" / f"{number:02}.yaml").write_text("version: 1\n#" + "x" * (MAX_BYTES - 12))
    loaded = load(str(root))
    assert [finding.span.path for finding in loaded.findings] == ["policies/20.yaml"]
    assert len(loaded.documents) == 21


def test_a_byte_order_mark_at_the_start_is_fine(root: Path) -> None:
    (root / "policies" / "a.yaml").write_bytes(b"\xef\xbb\xbfversion: 1\n")
    loaded = load(str(root))
    assert loaded.findings == ()
    assert loaded.documents[0].data == {"version": 1}


def test_windows_line_ends_are_fine(root: Path) -> None:
    (root / "policies" / "a.yaml").write_bytes(b"version: 1\r\nsettings:\r\n  sender: x\r\n")
    loaded = load(str(root))
    assert loaded.findings == ()
    assert loaded.documents[0].line(("settings", "sender")) == 3


def test_what_is_no_regular_file_is_reported(root: Path) -> None:
    os.mkfifo(root / "policies" / "pipe.yaml")
    os.symlink("nowhere", root / "policies" / "gone.yaml")
    os.symlink("/dev/zero", root / "policies" / "zero.yaml")
    findings = load(str(root)).findings
    assert [finding.span.path.removeprefix("policies/") for finding in findings] == [
        "gone.yaml",
        "pipe.yaml",
        "zero.yaml",
    ]
    assert {finding.rule for finding in findings} == {"TOC101"}


def test_a_link_is_followed_within_the_folder_only(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A pull request that is checked could otherwise show any file of the machine, if only its first line."""
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.yaml"
    secret.write_text("password: x\n")
    (root / "shared.yaml").write_text("version: 1\n")
    os.symlink("../shared.yaml", root / "policies" / "inside.yaml")
    os.symlink(secret, root / "policies" / "outside.yaml")
    os.symlink(secret, root / "templates" / "outside.j2")
    loaded = load(str(root))
    assert [document.data for document in loaded.documents if document.data] == [{"version": 1}]
    assert {finding.span.path for finding in loaded.findings} == {"policies/outside.yaml", "templates/outside.j2"}
    assert all("leads out of the folder" in finding.message for finding in loaded.findings)


@pytest.mark.parametrize("via", ["set", "link"])
def test_a_file_that_is_named_is_no_way_out_of_the_folder_either(via: str, tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    os.symlink("set", tmp_path / "link")
    for name in ("elsewhere.yaml", "set/here.yaml"):
        (tmp_path / name).write_text("version: 1\n")
    os.symlink("here.yaml", tmp_path / "set/inside.yaml")
    os.symlink("../elsewhere.yaml", tmp_path / "set/outside.yaml")
    named = [str(tmp_path / name) for name in ("set/inside.yaml", "set/outside.yaml", "elsewhere.yaml")]

    documents, findings = load_files(named, str(tmp_path / via))

    assert [document.complete for document in documents] == [True, False, True]
    assert [finding.message for finding in findings] == ["cannot read: a symbolic link that leads out of the folder"]


def test_a_template_that_cannot_be_read_is_known_by_name(root: Path) -> None:
    (root / "templates" / "bad.j2").write_bytes(b"\xff")
    loaded = load(str(root))
    assert loaded.templates == {}
    assert loaded.template_names == {"bad"}
    assert [finding.rule for finding in loaded.findings] == ["TOC101"]


def test_the_column_of_a_wrong_byte_counts_characters(root: Path) -> None:
    (root / "policies" / "a.yaml").write_bytes("version: 1\n# ä".encode() + b"\xe9\n")
    span = load(str(root)).findings[0].span
    assert (span.line, span.column) == (2, 4)
