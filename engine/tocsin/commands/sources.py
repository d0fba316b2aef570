"""What findings point into, for reporters that show it or that name files as their repository does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tocsin.reporters.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tocsin.document import Document


def sources(directory: str, documents: Iterable[Document], templates: Mapping[str, str] | None = None) -> Sources:
    """The documents of a set in this folder, and its templates by name."""
    texts = {document.path: document.text for document in documents}
    texts |= {f"templates/{name}.j2": text for name, text in (templates or {}).items()}
    return Sources(texts, _in_repository(os.path.realpath(directory)))


def _in_repository(folder: str) -> str:
    """The folder seen from the root of the Git repository that holds it; "." where none does."""
    root = folder
    while not os.path.exists(os.path.join(root, ".git")):
        root, below = os.path.dirname(root), root
        if root == below:
            return os.curdir
    return os.path.relpath(folder, root).replace(os.sep, "/")
