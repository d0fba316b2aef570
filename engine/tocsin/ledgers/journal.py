"""A ledger in one file of JSON lines, written through to the disk: what `tocsin page` and its --resume remember."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Self

from tocsin.clock import SystemClock
from tocsin.errors import LedgerUnavailable, UnreadableInput
from tocsin.ledgers import book

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.clock import Clock
    from tocsin.model import Claim, Receipt, Standing, Way

LOCK_WAIT = 5.0
"""Seconds to wait for another process that is writing; a write takes milliseconds."""

_LOCK_STEP = 0.01

_TOKENS_FROM = 1 << 40
"""Beyond any journal's length: byte _TOKENS_FROM + n is locked by the process that works on token number n."""


class Journal:
    """Keeps every promise of a ledger across crashes and between processes.

    - What a method has returned from is on the disk: each entry is one line, appended and fsynced before the method
      returns; the folder is fsynced when the journal is opened.
    - A torn last line is no entry: its method never returned. It is cut off, and `notes` says so.
    - Runs do not interleave: a process writes alone, and works alone on the tokens that it claimed. Both are record
      locks of the operating system, so that a killed process leaves none behind.

    The file is a regular one with mode 0600, for requests hold the text of pages. Open a journal once per process:
    POSIX drops a process's locks when it closes any descriptor of the file. Threads may share it.
    """

    def __init__(self, path: Path | str, *, clock: Clock | None = None) -> None:
        """Open or create the journal at `path`, with its folder.

        Raises UnreadableInput with the number of the line that is no entry, LedgerUnavailable where the file cannot be
        opened or locked.
        """
        self.notes: list[str] = []
        self._path = Path(path)
        self._clock = clock or SystemClock()
        self._book = book.Book()
        self._held: set[str] = set()
        self._offset = 0
        self._lines = 0
        self._mutex = RLock()
        try:
            self._file = _open(self._path)
        except OSError as error:
            raise LedgerUnavailable(f"{self._path}: {error.strerror}") from error
        try:
            with self._alone():
                self._catch_up()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file and all claims go."""
        os.close(self._file)

    def claim(self, claims: Sequence[Claim]) -> list[Standing]:
        """Write the claims down, all with one fsync, and hold them against other runs; how each stands now."""
        held: list[bool] = []
        with self._writing():
            try:
                held.extend(not self._hold(claim.token) for claim in claims)
                taken = [self._book.claim(claim, held=others) for claim, others in zip(claims, held, strict=True)]
                self._keep([entry for _, entry in taken if entry is not None])
            except OSError:
                self.release([claim.token for claim, others in zip(claims, held, strict=False) if not others])
                raise
            return [standing for standing, _ in taken]

    def reject(self, token: str, way: Way, code: str, at: str) -> None:
        """The service refused this request of the claim for good."""
        with self._writing():
            self._add(book.rejected(token, way, code, at))

    def record(self, token: str, receipt: Receipt) -> None:
        """A request of the claim started an engagement."""
        with self._writing():
            self._add(book.paged(token, receipt))

    def stop(self, engagement_arn: str, code: str, at: str) -> None:
        """The engagement needs no more stopping."""
        with self._writing():
            self._add(book.stopped(engagement_arn, code, at))

    def release(self, tokens: Sequence[str]) -> None:
        """Let other runs have these claims."""
        with self._mutex:
            for token in self._held.intersection(tokens):
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _place(token))
                self._held.remove(token)

    def open(self) -> list[Claim]:
        """Claims with neither a receipt nor a final refusal, oldest first."""
        with self._writing():
            return self._book.open()

    def receipt(self, token: str) -> Receipt | None:
        """The receipt of the page with this token."""
        with self._writing():
            return self._book.receipt(token)

    def running(self, alert_id: str) -> list[Standing]:
        """Pages of this alert that are still open, or whose engagement was not stopped."""
        with self._writing():
            return self._book.running(alert_id)

    def knows(self, engagement_arn: str) -> bool:
        """Whether the engagement is the receipt of any page."""
        with self._writing():
            return self._book.knows(engagement_arn)

    # Locks -------------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Alone with the file, and up to date with what other processes wrote."""
        with self._mutex, self._alone():
            try:
                self._catch_up()
            except UnreadableInput as error:
                raise LedgerUnavailable(str(error)) from error
            yield

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self._lock()
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, 0)
        except OSError as error:
            raise LedgerUnavailable(f"{self._path}: {error.strerror}") from error

    def _lock(self) -> None:
        for _ in range(int(LOCK_WAIT / _LOCK_STEP)):
            if _try_lock(self._file, 0):
                return
            self._clock.sleep(_LOCK_STEP)
        raise LedgerUnavailable(f"{self._path}: another process keeps it locked")

    def _hold(self, token: str) -> bool:
        if token in self._held or not _try_lock(self._file, _place(token)):
            return False
        self._held.add(token)
        return True

    # Lines -------------------------------------------------------------------------------------------------------

    def _add(self, entry: book.Entry) -> None:
        """An entry that makes no sense raises before it is in the file."""
        self._book.add(entry)
        self._keep([entry])

    def _keep(self, entries: Sequence[book.Entry]) -> None:
        """Write entries that the book has; after a failure the file is as it was, and is read anew."""
        data = b"".join(_line(entry) for entry in entries)
        try:
            _write(self._file, data)
            os.fsync(self._file)
        except OSError:
            with suppress(OSError):  # a torn line is cut off when it is next read
                os.ftruncate(self._file, self._offset)
            self._book, self._offset, self._lines = book.Book(), 0, 0
            raise
        self._offset += len(data)
        self._lines += len(entries)

    def _catch_up(self) -> None:
        size = os.fstat(self._file).st_size
        data = _read(self._file, self._offset, size)
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            os.ftruncate(self._file, self._offset + len(whole))
            torn = len(data) - len(whole)
            self.notes.append(
                f"{self._path}: a last line without an end ({torn} bytes, a crash while writing) was cut off"
            )
        self._take(whole)

    def _take(self, data: bytes) -> None:
        lines = data.split(b"\n")[:-1]
        for number, line in enumerate(lines, self._lines + 1):
            try:
                self._book.add(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                raise UnreadableInput(f"{self._path}:{number}: not an entry of a journal") from None
        self._offset += len(data)
        self._lines += len(lines)


def _open(path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, 0o600)
    try:
        _keep_private(file)
        _sync_folder(path.parent)
    except OSError:
        os.close(file)
        raise
    return file


def _keep_private(file: int) -> None:
    """Only for the owner's eyes; a device, which remembers nothing, is refused and left as it is."""
    mode = os.fstat(file).st_mode
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "not a regular file")
    if mode & 0o077:
        os.fchmod(file, 0o600)


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _try_lock(file: int, place: int) -> bool:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
    except (BlockingIOError, PermissionError):  # EAGAIN or EACCES, POSIX allows both
        return False
    return True


def _place(token: str) -> int:
    return _TOKENS_FROM + int.from_bytes(hashlib.sha256(token.encode()).digest()[:4])


def _line(entry: book.Entry) -> bytes:
    return json.dumps(entry, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def _read(file: int, start: int, end: int) -> bytes:
    parts = []
    while start < end and (part := os.pread(file, end - start, start)):
        parts.append(part)
        start += len(part)
    return b"".join(parts)
