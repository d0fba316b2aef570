"""`tocsin ack`: a process of its own against the real emulator, whose clock the tests move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from commands.driver import Ran, tocsin
from commands.engaging import UNKNOWN, engage, keys
from emulating import running, virtual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulating import Emulator

PAGE = UNKNOWN.replace("engagement/", "page/")


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running(state=virtual()) as emulator:
        yield emulator


def ack(emulator: Emulator, arn: str, code: str) -> Ran:
    return tocsin("ack", arn, "--code", code, env=keys(emulator))


def wrong(*codes: str) -> str:
    """Six digits that are none of these codes."""
    return next(code for number in range(10) if (code := f"{number}" * 6) not in codes)


def test_the_code_in_the_message_acknowledges_the_page(emulator: Emulator) -> None:
    engage(emulator)
    message = emulator.inbox()[-1]
    emulator.advance("30s")

    ran = ack(emulator, message["page"], message["code"])
    emulator.advance("30m")

    assert (ran.code, ran.out, ran.err) == (0, f"acknowledged  {message['page']}\n", "")
    assert [page["read"] for page in emulator.engagements()[0]["pages"]] == ["2026-01-01T00:00:30.000Z"]
    assert len(emulator.inbox()) == 1, "the escalation has stopped"


def test_a_wrong_code_ends_with_1_and_acknowledges_nothing(emulator: Emulator) -> None:
    engage(emulator)
    message = emulator.inbox()[-1]

    ran = ack(emulator, message["page"], wrong(message["code"]))

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"tocsin: error: the code was refused by {message['page']}\n"
    assert emulator.engagements()[0]["pages"][0]["read"] is None


def test_an_engagement_finds_the_page_that_takes_the_code(emulator: Emulator) -> None:
    arn = engage(emulator, "akuam")
    first, second = emulator.inbox()

    for message in (second, first):
        ran = ack(emulator, arn, message["code"])
        assert (ran.code, ran.out) == (0, f"acknowledged  {message['page']}\n")


def test_no_page_of_the_engagement_takes_the_code(emulator: Emulator) -> None:
    arn = engage(emulator, "akuam")
    codes = [message["code"] for message in emulator.inbox()]

    ran = ack(emulator, arn, wrong(*codes))

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"tocsin: error: the code was refused by each of the 2 unanswered pages of {arn}\n"


def test_an_answered_engagement_has_nothing_to_acknowledge(emulator: Emulator) -> None:
    arn = engage(emulator, "bob")
    code = emulator.inbox()[-1]["code"]
    ack(emulator, arn, code)

    ran = ack(emulator, arn, code)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"tocsin: error: nothing to acknowledge: {arn} has no page that waits for an answer\n"


def test_a_page_may_be_acknowledged_again(emulator: Emulator) -> None:
    engage(emulator, "bob")
    message = emulator.inbox()[-1]

    assert [ack(emulator, message["page"], message["code"]).code for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("fault", ["html", "reset", "throttle", "500"])
def test_an_answer_that_is_not_the_services_is_no_acknowledgement(emulator: Emulator, fault: str) -> None:
    engage(emulator, "bob")
    message = emulator.inbox()[-1]
    emulator.faults([{"operation": "AcceptPage", "fault": fault, "times": 9}])

    ran = ack(emulator, message["page"], message["code"])

    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("tocsin: error: ")


@pytest.mark.parametrize("arn", [PAGE, UNKNOWN])
def test_what_the_service_does_not_know_ends_with_3(emulator: Emulator, arn: str) -> None:
    ran = ack(emulator, arn, "425440")

    assert (ran.code, ran.out) == (3, "")
    assert "ResourceNotFoundException" in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((UNKNOWN.replace("engagement/", "contact/"), "--code", "425440"), "page/ALIAS/ID, or engagement/"),
        ((PAGE, "--code", "42544"), "6, at most 10"),
        ((PAGE, "--code", "４２５４４０"), "6, at most 10"),
        ((PAGE,), "Missing option '--code'"),
    ],
)
def test_what_is_no_page_or_no_code_is_not_sent(arguments: tuple[str, ...], message: str) -> None:
    ran = tocsin("ack", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
