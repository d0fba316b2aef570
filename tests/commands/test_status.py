"""`tocsin status`: a process of its own against the real emulator, whose clock the tests move."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from commands.driver import tocsin
from commands.engaging import UNKNOWN, engage, keys
from emulating import running, virtual
from tocsin.choices import Choices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulating import Emulator


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running(state=virtual(choices=Choices(page_size=2))) as emulator:
        yield emulator


def answer(emulator: Emulator) -> str:
    """Acknowledge the page of the latest message; its code."""
    message = emulator.inbox()[-1]
    emulator.client().accept_page(PageId=message["page"], AcceptType="READ", AcceptCode=message["code"])
    return str(message["code"])


def status(emulator: Emulator, arn: str) -> dict[str, Any]:
    ran = tocsin("status", arn, "-o", "json", env=keys(emulator))
    assert ran.code == 0, ran
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_the_human_output_says_who_was_called_where_and_who_answered(emulator: Emulator) -> None:
    arn = engage(emulator, PublicSubject="checkout")
    emulator.advance("90s")
    code = answer(emulator)

    ran = tocsin("status", arn, env=keys(emulator))

    page = emulator.inbox()[-1]["page"]
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[:14] == [
        f"example_escalation  {arn}",
        "  sender    tocsin",
        "  started   2026-01-01T00:00:00Z",
        "  ended     2026-01-01T00:01:30Z",
        "  answered  by bob on call (voice), 2026-01-01T00:01:30Z",
        "    voice and e-mail",
        "    Subject           Checkout is slow",
        "    Content           p99 is 2.4 s",
        "                      see the dashboard",
        "    SMS",
        "    PublicSubject     checkout",
        "",
        f"  bob on call (voice)  {page}",
        lines[13],
    ]
    assert [line.split()[:2] for line in lines[13:]] == [
        ["2026-01-01T00:00:00Z", "sent"],
        ["2026-01-01T00:01:00Z", "sent"],
        ["2026-01-01T00:01:30Z", "delivered"],
        ["2026-01-01T00:01:30Z", "read"],
    ]
    assert lines[-1].endswith("******")
    assert code not in ran.out.replace(page, "").replace(arn, "")


def test_json_has_every_field_and_a_schema_version(emulator: Emulator) -> None:
    arn = engage(emulator, "bob", IncidentId="arn:aws:ssm-incidents::111122223333:incident-record/checkout/1")
    emulator.advance("61s")

    found = status(emulator, arn)

    assert list(found) == [
        "schema_version", "engagement", "contact", "sender", "subject", "content", "public_subject", "public_content",
        "incident", "started", "ended", "pages",
    ]  # fmt: skip
    assert found["schema_version"] == "1"
    assert (found["started"], found["ended"]) == ("2026-01-01T00:00:00.000Z", None)
    (page,) = found["pages"]
    assert list(page) == ["page", "contact", "channel", "type", "sent", "delivered", "read", "receipts"]
    assert (page["contact"], page["channel"], page["type"]) == ("bob", "call", "voice")
    assert page["sent"] == "2026-01-01T00:01:00.000Z", "a retry moves it"
    assert [(each["type"], each["time"]) for each in page["receipts"]] == [
        ("sent", "2026-01-01T00:00:00.000Z"), ("sent", "2026-01-01T00:01:00.000Z"),
    ]  # fmt: skip


def test_no_output_holds_a_code(emulator: Emulator) -> None:
    arn = engage(emulator)
    emulator.advance("5s")
    code = answer(emulator)

    receipts = status(emulator, arn)["pages"][0]["receipts"]

    listed = emulator.client().list_page_receipts(PageId=emulator.inbox()[-1]["page"])["Receipts"]
    assert code in {receipt.get("ReceiptInfo") for receipt in listed}, "the service does show it"
    assert {receipt["info"] for receipt in receipts if receipt["type"] in {"read", "delivered"}} == {"******"}


def test_pages_follow_in_the_order_of_time_over_several_answers_of_the_service(emulator: Emulator) -> None:
    arn = engage(emulator)
    emulator.advance("30m")

    pages = status(emulator, arn)["pages"]

    assert {page["contact"] for page in pages} == {"akuam", "bob"}
    first = [page["receipts"][0]["time"] for page in pages]
    assert first == sorted(first)
    assert all(page["receipts"] == sorted(page["receipts"], key=lambda each: each["time"]) for page in pages)


def test_hostile_text_does_not_reach_the_terminal(emulator: Emulator) -> None:
    arn = engage(emulator, "bob", Subject="\x1b[2Jgone \u202e", Content="\x07")

    ran = tocsin("status", arn, "--color", "never", env=keys(emulator))

    assert "\ufffd[2Jgone \ufffd" in ran.out
    assert not {"\x1b", "\x07", "\u202e"} & set(ran.out)


def test_a_deleted_channel_shows_as_its_id(emulator: Emulator) -> None:
    arn = engage(emulator, "bob")
    channel = emulator.client().list_contact_channels(ContactId=emulator.arn("bob"))["ContactChannels"][0]
    emulator.client().delete_contact_channel(ContactChannelId=channel["ContactChannelArn"])

    ran = tocsin("status", arn, env=keys(emulator))

    assert f"  bob on {channel['ContactChannelArn'].rpartition('/')[2]}  arn:" in ran.out


@pytest.mark.parametrize("fault", ["html", "truncated", "reset"])
def test_a_service_that_cannot_be_read_ends_with_3(emulator: Emulator, fault: str) -> None:
    arn = engage(emulator)
    emulator.faults([{"operation": "ListPagesByEngagement", "fault": fault, "times": 9}])

    ran = tocsin("status", arn, env=keys(emulator))

    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("tocsin: error: ")


def test_an_unknown_engagement_ends_with_3(emulator: Emulator) -> None:
    ran = tocsin("status", UNKNOWN, env=keys(emulator))

    assert (ran.code, ran.out) == (3, "")
    assert "ResourceNotFoundException" in ran.err


def test_what_is_no_engagement_is_not_looked_up() -> None:
    ran = tocsin("status", UNKNOWN.replace("engagement/", "contact/"))

    assert ran.code == 2
    assert "engagement/ALIAS/ID" in ran.err
