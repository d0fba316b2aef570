"""Recorded events, one after another: JSON lines, as they are or compressed by gzip."""

from __future__ import annotations

import gzip
import zlib
from typing import IO, TYPE_CHECKING, cast

from tocsin.errors import UnreadableInput
from tocsin.events import MAX_EVENT, normalise, read_events
from tocsin.reviews.questions import Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.model import Alert, Json

LONGEST = 8 * MAX_EVENT
"""Bytes of a line: a group of alerts, escaped."""


class Past:
    """The alerts of some files, read while they are asked for.

    `events` counts what has been read; `refused` says by file how many lines were not, and of the first one why.
    """

    def __init__(self, paths: Sequence[str], source: str | None = None) -> None:
        self.events = 0
        self.refused: dict[str, tuple[int, str]] = {}
        self._paths, self._source = paths, source

    def __iter__(self) -> Iterator[Question]:
        """Every alert as a question at its own start. Raises UnreadableInput for a file that cannot be read."""
        for path in self._paths:
            try:
                with _open(path) as file:
                    yield from self._questions(path, file)
            except (OSError, EOFError, zlib.error) as error:
                raise UnreadableInput(f"{path}: cannot read: {getattr(error, 'strerror', None) or error}") from None

    def _questions(self, path: str, file: IO[bytes]) -> Iterator[Question]:
        number = 0
        while line := file.readline(LONGEST + 1):
            number += 1
            try:
                yield from self._line(path, number, line)
            except UnreadableInput as error:
                why = str(error).removeprefix("line 1: ")  # of a text that is no more than this line
                count, first = self.refused.get(path, (0, f"line {number}: {why}"))
                self.refused[path] = (count + 1, first)

    def _line(self, path: str, number: int, line: bytes) -> Iterator[Question]:
        if len(line) > LONGEST:
            raise UnreadableInput(f"longer than {LONGEST >> 20} MiB: expected an event on each line")
        known, text = self.events, _text(line).rstrip()
        for event in read_events(text) if text else ():
            alerts = normalise(event, self._source)
            if any(_mistimed(event, alert) for alert in alerts):
                raise UnreadableInput("starts_at is no time")
            self.events += 1
            yield from (Question(alert, None, f"{path}, line {number}") for alert in alerts)
        if text and self.events == known:
            raise UnreadableInput("no event in it")


def _mistimed(event: Json, alert: Alert) -> bool:
    """Whether an alert in normal form says when it started, and no instant is meant by it."""
    said = any(isinstance(each, dict) and each.get("starts_at") is not None for each in (event, alert.event))
    return said and alert.starts_at is None


def _open(path: str) -> IO[bytes]:
    """The file, unpacked if it is compressed, whatever its name is."""
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if packed:
        return cast("IO[bytes]", gzip.open(path))
    return open(path, "rb")


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"not UTF-8 at byte {error.start}") from None
