"""Policy sets as git has them: what is read, what is refused, and what is left alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from reviews.diff.repository import commit, git, init, write
from tocsin.errors import UnreadableInput
from tocsin.load import load
from tocsin.reviews.revisions import Repository

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "policies/b.yaml": "version: 1\n",
    "policies/a/z.yaml": "version: 1\n",
    "policies/.hidden.yaml": "version: 1\n",
    "policies/.git-like/x.yaml": "version: 1\n",
    "policies/notes.txt": "x",
    "templates/slow.j2": "first",
    "samples/é vent.json": "{}",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    init(tmp_path)
    return tmp_path


def test_a_revision_is_read_as_it_was_committed(repository: Path) -> None:
    write(repository, {"templates/slow.j2": "second", "policies/new.yaml": "version: 1\n"})
    loaded = load(Repository(str(repository)).revision("base"))
    assert [document.path for document in loaded.documents] == ["policies/a/z.yaml", "policies/b.yaml"]
    assert loaded.templates == {"slow": "first"}
    assert loaded.findings == ()


def test_files_anywhere_in_the_repository_are_read_by_their_path(repository: Path) -> None:
    revision = Repository(str(repository)).revision("base")
    assert revision.exists("policies/../samples/é vent.json")
    assert revision.read("policies/../samples/é vent.json") == b"{}"
    assert not revision.exists("samples/none.json")
    with pytest.raises(OSError, match="no such file"):
        revision.read("samples/none.json")


def test_the_set_may_be_in_a_folder_of_the_repository(tmp_path: Path) -> None:
    write(tmp_path, {f"deep/er/{name}": text for name, text in FILES.items()})
    init(tmp_path)
    revision = Repository(str(tmp_path / "deep" / "er")).revision("base")
    assert revision.below("policies") == ["policies/a/z.yaml", "policies/b.yaml", "policies/notes.txt"]
    assert revision.below("nothing") is None
    assert revision.called("policies") == f"{revision.commit[:12]}:deep/er/policies"


def test_tags_branches_and_short_ids_are_revisions(repository: Path) -> None:
    git(repository, "tag", "-a", "v1", "-m", "x")
    whole = git(repository, "rev-parse", "HEAD").strip()
    found = Repository(str(repository))
    assert {found.revision(name).commit for name in ("main", "v1", "HEAD", whole[:8], "HEAD~0")} == {whole}


@pytest.mark.parametrize("name", ["", "-x", "--help", "main:policies", "nothing", "a b", "HEAD~9"])
def test_what_is_no_revision_is_refused(repository: Path, name: str) -> None:
    with pytest.raises(UnreadableInput, match="no revision"):
        Repository(str(repository)).revision(name)


def test_a_branch_that_was_probably_meant_is_named(repository: Path) -> None:
    with pytest.raises(UnreadableInput, match="did you mean `main`"):
        Repository(str(repository)).revision("mian")


def test_a_shallow_clone_says_how_to_get_the_revision(repository: Path, tmp_path: Path) -> None:
    commit(repository)
    clone = tmp_path / "clone"
    git(repository, "clone", "-q", "--depth", "1", f"file://{repository}", str(clone))
    with pytest.raises(UnreadableInput, match=r"this clone is shallow: fetch the revision \(`git fetch origin REF`"):
        Repository(str(clone)).revision("HEAD~1")


def test_outside_of_a_repository_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(UnreadableInput, match="not in a git repository"):
        Repository(str(tmp_path))
    with pytest.raises(UnreadableInput, match="no such folder"):
        Repository(str(tmp_path / "none"))


def test_without_git_that_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UnreadableInput, match="git is not installed"):
        Repository(str(repository))


def test_a_link_is_a_file_that_cannot_be_read(repository: Path) -> None:
    os.symlink("b.yaml", repository / "policies" / "link.yaml")
    commit(repository)
    (finding,) = load(Repository(str(repository)).revision("HEAD")).findings
    assert (finding.rule, finding.span.path) == ("TOC101", "policies/link.yaml")
    assert "a symbolic link" in finding.message


def test_a_submodule_below_policies_is_an_error(repository: Path) -> None:
    commit_id = git(repository, "rev-parse", "HEAD").strip()
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{commit_id},policies/shared")
    git(repository, "commit", "-q", "-m", "submodule")
    with pytest.raises(UnreadableInput, match="policies/shared: a submodule"):
        load(Repository(str(repository)).revision("HEAD"))


def test_what_a_hook_says_to_git_does_not_lead_elsewhere(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    write(other, {"policies/other.yaml": "version: 1\n"})
    init(other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert Repository(str(repository)).revision("base").exists("policies/b.yaml")


def test_reading_a_revision_leaves_index_and_work_tree_alone(repository: Path) -> None:
    write(repository, {"policies/b.yaml": "changed", "policies/new.yaml": "staged"})
    git(repository, "add", "policies/new.yaml")
    status, index = git(repository, "status", "--porcelain"), (repository / ".git" / "index").stat().st_mtime_ns
    load(Repository(str(repository)).revision("base"))
    assert (repository / ".git" / "index").stat().st_mtime_ns == index
    assert git(repository, "status", "--porcelain") == status
    assert (repository / "policies" / "b.yaml").read_text() == "changed"


def test_replaced_objects_are_not_what_was_committed(repository: Path) -> None:
    one = git(repository, "rev-parse", "HEAD:policies/b.yaml").strip()
    write(repository, {"other": "settings: {}\n"})
    git(repository, "replace", one, git(repository, "hash-object", "-w", "other").strip())
    assert Repository(str(repository)).revision("base").read("policies/b.yaml") == b"version: 1\n"
