"""Where the files of a set are: a folder of this machine, or whatever else has paths and bytes."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BYTES = 1 << 20
"""Of one file of policies or templates; more of it is read by nobody."""


class Files(Protocol):
    """The files of a set. Paths are relative to its root, with slashes."""

    def below(self, folder: str) -> Sequence[str] | None:
        """Every file below a folder, in path order, or None without such a folder.

        Hidden files and folders are left out.
        """

    def exists(self, path: str) -> bool:
        """Whether there is a file at this path, which may lead out of the root (`..`)."""

    def read(self, path: str) -> bytes:
        """The file, or as much of it as shows that it is larger than MAX_BYTES. Raises OSError with the reason."""

    def called(self, path: str) -> str:
        """How a message names a path."""


class Folder:
    """The files below a folder of this machine. Links are followed within it only, and not to folders below."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._absolute, self._real = os.path.abspath(root), os.path.realpath(root)

    def below(self, folder: str) -> Sequence[str] | None:
        """As in Files."""
        start = self.called(folder)
        if not os.path.isdir(start):
            return None
        found = []
        for base, folders, files in os.walk(start):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found += [os.path.join(base, name) for name in files if not name.startswith(".")]
        return [shown(path, self.root) for path in sorted(found, key=lambda path: path.split(os.sep))]

    def exists(self, path: str) -> bool:
        """As in Files."""
        return os.path.isfile(self.called(path))

    def read(self, path: str) -> bytes:
        """As in Files. Nobody who sends policies for a check has other files of the machine read by a link to them."""
        where = self.called(path)
        named = os.path.abspath(where)
        inside = _within(named, self._absolute) or _within(named, self._real)
        if inside and not _within(os.path.realpath(where), self._real):
            msg = "a symbolic link that leads out of the folder"
            raise OSError(msg)
        return _read(where)

    def called(self, path: str) -> str:
        """As in Files: where it is on this machine."""
        return os.path.join(self.root, path)


def leads_within(path: str, folder: str) -> bool:
    """Whether a path ends up in a folder, all links followed."""
    return _within(os.path.realpath(path), os.path.realpath(folder))


def _within(path: str, folder: str) -> bool:
    return os.path.commonpath([path, folder]) == folder


def _read(path: str) -> bytes:
    """As Files.read. Opening a pipe would wait for ever."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        msg = "not a regular file"
        raise OSError(msg)
    with open(path, "rb") as file:
        return file.read(MAX_BYTES + 1)


def shown(path: str, root: str) -> str:
    """A path of this machine as findings and results name it."""
    return os.path.relpath(path, root).replace(os.sep, "/")
