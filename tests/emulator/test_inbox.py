from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from emulating import SetClock, running
from tocsin.emulator import Choices, State

if TYPE_CHECKING:
    from emulating import Emulator


def start(emulator: Emulator, **public: str) -> None:
    emulator.client().start_engagement(
        ContactId=emulator.arn("akuam"), Sender="s", Subject="secret subject", Content="secret content", **public
    )


def test_sms_gets_only_the_public_pair_and_others_only_the_secure_one(emulator: Emulator) -> None:
    start(emulator, PublicSubject="public subject", PublicContent="public content")
    texts = {message["type"]: (message["subject"], message["content"]) for message in emulator.inbox()}
    assert texts == {"sms": ("public subject", "public content"), "email": ("secret subject", "secret content")}


def test_half_a_public_pair_leaves_the_other_half_blank(emulator: Emulator) -> None:
    start(emulator, PublicContent="public content")
    assert [(m["subject"], m["content"]) for m in emulator.inbox() if m["type"] == "sms"] == [("", "public content")]


@pytest.mark.parametrize(("choice", "sent"), [("blank", [("", "")]), ("unsent", [])])
def test_an_sms_without_public_text_by_choice(choice: Any, sent: list[tuple[str, str]]) -> None:
    with running(state=State(choices=Choices(sms_without_public_text=choice))) as emulator:
        start(emulator)
        assert [(m["subject"], m["content"]) for m in emulator.inbox() if m["type"] == "sms"] == sent
        assert len([m for m in emulator.inbox() if m["type"] == "email"]) == 1


def test_messages_have_exactly_these_keys_and_the_time_of_the_clock() -> None:
    clock = SetClock()
    clock.sleep(0.25)
    with running(state=State(clock=clock)) as emulator:
        start(emulator)
        message = emulator.inbox()[0]
    about = ["engagement", "page", "code"]
    assert list(message) == ["time", "contact", "channel", "type", "address", "subject", "content", *about]
    assert message["time"] == "2026-01-01T00:00:00.250Z"
