"""Each fault as boto3 meets it, and what is true afterwards."""

from __future__ import annotations

import errno
import json
import socket
import time
import urllib.error
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

if TYPE_CHECKING:
    from emulating import Emulator

START = "SSMContacts.StartEngagement"
NAMES = ["throttle", "500", "reset", "hang", "empty", "truncated", "html"]


def order(emulator: Emulator, fault: str, **more: Any) -> None:
    emulator.faults([{"operation": "StartEngagement", "fault": fault, **more}])


def start(emulator: Emulator) -> Any:
    return emulator.client(read_timeout=0.3).start_engagement(
        ContactId=emulator.arn("bob"), Sender="s", Subject="s", Content="c", IdempotencyToken="once"
    )


def attempt(emulator: Emulator) -> str:
    """What a call came to: the exception's class or error code, or whether there was an ARN."""
    try:
        return "EngagementArn" if "EngagementArn" in start(emulator) else "no ARN"
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    except (ConnectionClosedError, ReadTimeoutError) as error:
        return type(error).__name__


@pytest.mark.parametrize(
    ("fault", "met", "accepted"),
    [
        ("throttle", "ThrottlingException", 0),
        ("500", "InternalServerException", 0),
        ("reset", "ConnectionClosedError", 0),
        ("hang", "ReadTimeoutError", 1),
        ("empty", "no ARN", 1),
        ("truncated", "no ARN", 1),
        ("html", "no ARN", 1),
    ],
)
def test_what_the_client_meets_and_whether_the_call_was_done(
    emulator: Emulator, fault: str, met: str, accepted: int
) -> None:
    order(emulator, fault)
    assert attempt(emulator) == met
    assert len(emulator.ledger()) == len(emulator.inbox()) == accepted
    assert attempt(emulator) == "EngagementArn"
    assert len(emulator.ledger()) == len(emulator.inbox()) == 1


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fault", NAMES)
def test_before_or_after_on_order(emulator: Emulator, fault: str, after: bool) -> None:
    order(emulator, fault, after=after)
    assert attempt(emulator) != "EngagementArn"
    assert len(emulator.ledger()) == after


def test_orders_wait_in_line_and_count_calls(emulator: Emulator) -> None:
    order(emulator, "throttle", times=2)
    order(emulator, "500")
    codes = ["ThrottlingException", "ThrottlingException", "InternalServerException", "EngagementArn"]
    assert [attempt(emulator) for _ in range(4)] == codes


def test_an_order_is_for_one_operation(emulator: Emulator) -> None:
    order(emulator, "throttle")
    assert emulator.client().list_contacts()["Contacts"]
    assert attempt(emulator) == "ThrottlingException"


def test_a_refused_call_uses_up_no_fault_that_strikes_after(emulator: Emulator) -> None:
    order(emulator, "empty")
    client = emulator.client()
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.start_engagement(ContactId=emulator.arn("nobody"), Sender="s", Subject="s", Content="c")
    assert attempt(emulator) == "no ARN"


def test_boto3_s_own_retries_carry_one_token(emulator: Emulator) -> None:
    order(emulator, "500", times=2, after=True)
    client = emulator.client(retries={"mode": "standard", "total_max_attempts": 3})
    client.start_engagement(ContactId=emulator.arn("bob"), Sender="s", Subject="s", Content="c")
    assert [entry["seen"] for entry in emulator.ledger()] == [3]


def test_throttling_says_when_to_come_back(emulator: Emulator) -> None:
    order(emulator, "throttle")
    with pytest.raises(ClientError) as caught:
        start(emulator)
    assert caught.value.response["RetryAfterSeconds"] == 1
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_truncated_answer_is_half_the_right_one(emulator: Emulator) -> None:
    emulator.faults([{"operation": "StopEngagement", "fault": "truncated"}])
    arn = start(emulator)["EngagementArn"]
    with pytest.raises(json.JSONDecodeError):
        emulator.send("SSMContacts.StopEngagement", json.dumps({"EngagementId": arn}).encode())


def test_a_reset_is_a_reset_on_the_wire(emulator: Emulator) -> None:
    order(emulator, "reset")
    host, port = emulator.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        head = f"POST / HTTP/1.1\r\nHost: {host}\r\nX-Amz-Target: {START}\r\nContent-Length: 2\r\n\r\n"
        connection.sendall(head.encode() + b"{}")
        with pytest.raises(ConnectionResetError) as caught:
            connection.recv(1)
    assert caught.value.errno == errno.ECONNRESET


def test_a_hang_ends_with_its_client_and_holds_up_nobody(emulator: Emulator) -> None:
    order(emulator, "hang", times=3)
    begin = time.monotonic()
    assert [attempt(emulator) for _ in range(3)] == ["ReadTimeoutError"] * 3
    assert attempt(emulator) == "EngagementArn"
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize(
    "orders",
    [
        {},
        [1],
        [{"operation": "StartEngagement"}],
        [{"operation": "Start", "fault": "reset"}],
        [{"operation": ["StartEngagement"], "fault": "reset"}],
        [{"operation": "StartEngagement", "fault": "flood"}],
        [{"operation": "StartEngagement", "fault": {}}],
        [{"operation": "StartEngagement", "fault": "reset", "times": 0}],
        [{"operation": "StartEngagement", "fault": "reset", "times": True}],
        [{"operation": "StartEngagement", "fault": "reset", "after": 1}],
        [{"operation": "StartEngagement", "fault": "reset", "when": 1}],
        [{"operation": "StartEngagement", "fault": "reset"}, {"operation": "x", "fault": "reset"}],
    ],
    ids=range(12),
)
def test_a_wrong_order_is_refused_whole(emulator: Emulator, orders: Any) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        emulator.http("POST", "faults", orders)
    with caught.value as error:
        assert error.code == 400
        assert json.load(error)["error"]
    assert attempt(emulator) == "EngagementArn"


def test_reset_calls_off_all_orders(emulator: Emulator) -> None:
    order(emulator, "throttle", times=9)
    emulator.reset()
    assert attempt(emulator) == "EngagementArn"


def test_orders_that_still_wait_are_listed(emulator: Emulator) -> None:
    order(emulator, "throttle", times=2)
    emulator.faults([{"operation": "ListContacts", "fault": "hang"}])
    hang = {"operation": "ListContacts", "fault": "hang", "times": 1, "after": True}
    throttle = {"operation": "StartEngagement", "fault": "throttle", "after": False}
    assert emulator.http("GET", "faults") == [{**throttle, "times": 2}, hang]
    assert attempt(emulator) == "ThrottlingException"
    assert emulator.http("GET", "faults") == [{**throttle, "times": 1}, hang]
    emulator.reset()
    assert emulator.http("GET", "faults") == []
