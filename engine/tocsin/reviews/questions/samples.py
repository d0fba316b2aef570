"""The catalogue's sample events as questions."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from typing import TYPE_CHECKING

from tocsin.document import entries
from tocsin.errors import UnreadableInput
from tocsin.events import read_alerts
from tocsin.reviews.questions.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tocsin.document import Document


def sampled(documents: Sequence[Document], read: Callable[[str], str | None]) -> Iterator[Question]:
    """The alerts of all samples, in the order of the files, each at no instant in particular.

    `read` gives the text of a file by its path from the set's root, or None; a sample that cannot be read is passed
    over (`validate` reports it).
    """
    listed = (
        posixpath.normpath(posixpath.join(posixpath.dirname(entry.document.path), sample))
        for entry in entries(documents, "alerts")
        for sample in entry.value.get("samples") or ()
    )
    for path in dict.fromkeys(listed):
        with suppress(UnreadableInput):
            yield from (Question(alert, None, f"sample {path}") for alert in read_alerts(read(path) or ""))
