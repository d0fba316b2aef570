"""The files that findings point into: what their lines say, and what a repository calls them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from tocsin import document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.finding import Span


class Sources(NamedTuple):
    """Texts by the paths that findings use, relative to the set's folder.

    `root` is that folder seen from the root of its repository, with slashes ("." where it is the root itself): services
    that show findings beside the code know files by such paths only.
    """

    texts: Mapping[str, str]
    root: str = "."

    def path(self, path: str) -> str:
        """A finding's path as the repository knows it."""
        return posixpath.normpath(posixpath.join(self.root, path))

    def line(self, span: Span) -> str | None:
        """The line on which a span begins; None where its file could not be read."""
        rows = document.lines(self.texts.get(span.path, ""))
        return rows[span.line - 1] if span.path in self.texts and span.line <= len(rows) else None
