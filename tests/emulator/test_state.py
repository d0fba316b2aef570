from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from emulating import PEOPLE, running
from tocsin.emulator import Home, State, load_people
from tocsin.errors import UnreadableInput

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_keeps_everything_for_the_next_emulator(tmp_path: Path) -> None:
    given = {"Sender": "s", "Subject": "s", "Content": "c", "IdempotencyToken": "once"}
    with running(state=State(tmp_path / "state.db")) as emulator:
        arn = emulator.client().start_engagement(ContactId=emulator.arn("bob"), **given)["EngagementArn"]
        before = emulator.inbox(), emulator.ledger()
    with running(people=None, state=State(tmp_path / "state.db")) as emulator:
        assert (emulator.inbox(), emulator.ledger()) == before
        assert emulator.client().start_engagement(ContactId=emulator.arn("bob"), **given)["EngagementArn"] == arn
        assert len(emulator.inbox()) == 1


def test_a_file_knows_its_home(tmp_path: Path) -> None:
    first = State(tmp_path / "state.db")
    load_people(first, {**PEOPLE, "region": "eu-central-1"})
    first.close()
    second = State(tmp_path / "state.db")
    assert second.home == Home("aws", "eu-central-1", "111122223333")
    second.close()


def test_a_failed_transaction_leaves_nothing() -> None:
    state = State()

    def fail() -> None:
        with state.transaction():
            state.put("rotation", RotationArn="arn")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert state.rows("SELECT * FROM rotation") == []
    state.close()


def test_a_file_that_is_something_else_is_refused_and_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("version: 1\n" * 100)
    with pytest.raises(UnreadableInput, match=r"policy\.yaml: not a state file"):
        State(file)
    assert file.read_text() == "version: 1\n" * 100


def test_another_program_s_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE contact (name TEXT)")
    before = file.read_bytes()
    with pytest.raises(UnreadableInput, match=r"shop\.db: not a state file of this emulator \(another program's"):
        State(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize("number", [1, 99])
def test_a_file_of_another_format_is_refused(tmp_path: Path, number: int) -> None:
    db = sqlite3.connect(tmp_path / "state.db")
    db.execute(f"PRAGMA user_version = {number}")
    db.close()
    with pytest.raises(UnreadableInput, match=f"format {number}, expected 2"):
        State(tmp_path / "state.db")


def test_a_file_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"state\.db: unable to open"):
        State(tmp_path / "missing" / "state.db")
