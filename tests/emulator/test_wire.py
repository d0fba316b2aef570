"""The door of the API, knocked at with raw HTTP."""

from __future__ import annotations

import json
import re
import socket
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from emulating import Emulator

START = "SSMContacts.StartEngagement"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff",
        b'{"Unknown": NaN}',
        b'{"Unknown": -Infinity}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 5000,
        b"[]",
        b'"text"',
        b"null",
        b'{"Subject": "\\ud800", "ContactId": "a", "Sender": "b", "Content": "c"}',
    ],
    ids=range(11),
)
def test_a_body_that_is_no_json_object_is_a_serialization_exception(emulator: Emulator, body: bytes) -> None:
    status, answer, headers = emulator.send(START, body)
    assert (status, answer["__type"]) == (400, "SerializationException")
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert re.fullmatch(r"[0-9a-f-]{36}", headers["x-amzn-requestid"])


def test_a_body_of_a_megabyte_is_read(emulator: Emulator) -> None:
    body = b'{"Subject": "x"' + b" " * (2**20 - 16) + b"}"
    assert len(body) == 2**20
    assert emulator.send(START, body)[1]["__type"] == "ValidationException"


def test_a_byte_more_is_too_much(emulator: Emulator) -> None:
    status, answer, _ = emulator.send(START, b'{"Subject": "x"' + b" " * (2**20 - 15) + b"}")
    assert (status, answer["__type"]) == (400, "SerializationException")
    assert answer["Message"] == "The body is larger than 1048576 bytes"


def test_a_body_far_too_large_is_refused_without_being_kept(emulator: Emulator) -> None:
    assert emulator.send(START, b" " * 2**23)[1]["__type"] == "SerializationException"


@pytest.mark.parametrize(
    "target",
    [
        "",
        "StartEngagement",
        "AmazonSSM.StartEngagement",
        "SSMContacts.",
        "SSMContacts.Nope",
        "SSMContacts.startEngagement",
    ],
)
def test_a_wrong_target_is_an_unknown_operation(emulator: Emulator, target: str) -> None:
    status, answer, _ = emulator.send(target, b"{}")
    assert (status, answer["__type"]) == (400, "UnknownOperationException")


def test_an_empty_body_is_an_empty_object(emulator: Emulator) -> None:
    status, answer, _ = emulator.send("SSMContacts.ListContacts", b"")
    assert (status, len(answer["Contacts"])) == (200, 4)


def test_times_travel_as_epoch_seconds(emulator: Emulator) -> None:
    given = {"ContactId": emulator.arn("bob"), "Sender": "s", "Subject": "s", "Content": "c"}
    emulator.send(START, json.dumps(given).encode())
    _, answer, _ = emulator.send("SSMContacts.ListEngagements", b"{}")
    assert isinstance(answer["Engagements"][0]["StartTime"], float)


def test_a_client_that_leaves_in_mid_body_does_no_harm(
    emulator: Emulator, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    host, port = emulator.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: " + START.encode() + b"\r\nContent-Length: 99\r\n\r\n{"
        )
    assert emulator.http("GET", "health") == {"status": "ok"}
    assert capfd.readouterr().err == ""
    assert caplog.records == []
