"""The files of a set in memory: what `load.files.Files` asks for."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from tocsin.compile import Overrides
from tocsin.reviews.diff import Diff, Opened, opened, review

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Kept:
    """Files by path."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def below(self, folder: str) -> Sequence[str] | None:
        found = [path for path in self.texts if path.startswith(f"{folder}/")]
        return sorted(found, key=lambda path: path.split("/")) or None

    def exists(self, path: str) -> bool:
        return posixpath.normpath(path) in self.texts

    def read(self, path: str) -> bytes:
        if path not in self.texts:
            raise FileNotFoundError("no such file")
        return self.texts[path].encode()

    def called(self, path: str) -> str:
        return path


def open_kept(name: str, texts: Mapping[str, str]) -> Opened:
    return opened(name, Kept(texts), Overrides(), f"the {name}")


def diff(before: Mapping[str, str], after: Mapping[str, str], *, internal: bool = False) -> Diff:
    return review(open_kept("base", before), open_kept("head", after), internal=internal)
