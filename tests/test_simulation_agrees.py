"""What `simulate` predicts is what arrives in the inbox, minute by minute.

One side is the command on a policy file. The other is an emulator whose people were made through the API, whose
engagements were started through the API, and whose virtual clock goes on a minute at a time.
"""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulating import Emulator, running, virtual
from rotas import PEOPLE, create, instants, policy_files
from tocsin.commands import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

USAGE = 2
Sent = tuple[int, str, str, str]
"""Minute, contact, channel, type of one message."""

ALERT = {"type": "disk-full", "status": "firing", "id": "a", "starts_at": "2026-01-01T00:00:00Z"}
PATIENCE = 300
"""Minutes after which every plan that rotas makes has ended."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("set")


def tocsin(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    return code, out.getvalue(), err.getvalue()


def simulated(folder: Path, file: dict[str, Any], at: datetime, acks: list[tuple[str, int]]) -> dict[str, Any]:
    (folder / "policies").mkdir(exist_ok=True)
    (folder / "policies" / "all.yaml").write_text(json.dumps(file))
    (folder / "alert.json").write_text(json.dumps(ALERT))
    answers = [word for contact, minute in acks for word in ("--ack", f"{contact}@{minute}m")]
    code, out, err = tocsin(
        "-C", str(folder), "simulate", str(folder / "alert.json"), "--at", at.isoformat(), "-o", "json", *answers
    )
    if code == USAGE and acks:
        return {}
    assert code == 0, err
    return dict(json.loads(out))


def notified(simulation: dict[str, Any]) -> list[Sent]:
    return [(n["minute"], n["contact"], n["channel"], n["type"]) for n in simulation["timeline"]]


def lived(emulator: Emulator, targets: list[str], minutes: int, acks: list[tuple[str, int]]) -> Iterator[Sent]:
    """Page the targets and let the minutes pass; every message in the minute in which it came."""
    client, seen = emulator.client(), len(emulator.inbox())
    for target in targets:
        client.start_engagement(ContactId=target, Sender="test", Subject="s", Content="c")
    for minute in range(minutes + 1):
        inbox = emulator.inbox()
        for message in inbox[seen:]:
            yield minute, message["contact"], message["channel"], message["type"]
        seen = len(inbox)
        for contact, when in acks:
            if when == minute:
                answer(client, contact, inbox)
        emulator.http("POST", "clock", {"advance": "1m"})


def answer(client: Any, contact: str, inbox: list[dict[str, Any]]) -> None:
    """The contact types the code of each page that reached them."""
    pages = {message["page"]: message["code"] for message in inbox if message["contact"] == contact and message["page"]}
    for page, code in pages.items():
        client.accept_page(PageId=page, AcceptType="READ", AcceptCode=code)


@pytest.mark.slow
@settings(max_examples=60)
@given(data=st.data(), at=instants())
def test_the_inbox_is_what_the_simulation_said(folder: Path, data: st.DataObject, at: datetime) -> None:
    file = data.draw(policy_files(at))
    alone = notified(simulated(folder, file, at, []))
    reached = {contact: minute for minute, contact, *_ in reversed(alone)}
    simulation, acks = simulated(folder, file, at, []), list[tuple[str, int]]()
    for contact in PEOPLE:
        if contact in reached and data.draw(st.booleans()):
            more = [*acks, (contact, reached[contact] + data.draw(st.integers(0, 9)))]
            # An answer may stop the plan before it comes to somebody else, who then has nothing to answer.
            if answered := simulated(folder, file, at, more):
                simulation, acks = answered, more
    predicted = notified(simulation)
    targets = file["policies"][0]["page"]
    with running(None, state=virtual(at.isoformat())) as emulator:
        arns = create(emulator, file)
        minutes = max([simulation["end_minute"], *(minute for minute, *_ in alone)]) + 2
        assert minutes < PATIENCE
        arrived = list(lived(emulator, [arns[target] for target in targets], minutes, acks))
    assert sorted(arrived) == sorted(predicted)
