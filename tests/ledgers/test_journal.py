"""What the journal adds to a ledger's promises: the disk, and other processes."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from execute.fakes import HOME, FakeClock, job
from tocsin.errors import LedgerUnavailable, UnreadableInput
from tocsin.ledgers import journal as journal_module
from tocsin.ledgers.journal import Journal
from tocsin.model import Receipt, Way

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tocsin.model import Claim

AT = "2026-03-29T01:00:00.000Z"
ARN = f"{HOME}:engagement/akuam/1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.jsonl"


def claim(name: str = "a") -> Claim:
    return job(name).claim(AT)


def write_two_pages(path: Path) -> bytes:
    """Two claims, a refusal, a receipt and a stop: one line each."""
    with Journal(path) as journal:
        journal.claim([claim("a"), claim("b")])
        journal.reject("tocsin-1-a", Way.PAGE, "ValidationException", AT)
        journal.record("tocsin-1-a", Receipt("tocsin-1-a-plain", ARN, AT))
        journal.stop(ARN, "", AT)
    return path.read_bytes()


def test_another_process_finds_everything(path: Path) -> None:
    write_two_pages(path)
    with Journal(path) as journal:
        assert journal.open() == [claim("b")]
        assert journal.receipt("tocsin-1-a") == Receipt("tocsin-1-a-plain", ARN, AT)
        assert [standing.claim for standing in journal.running("alarm")] == [claim("b")]
        assert journal.notes == []


def test_the_format_is_the_documented_one(path: Path) -> None:
    lines = [json.loads(line) for line in write_two_pages(path).splitlines()]
    assert [line["entry"] for line in lines] == ["claimed", "claimed", "rejected", "paged", "stopped"]
    assert {line["schema_version"] for line in lines} == {"1"}
    assert list(lines[0]["requests"]) == ["page", "plain", "fallback-contact"]
    assert lines[3] == {
        "schema_version": "1", "entry": "paged", "at": AT, "token": "tocsin-1-a",
        "request_token": "tocsin-1-a-plain", "engagement_arn": ARN,
    }  # fmt: skip


def test_what_is_no_regular_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    pipe.chmod(0o644)
    with pytest.raises(LedgerUnavailable, match="not a regular file"):
        Journal(pipe)
    assert stat.S_IMODE(pipe.stat().st_mode) == 0o644


def test_only_its_owner_may_read_it(path: Path) -> None:
    write_two_pages(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    Journal(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_each_entry_is_on_the_disk_before_its_method_returns(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    fsync = os.fsync

    def noted(file: int) -> None:
        fsync(file)
        synced.append(os.fstat(file).st_size if stat.S_ISREG(os.fstat(file).st_mode) else -1)

    monkeypatch.setattr(os, "fsync", noted)
    with Journal(path) as journal:
        assert synced == [-1], "the folder, since the file is new"
        journal.claim([claim("a"), claim("b")])
        assert synced == [-1, path.stat().st_size], "two claims, one fsync"
        journal.record("tocsin-1-a", Receipt("tocsin-1-a", ARN, AT))
        assert synced[2:] == [path.stat().st_size]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1), tail=st.sampled_from([b"", b"\0\0\0", b'{"schema_ver', b"\xff"]))
def test_cut_off_anywhere_it_opens_with_the_whole_lines(
    tmp_path_factory: pytest.TempPathFactory, share: float, tail: bytes
) -> None:
    path = tmp_path_factory.mktemp("torn") / "journal.jsonl"
    whole = write_two_pages(path)
    data = whole[: int(share * len(whole))] + tail
    path.write_bytes(data)
    kept = data[: data.rfind(b"\n") + 1]
    with Journal(path) as journal:
        assert len(journal.notes) == (kept != data)
        assert path.read_bytes() == kept
        standings = journal.claim([claim("c"), claim("a")])
        assert [standing.repeated for standing in standings] == [False, kept.count(b"\n") > 0]
    Journal(path).close()


def test_the_note_about_a_torn_line_holds_no_text_of_it(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"Subject":"secret')
    with Journal(path) as journal:
        [note] = journal.notes
    assert "18 bytes" in note
    assert "secret" not in note


def _without(key: str) -> Callable[[bytes], bytes]:
    def edit(line: bytes) -> bytes:
        entry = json.loads(line)
        del entry[key]
        return json.dumps(entry).encode()

    return edit


def _with(key: str, value: object) -> Callable[[bytes], bytes]:
    return lambda line: json.dumps({**json.loads(line), key: value}).encode()


@pytest.mark.parametrize(
    "edit",
    [
        lambda _: b"",
        lambda _: b"null",
        lambda _: b"[1]",
        lambda _: b"7",
        lambda _: b'"claimed"',
        lambda _: b"[" * 100_000,
        lambda line: line[:-1],
        lambda line: b"\xff" + line,
        _without("token"),
        _without("requests"),
        _without("starts_at"),
        _with("schema_version", "2"),
        _with("entry", "unheard-of"),
        _with("entry", []),
        _with("token", "another"),
        _with("requests", {}),
        _with("requests", {"page": []}),
        _with("requests", {"pigeon": {"IdempotencyToken": "tocsin-1-b"}}),
        _with("requests", {"page": {"IdempotencyToken": "tocsin-1-b", "Subject": 1}}),
        _with("policy", None),
        _with("starts_at", 5),
    ],
)
def test_a_broken_line_in_the_middle_is_named_by_its_number(path: Path, edit: Callable[[bytes], bytes]) -> None:
    lines = write_two_pages(path).splitlines()
    lines[1] = edit(lines[1])
    path.write_bytes(b"\n".join(lines) + b"\n")
    before = path.read_bytes()
    with pytest.raises(UnreadableInput, match=r"journal\.jsonl:2: not an entry"):
        Journal(path)
    assert path.read_bytes() == before


def test_a_lost_line_in_the_middle_is_noticed(path: Path) -> None:
    lines = write_two_pages(path).splitlines(keepends=True)
    path.write_bytes(b"".join(lines[1:]))
    with pytest.raises(UnreadableInput, match=r"journal\.jsonl:2:"):
        Journal(path)


def test_a_failed_write_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Journal(path) as journal:
        journal.claim([claim("a")])
        before = path.read_bytes()
        with monkeypatch.context() as patch:
            patch.setattr(journal_module, "_write", _write_a_little)
            with pytest.raises(LedgerUnavailable, match="No space left"):
                journal.claim([claim("b")])
        assert path.read_bytes() == before
        [standing] = journal.claim([claim("b")])
        assert (standing.held, standing.repeated) == (False, False), "it was given back, and not remembered"
        assert journal.open() == [claim("a"), claim("b")]
    with Journal(path) as journal:
        assert journal.open() == [claim("a"), claim("b")]


def _write_a_little(file: int, data: bytes) -> None:
    os.write(file, data[:9])
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_journal_spoilt_by_others_while_open_is_unavailable(path: Path) -> None:
    with Journal(path) as journal:
        journal.claim([claim("a")])
        with path.open("ab") as file:
            file.write(b"spoilt\n")
        with pytest.raises(LedgerUnavailable, match=":2: not an entry"):
            journal.record("tocsin-1-a", Receipt("tocsin-1-a", ARN, AT))


def test_a_place_where_no_file_can_be_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerUnavailable):
        Journal(tmp_path / "file" / "journal.jsonl")
    with pytest.raises(LedgerUnavailable):
        Journal(tmp_path)


OTHER = """
import sys
from tocsin.ledgers.journal import Journal
from execute.fakes import job
journal = Journal(sys.argv[1])
[standing] = journal.claim([job(sys.argv[2]).claim("2026-03-29T01:00:00.000Z")])
print("held" if standing.held else "free", "repeated" if standing.repeated else "new", flush=True)
sys.stdin.readline()
"""


def other_process(path: Path, name: str, script: str = OTHER) -> subprocess.Popen[str]:
    pythonpath = os.pathsep.join(part for part in sys.path if part)
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path), name],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": pythonpath},
    )  # fmt: skip


def test_two_processes_share_the_file_but_not_a_token(path: Path) -> None:
    with Journal(path) as journal:
        journal.claim([claim("a")])
        with other_process(path, "a") as same, other_process(path, "b") as different:
            assert same.stdout is not None
            assert different.stdout is not None
            assert same.stdout.readline() == "held repeated\n"
            assert different.stdout.readline() == "free new\n"
            assert journal.claim([claim("b")])[0].held
            assert journal.open() == [claim("a"), claim("b")]
            different.kill()
            different.wait()
            [standing] = journal.claim([claim("b")])
            assert (standing.held, standing.repeated) == (False, True), "a killed process holds nothing"
            same.kill()


WRITER = """
import fcntl, sys
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_EX, 1, 0)
print("writing", flush=True)
sys.stdin.readline()
"""


def test_a_process_that_never_stops_writing_makes_it_unavailable(path: Path) -> None:
    clock = FakeClock()
    with Journal(path, clock=clock) as journal, other_process(path, "", WRITER) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        with pytest.raises(LedgerUnavailable, match="keeps it locked"):
            journal.claim([claim()])
        assert sum(clock.slept) == pytest.approx(journal_module.LOCK_WAIT)
        writer.kill()


MANY = """
import sys
from tocsin.ledgers.journal import Journal
from tocsin.model import Receipt
from execute.fakes import job, HOME
with Journal(sys.argv[1]) as journal:
    for number in range(40):
        token = f"tocsin-1-{sys.argv[2]}{number}"
        journal.claim([job(f"{sys.argv[2]}{number}").claim("2026-03-29T01:00:00.000Z")])
        journal.record(token, Receipt(token, f"{HOME}:engagement/akuam/{token}", "2026-03-29T01:00:00.000Z"))
"""


def test_lines_of_processes_that_write_at_once_do_not_mix(path: Path) -> None:
    processes = [other_process(path, name, MANY) for name in ("x", "y", "z")]
    for process in processes:
        with process:
            process.communicate(timeout=60)
        assert process.returncode == 0
    with Journal(path) as journal:
        assert journal.open() == []
        assert all(journal.receipt(f"tocsin-1-{name}{n}") for name in "xyz" for n in range(40))
    assert len(path.read_bytes().splitlines()) == 240
