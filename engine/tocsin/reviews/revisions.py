"""A policy set as git has it: read from the object store, so that work tree, index and hooks are left alone.

Only plumbing is run (rev-parse, ls-tree, cat-file); none of it runs a hook, a filter or a pager. What the environment
says to git (GIT_DIR of a hook, for one) is left out: the folder decides which repository is meant.
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from tocsin.errors import UnreadableInput
from tocsin.finding import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WORKTREE = "worktree"
"""Stands for the files as they are now, committed or not."""

PATIENCE = 120
"""Seconds that one git command may take."""

_WHOLE = re.compile(r"policies/.*\.ya?ml|templates/.*\.j2|tests/(?:.*/)?test_[^/]*\.ya?ml", re.DOTALL)
"""What is read in one go: whatever a set is made of."""

_LINK, _SUBMODULE = "120000", "160000"


class _Entry(NamedTuple):
    """A file of a tree: mode and object id, as ls-tree gives them."""

    mode: str
    id: str


class Repository:
    """The git repository that holds a folder; `prefix` leads from its root to the folder ("" or "a/b/").

    Raises UnreadableInput where there is no repository, no folder or no git.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        if not os.path.isdir(folder):
            raise UnreadableInput(f"{folder}: no such folder")
        found = _git(folder, "rev-parse", "--show-prefix")
        if found.returncode:
            raise UnreadableInput(f"{folder}: {_no_repository(found.stderr)}")
        self.prefix = os.fsdecode(found.stdout).rstrip("\n")

    def revision(self, name: str) -> Revision:
        """The set at a revision, however git lets it be written. Raises UnreadableInput for none, or an unclear one."""
        return Revision(self, self._commit(name))

    def _commit(self, name: str) -> str:
        if not name or name.startswith("-") or "\0" in name:
            raise UnreadableInput(f"`{name}` is no revision; expected a branch, a tag or a commit")
        found = self.ask("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if found.returncode:
            raise UnreadableInput(self._no_revision(name))
        return found.stdout.decode().strip()

    def _no_revision(self, name: str) -> str:
        if self.ask("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
            help_ = (
                "this clone is shallow: fetch the revision (`git fetch origin REF`, or fetch-depth: 0 of a checkout)"
            )
            return f"no revision `{name}` here; {help_}"
        listed = self.ask("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags")
        meant = nearest(name, os.fsdecode(listed.stdout).split())
        return f"no revision `{name}`" + (f"; did you mean `{meant}`?" if meant else "; `git branch -a` lists branches")

    def ask(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """One git command in the folder."""
        return _git(self.folder, *arguments, given=given)


class Revision:
    """The files of the set in one commit: `load.files.Files`. Links are not followed: they are no files here."""

    def __init__(self, repository: Repository, commit: str) -> None:
        self.commit = commit
        self._repository, self._prefix = repository, repository.prefix
        self._entries = self._listed()
        inside = (path for path in self._entries if path.startswith(self._prefix))
        whole = [path for path in inside if _WHOLE.fullmatch(path.removeprefix(self._prefix))]
        self._contents = dict(self._fetched(whole))

    def below(self, folder: str) -> Sequence[str] | None:
        """As in Files. A submodule in the folder raises UnreadableInput: what it holds is not in this repository."""
        start = f"{self._prefix}{folder}/"
        inside = [path for path in self._entries if path.startswith(start)]
        for path in inside:
            if self._entries[path].mode == _SUBMODULE:
                raise UnreadableInput(
                    f"{self.called(path)}: a submodule; its files cannot be read from this repository"
                )
        shown = [path.removeprefix(self._prefix) for path in inside]
        seen = [path for path in shown if not any(step.startswith(".") for step in path.split("/")[1:])]
        return sorted(seen, key=lambda path: path.split("/")) if inside else None

    def exists(self, path: str) -> bool:
        """As in Files."""
        entry = self._entries.get(self._whole(path))
        return entry is not None and entry.mode not in {_LINK, _SUBMODULE}

    def read(self, path: str) -> bytes:
        """As in Files."""
        whole = self._whole(path)
        entry = self._entries.get(whole)
        if entry is None:
            raise FileNotFoundError(f"no such file in {self.commit[:12]}")
        if entry.mode == _LINK:
            msg = "a symbolic link, which is not followed in a commit"
            raise OSError(msg)
        if whole not in self._contents:
            self._contents.update(self._fetched([whole]))
        return self._contents[whole]

    def called(self, path: str) -> str:
        """As in Files: as git writes it."""
        return f"{self.commit[:12]}:{self._whole(path)}"

    def _whole(self, path: str) -> str:
        """The path from the repository's root."""
        return posixpath.normpath(self._prefix + path)

    def _listed(self) -> Mapping[str, _Entry]:
        """Every file of the commit, by its path from the repository's root: samples may lie anywhere."""
        found = self._repository.ask("ls-tree", "-r", "-z", "--full-tree", self.commit)
        _check(found)
        return dict(_row(row) for row in found.stdout.split(b"\0") if row)

    def _fetched(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The contents of files, from one process."""
        wanted = [path for path in paths if self._entries[path].mode not in {_LINK, _SUBMODULE}]
        asked = "".join(f"{self._entries[path].id}\n" for path in wanted)
        found = self._repository.ask("cat-file", "--batch", given=asked.encode())
        _check(found)
        return zip(wanted, _objects(found.stdout), strict=True)


def _row(row: bytes) -> tuple[str, _Entry]:
    """MODE TYPE ID<tab>PATH"""
    facts, _, path = row.partition(b"\t")
    mode, _, id_ = facts.decode().split(" ")
    return os.fsdecode(path), _Entry(mode, id_)


def _objects(output: bytes) -> Iterator[bytes]:
    """The objects that cat-file --batch wrote: a line ID TYPE SIZE, the bytes, a line end."""
    place = 0
    while place < len(output):
        end = output.index(b"\n", place)
        words = output[place:end].split(b" ")
        if len(words) != 3:  # ID missing
            raise UnreadableInput(f"git does not have the object {words[0].decode()}: is this clone complete?")
        size = int(words[2])
        yield output[end + 1 : end + 1 + size]
        place = end + 1 + size + 1


def _check(found: subprocess.CompletedProcess[bytes]) -> None:
    if found.returncode:
        raise UnreadableInput(f"git: {_last_line(found.stderr)}")


def _no_repository(said: bytes) -> str:
    """git's refusal in our words where it is the usual one."""
    if b"not a git repository" in said:
        return "not in a git repository; `diff` compares its revisions"
    return f"git: {_last_line(said)}"


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else "no answer"


def _git(folder: str, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    # A revision can hold a bare repository, files like any others: git would run what its configuration names.
    settings = ("-c", "core.fsmonitor=false", "-c", "safe.bareRepository=explicit")
    command = ["git", "--no-pager", "-C", folder, *settings, *arguments]
    try:
        return subprocess.run(  # noqa: S603  (a list of our own words; revisions are checked, paths are not given)
            command, input=given, capture_output=True, env=_environment(os.environ), timeout=PATIENCE, check=False
        )
    except FileNotFoundError:
        raise UnreadableInput("git is not installed; `diff` reads revisions with it") from None
    except subprocess.TimeoutExpired:
        raise UnreadableInput(f"git did not answer within {PATIENCE} s") from None


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would send git elsewhere, to the network or to replaced objects."""
    kept = {name: value for name, value in given.items() if not name.startswith("GIT_")}
    return {**kept, "LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
