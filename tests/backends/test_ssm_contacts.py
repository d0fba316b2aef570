"""The real client against real sockets: what counts as an engagement, and what every failure becomes."""

from __future__ import annotations

import socket
import subprocess
import sys
import traceback
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backends.wire import ENGAGEMENT, close, cut, error, hang, ok, raw, serving
from tocsin.backends.ssm_contacts import SsmContacts
from tocsin.errors import DeliveryError, InvalidRequest, Rejected, RetryLater, UnknownContact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backends.wire import Handler, Server
    from emulating import Emulator

CONTACT = "arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam"
PARAMETERS = {
    "ContactId": CONTACT,
    "Sender": "tocsin",
    "Subject": "Checkout is slow",
    "Content": "a secret text",
    "PublicSubject": "checkout",
    "PublicContent": "look",
    "IncidentId": "arn:aws:ssm-incidents::111122223333:incident-record/checkout/1",
    "IdempotencyToken": "tocsin-1-a",
}
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSM_CONTACTS", server.url)
        yield server


@pytest.fixture
def backend() -> Iterator[SsmContacts]:
    with SsmContacts(connect_timeout=0.5, read_timeout=0.3) as backend:
        yield backend


def failure(backend: SsmContacts) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        backend.send(PARAMETERS)
    return caught.value


def nobody(_: str) -> bool:
    return False


def test_the_request_goes_out_exactly_as_given(server: Server, backend: SsmContacts) -> None:
    assert backend.send(PARAMETERS) == ENGAGEMENT
    assert server.requests == [("StartEngagement", PARAMETERS)]


@pytest.mark.parametrize(
    "answer",
    [
        ok({}),
        raw(b""),
        raw(b'{"EngagementArn": "arn:aws:ssm-con'),
        raw(b"<!doctype html><title>Sign in</title>", Content_Type="text/html"),
        raw(b"null"),
        raw(b"[]"),
        raw(b"\xff\xfe"),
        raw(b'{"EngagementArn"', claimed=100),
        ok({"EngagementArn": None}),
        ok({"EngagementArn": ""}),
        ok({"EngagementArn": 7}),
        ok({"EngagementArn": CONTACT}),
        ok({"EngagementArn": ENGAGEMENT.replace("engagement/", "page/")}),
        ok({"EngagementArn": ENGAGEMENT + "\n"}),
        ok({"EngagementArn": ENGAGEMENT.replace("ssm-contacts", "ssm-incidents")}),
        ok({"EngagementArn": ENGAGEMENT + "!" * 100}),
    ],
)
def test_an_answer_without_an_engagements_arn_is_no_success(
    server: Server, backend: SsmContacts, answer: Callable[[Handler], None]
) -> None:
    server.script.extend([answer, answer])
    lost = failure(backend)
    assert isinstance(lost, RetryLater)
    assert lost.ambiguous


@pytest.mark.parametrize("fault", [hang, cut, close])
def test_a_lost_answer_is_ambiguous(server: Server, backend: SsmContacts, fault: Callable[[Handler], None]) -> None:
    server.script.extend([fault, fault])
    lost = failure(backend)
    assert isinstance(lost, RetryLater)
    assert lost.ambiguous
    assert [body["IdempotencyToken"] for _, body in server.requests] == ["tocsin-1-a"] * 2


def test_one_lost_answer_is_made_good_within_the_call(server: Server, backend: SsmContacts) -> None:
    server.script.append(cut)
    assert backend.send(PARAMETERS) == ENGAGEMENT


NOT_TAKEN = [
    "ThrottlingException", "AccessDeniedException", "ExpiredTokenException", "ExpiredToken", "DataEncryptionException",
    "UnrecognizedClientException", "InvalidSignatureException", "RequestExpired", "IncompleteSignatureException",
]  # fmt: skip


@pytest.mark.parametrize("code", NOT_TAKEN)
def test_what_somebody_can_mend_is_retried_and_no_doubt(server: Server, backend: SsmContacts, code: str) -> None:
    server.script.append(error(code))
    if code == "ThrottlingException":
        server.script.append(error(code))
    refused = failure(backend)
    assert isinstance(refused, RetryLater)
    assert refused.code == code
    assert refused.ambiguous == (len(server.requests) == 2), "after botocore's own retry nothing is certain"


@pytest.mark.parametrize(
    "answer",
    [
        error("InternalServerException", 500),
        error("InternalServerException", 400),
        error("BrandNewException"),
        raw(b"<html>Bad Gateway</html>", 502),
        raw(b"", 503),
        raw(b"gone", 404),
        raw(b"{", 400),
    ],
)
def test_what_nobody_knows_is_retried_and_in_doubt(
    server: Server, backend: SsmContacts, answer: Callable[[Handler], None]
) -> None:
    server.script.extend([answer, answer])
    refused = failure(backend)
    assert isinstance(refused, RetryLater)
    assert refused.ambiguous


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ValidationException", InvalidRequest),
        ("SerializationException", InvalidRequest),
        ("ResourceNotFoundException", UnknownContact),
    ],
)
def test_what_will_never_be_taken_is_rejected(
    server: Server, backend: SsmContacts, code: str, kind: type[Rejected]
) -> None:
    server.script.append(error(code))
    refused = failure(backend)
    assert type(refused) is kind
    assert refused.code == code
    assert not refused.ambiguous
    assert len(server.requests) == 1


def test_a_rejection_after_a_lost_answer_of_the_same_call_is_in_doubt(server: Server, backend: SsmContacts) -> None:
    server.script.extend([cut, error("ValidationException")])
    refused = failure(backend)
    assert isinstance(refused, InvalidRequest)
    assert refused.ambiguous


def test_how_long_the_service_asks_to_wait_is_passed_on(server: Server, backend: SsmContacts) -> None:
    server.script.extend([error("ThrottlingException", RetryAfterSeconds=7)] * 2)
    refused = failure(backend)
    assert isinstance(refused, RetryLater)
    assert refused.after == 7.0


def test_nothing_listens(backend: SsmContacts, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSM_CONTACTS", f"http://127.0.0.1:{free.getsockname()[1]}")
        refused = failure(backend)
    assert isinstance(refused, RetryLater)
    assert refused.code == "EndpointConnectionError"


def test_an_endpoint_that_is_no_url_can_be_mended(backend: SsmContacts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSM_CONTACTS", "localhost")
    refused = failure(backend)
    assert isinstance(refused, RetryLater)
    assert (refused.code, refused.ambiguous) == ("InvalidEndpoint", False)


def test_no_credentials(server: Server, backend: SsmContacts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    refused = failure(backend)
    assert isinstance(refused, RetryLater)
    assert refused.code == "NoCredentialsError"
    assert server.requests == []


@pytest.mark.parametrize("change", [{"Subject": ""}, {"Subject": 5}, {"Runbook": "x"}])
def test_what_botocore_refuses_is_an_invalid_request(
    server: Server, backend: SsmContacts, change: dict[str, Any]
) -> None:
    with pytest.raises(InvalidRequest):
        backend.send({**PARAMETERS, **change})
    assert server.requests == []


@pytest.mark.parametrize("contact", ["akuam", "arn:aws:iam::111122223333:user/akuam", ""])
def test_a_contact_without_a_region_is_an_invalid_request(backend: SsmContacts, contact: str) -> None:
    with pytest.raises(InvalidRequest):
        backend.send({**PARAMETERS, "ContactId": contact})


@pytest.mark.parametrize(
    "answer",
    [error("ValidationException", Fields=[{"Name": "Subject", "Message": "a secret text"}]), error("AccessDenied")],
)
def test_an_error_shows_codes_and_names_but_no_text(
    server: Server, backend: SsmContacts, answer: Callable[[Handler], None]
) -> None:
    server.script.append(answer)
    refused = failure(backend)
    shown = "".join(traceback.format_exception(refused))
    assert "a secret text" not in shown
    assert "request req-1" in shown
    if isinstance(refused, InvalidRequest):
        assert str(refused) == "ValidationException about Subject (HTTP 400, request req-1)"


def test_a_call_goes_to_the_region_of_its_contact(backend: SsmContacts) -> None:
    endpoint = backend._client(CONTACT.replace("us-east-2", "eu-central-1")).meta.endpoint_url
    assert endpoint == "https://ssm-contacts.eu-central-1.amazonaws.com"


def test_time_outs_and_retries_are_explicit() -> None:
    with SsmContacts() as backend:
        config = backend._client(CONTACT).meta.config
    assert (config.connect_timeout, config.read_timeout) == (2.0, 4.0)
    assert config.retries == {"mode": "standard", "total_max_attempts": 2}
    assert config.tcp_keepalive is True


def test_importing_it_loads_no_aws_library() -> None:
    modules = "tocsin.backends.ssm_contacts, tocsin.execute, tocsin.ledgers.journal"
    code = f"import sys, {modules}; sys.exit(bool({{'boto3', 'botocore'}} & set(sys.modules)))"
    path = next(part for part in sys.path if part.endswith("engine"))
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": path})


# Against the emulator --------------------------------------------------------------------------------------------


@pytest.fixture
def live(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSM_CONTACTS", emulator.url)
    return emulator


@pytest.mark.parametrize("fault", ["throttle", "500", "reset", "hang", "empty", "truncated", "html"])
@pytest.mark.parametrize("after", [False, True])
def test_every_fault_of_the_emulator_is_a_retry_and_the_retry_is_one_page(
    live: Emulator, backend: SsmContacts, fault: str, after: bool
) -> None:
    live.faults([{"operation": "StartEngagement", "fault": fault, "times": 2, "after": after}])
    assert isinstance(failure(backend), RetryLater)
    while True:  # botocore retries some faults by itself: use up what is left of them
        try:
            arn = backend.send(PARAMETERS)
            break
        except RetryLater:
            continue
    assert [entry["engagement"] for entry in live.ledger()] == [arn]


def test_an_engagement_is_stopped_once_and_for_all(live: Emulator, backend: SsmContacts) -> None:
    arn = backend.send(PARAMETERS)
    backend.stop(arn, "resolved: alarm")
    backend.stop(arn, "resolved: alarm")
    assert "StopTime" in live.client().describe_engagement(EngagementId=arn)
    with pytest.raises(UnknownContact):
        backend.stop(ENGAGEMENT, "resolved: alarm")


def test_it_finds_the_engagement_of_a_request(live: Emulator, backend: SsmContacts) -> None:
    assert backend.find(PARAMETERS, since=YESTERDAY, known=nobody) is None
    backend.send({**PARAMETERS, "IdempotencyToken": "t-1", "Content": "another text"})
    backend.send({**PARAMETERS, "IdempotencyToken": "t-2", "ContactId": live.arn("bob")})
    backend.send({**PARAMETERS, "IdempotencyToken": "t-3", "Sender": "another"})
    backend.send({**PARAMETERS, "IdempotencyToken": "t-4", "PublicContent": "another"})
    backend.send({**PARAMETERS, "IdempotencyToken": "t-5", "IncidentId": "another"})
    assert backend.find(PARAMETERS, since=YESTERDAY, known=nobody) is None
    arn = backend.send(PARAMETERS)
    assert backend.find(PARAMETERS, since=YESTERDAY, known=nobody) == arn
    assert backend.find(PARAMETERS, since=YESTERDAY, known={arn}.__contains__) is None
    assert backend.find(PARAMETERS, since=datetime.now(UTC) + timedelta(hours=1), known=nobody) is None


def test_it_finds_it_among_many(live: Emulator, backend: SsmContacts) -> None:
    bare = {name: PARAMETERS[name] for name in ("ContactId", "Sender", "Subject", "Content", "IdempotencyToken")}
    arn = backend.send(bare)
    for number in range(60):
        backend.send({**bare, "Subject": f"noise {number}", "IdempotencyToken": f"t-{number}"})
    assert backend.find(bare, since=YESTERDAY, known=nobody) == arn


@pytest.mark.parametrize("operation", ["ListEngagements", "DescribeEngagement"])
@pytest.mark.parametrize("fault", ["throttle", "500", "reset", "hang", "empty", "truncated", "html"])
def test_an_answer_that_is_not_whole_finds_nothing_out(
    live: Emulator, backend: SsmContacts, operation: str, fault: str
) -> None:
    backend.send(PARAMETERS)
    live.faults([{"operation": operation, "fault": fault, "times": 2}])
    with pytest.raises(RetryLater):
        backend.find(PARAMETERS, since=YESTERDAY, known=nobody)


def test_without_the_right_to_look_nothing_is_found(server: Server, backend: SsmContacts) -> None:
    server.script.append(error("AccessDeniedException"))
    assert backend.find(PARAMETERS, since=YESTERDAY, known=nobody) is None
