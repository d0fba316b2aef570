"""The real client against real sockets: engagements read back, pages acknowledged."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from backends.wire import ENGAGEMENT, cut, error, ok, raw, serving
from tocsin.backends.ssm_contacts import SsmContacts
from tocsin.engagement import Channel
from tocsin.errors import DeliveryError, InvalidRequest, RetryLater, UnknownContact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backends.wire import Server

HOME = "arn:aws:ssm-contacts:us-east-2:111122223333"
AKUAM, BOB = f"{HOME}:contact/akuam", f"{HOME}:contact/bob"
EARLY, LATE, UNSENT = (f"{HOME}:page/{alias}" for alias in ("bob/1", "akuam/2", "akuam/3"))
PHONE, CALL = f"{HOME}:contact-channel/akuam/phone", f"{HOME}:contact-channel/bob/call"
NINE = datetime(2026, 3, 12, 9, tzinfo=UTC).timestamp()

DESCRIBED = {
    "EngagementArn": ENGAGEMENT, "ContactArn": AKUAM, "Sender": "tocsin", "Subject": "Checkout is slow",
    "Content": "a secret text", "StartTime": NINE,
}  # fmt: skip


def listed(arn: str, contact: str, **times: float) -> dict[str, Any]:
    return {"PageArn": arn, "EngagementArn": ENGAGEMENT, "ContactArn": contact, "Sender": "tocsin", **times}


def receipt(kind: str, time: float, channel: str | None = PHONE, info: str | None = None) -> dict[str, Any]:
    given = {"ContactChannelArn": channel, "ReceiptInfo": info}
    return {"ReceiptType": kind, "ReceiptTime": time, **{name: value for name, value in given.items() if value}}


def channel(arn: str, name: str, kind: str) -> dict[str, Any]:
    address = {"SimpleAddress": "+12065550100"}
    return {"ContactArn": AKUAM, "ContactChannelArn": arn, "Name": name, "Type": kind, "DeliveryAddress": address}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    with serving() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSM_CONTACTS", server.url)
        yield server


@pytest.fixture
def backend() -> Iterator[SsmContacts]:
    with SsmContacts(connect_timeout=0.5, read_timeout=0.5) as backend:
        yield backend


def test_pages_and_receipts_come_in_the_order_of_time_whatever_the_services_order(
    server: Server, backend: SsmContacts
) -> None:
    late = listed(LATE, AKUAM, SentTime=NINE + 400, DeliveryTime=NINE + 401, ReadTime=NINE + 402)
    server.script.extend([
        ok(DESCRIBED),
        ok({"Pages": [listed(UNSENT, AKUAM), late], "NextToken": "more"}),
        ok({"Receipts": []}),
        ok({"Receipts": [receipt("DELIVERED", NINE + 401), receipt("READ", NINE + 402)], "NextToken": "more"}),
        ok({"Receipts": [receipt("SENT", NINE + 400)]}),
        ok(channel(PHONE, "phone", "SMS")),
        # Sent again later than the other page: the first attempt counts.
        ok({"Pages": [listed(EARLY, BOB, SentTime=NINE + 500)]}),
        ok({"Receipts": [receipt("SENT", NINE + 500, CALL), receipt("SENT", NINE, CALL)]}),
        ok(channel(CALL, "call", "VOICE")),
    ])  # fmt: skip

    found = backend.engagement(ENGAGEMENT)

    assert [page.arn for page in found.pages] == [EARLY, LATE, UNSENT]
    assert [receipt.type for receipt in found.pages[1].receipts] == ["sent", "delivered", "read"]
    assert [page.channel for page in found.pages] == [
        Channel(CALL, "call", "voice"), Channel(PHONE, "phone", "sms"), None,
    ]  # fmt: skip
    assert [page.contact for page in found.answered] == ["akuam"]
    assert (found.contact, found.started, found.ended) == ("akuam", datetime(2026, 3, 12, 9, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("info", "shown"),
    [
        ("425440", "******"),
        ("accepted with 425440, thanks", "accepted with ******, thanks"),
        ("SM6656c19132f1465f9c9c1123a5dde7c9", "SM6656c19132f1465f9c9c1123a5dde7c9"),
        ("room 12", "room 12"),
        (None, None),
    ],
)
def test_codes_in_receipts_are_masked(
    server: Server, backend: SsmContacts, info: str | None, shown: str | None
) -> None:
    server.script.extend([
        ok(DESCRIBED), ok({"Pages": [listed(LATE, AKUAM)]}),
        ok({"Receipts": [receipt("READ", NINE, None, info)]}),
    ])  # fmt: skip

    assert backend.engagement(ENGAGEMENT).pages[0].receipts[0].info == shown


@pytest.mark.parametrize("answer", [error("ResourceNotFoundException"), error("AccessDeniedException")])
def test_a_channel_that_cannot_be_looked_at_stays_unnamed_and_is_asked_for_once(
    server: Server, backend: SsmContacts, answer: Any
) -> None:
    server.script.extend([
        ok(DESCRIBED), ok({"Pages": [listed(LATE, AKUAM)]}),
        ok({"Receipts": [receipt("SENT", NINE), receipt("SENT", NINE + 60)]}), answer,
    ])  # fmt: skip

    found = backend.engagement(ENGAGEMENT)

    assert found.pages[0].channel == Channel(PHONE)
    assert [operation for operation, _ in server.requests].count("GetContactChannel") == 1


@pytest.mark.parametrize("answers", [[ok({})], [ok(DESCRIBED), ok({})], [ok(DESCRIBED), raw(b"<html>")]])
def test_half_an_answer_is_no_status(server: Server, backend: SsmContacts, answers: list[Any]) -> None:
    server.script.extend(answers)

    with pytest.raises(RetryLater) as caught:
        backend.engagement(ENGAGEMENT)

    assert caught.value.ambiguous


def test_pages_that_nobody_read_wait_for_an_answer_the_latest_first(server: Server, backend: SsmContacts) -> None:
    read = listed(f"{HOME}:page/akuam/4", AKUAM, SentTime=NINE + 90, ReadTime=NINE + 99)
    early, late = listed(EARLY, BOB, SentTime=NINE), listed(LATE, AKUAM, SentTime=NINE + 60)
    server.script.append(ok({"Pages": [listed(UNSENT, AKUAM), early, read, late]}))

    assert backend.unanswered(ENGAGEMENT) == [LATE, EARLY, UNSENT]


def test_an_acknowledgement_asks_for_its_code_to_be_checked(server: Server, backend: SsmContacts) -> None:
    server.script.append(raw(b"", x_amzn_RequestId="req-1"))

    backend.acknowledge(LATE, "425440")

    wanted = {"PageId": LATE, "AcceptType": "READ", "AcceptCode": "425440", "AcceptCodeValidation": "ENFORCE"}
    assert server.requests == [("AcceptPage", wanted)]


def test_a_wrong_code_an_unknown_page_and_a_lost_answer_differ(server: Server, backend: SsmContacts) -> None:
    cases: list[tuple[list[Any], type[DeliveryError]]] = [
        ([error("ValidationException")], InvalidRequest),
        ([error("ResourceNotFoundException")], UnknownContact),
        ([cut, cut], RetryLater),
        ([raw(b"<!doctype html><title>Sign in</title>")], RetryLater),
    ]
    for answers, expected in cases:
        server.script.extend(answers)
        with pytest.raises(expected):
            backend.acknowledge(LATE, "425440")
