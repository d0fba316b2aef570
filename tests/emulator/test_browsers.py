"""What a web page that is not the emulator's own can do to it: nothing."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from emulating import running
from tocsin.emulator.browsers import host_name, is_loopback

if TYPE_CHECKING:
    from emulating import Emulator

HIJACKED = "rebound.example"


def ask(
    emulator: Emulator, method: str, path: str, body: bytes = b"", **headers: str | None
) -> tuple[int, dict[str, Any]]:
    """One request with exactly these headers; Host is the server's own unless given, None: without one."""
    address = emulator.url.removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=5)
    sent = {"Host": address, "Content-Length": str(len(body)), **headers}
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            if value is not None:
                connection.putheader(name.replace("_", "-"), value)
        connection.endheaders(body)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text.startswith((b"{", b"[")) else {}
    finally:
        connection.close()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost", ""])
@pytest.mark.parametrize(
    ("path", "body"),
    [("/", b"{}"), ("/_tocsin/reset", b"{}"), ("/_tocsin/clock", b'{"advance": "1d"}'), ("/_tocsin/faults", b"[]")],
)
def test_posts_of_another_site_s_page_are_refused(emulator: Emulator, path: str, body: bytes, origin: str) -> None:
    status, answer = ask(emulator, "POST", path, body, Origin=origin, X_Amz_Target="SSMContacts.ListContacts")
    assert (status, answer["error"]) == (403, f"pages of {origin} may not call this emulator")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_its_own_page_may_call_it_under_every_name_of_this_machine(emulator: Emulator, name: str) -> None:
    host = f"{name}:{emulator.url.rpartition(':')[2]}"
    status, _ = ask(
        emulator, "POST", "/", b"{}", Host=host, Origin=f"http://{host}", X_Amz_Target="SSMContacts.ListContacts"
    )
    assert status == 200


@pytest.mark.parametrize(
    "host", [HIJACKED, f"{HIJACKED}:4010", "127.0.0.1.example:80", "192.0.2.1", "localhost.example", "[", "a@b:c"]
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/_tocsin/inbox"), ("GET", "/"), ("POST", "/_tocsin/reset")])
def test_a_name_that_somebody_points_at_this_machine_is_refused(
    emulator: Emulator, host: str, method: str, path: str
) -> None:
    status, answer = ask(emulator, method, path, Host=host, Origin=f"http://{host}")
    assert (status, answer["error"]) == (403, f"Host {host} is not this machine's; --anywhere allows other names")


def test_an_sdk_shows_its_user_why(emulator: Emulator) -> None:
    client = emulator.client()
    client.meta.events.register("before-send.ssm-contacts", lambda request, **_: _under(request, HIJACKED))
    with pytest.raises(ClientError, match=r"\(AccessDeniedException\).*--anywhere allows other names"):
        client.list_contacts()


def _under(request: Any, host: str) -> None:
    request.headers["Host"] = host


def test_clients_that_are_no_browsers_are_not_asked(emulator: Emulator) -> None:
    assert ask(emulator, "POST", "/_tocsin/reset", b"{}")[0] == 200
    assert emulator.client().list_contacts()["Contacts"]


def test_anywhere_takes_any_name_but_still_no_other_site_s_page() -> None:
    with running(anywhere=True) as emulator:
        assert ask(emulator, "GET", "/_tocsin/health", Host=HIJACKED)[0] == 200
        assert ask(emulator, "POST", "/_tocsin/reset", b"{}", Host=HIJACKED, Origin=f"http://{HIJACKED}")[0] == 200
        assert ask(emulator, "POST", "/_tocsin/reset", b"{}", Host=HIJACKED, Origin="http://evil.example")[0] == 403


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost:4010", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]:4010", "::1"),
        ("[::1", ""),
        ("", ""),
    ],
)
def test_names_in_host_headers(host: str, name: str) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_names_of_this_machine(name: str) -> None:
    assert is_loopback(name)


@pytest.mark.parametrize("name", ["", "0.0.0.0", "::", "192.0.2.1", "localhost.", "example.com", "2130706433"])
def test_names_of_others(name: str) -> None:
    assert not is_loopback(name)
