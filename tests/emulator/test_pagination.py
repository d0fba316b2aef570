from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from emulating import running
from tocsin.emulator import Choices, State

if TYPE_CHECKING:
    from emulating import Emulator


def test_the_page_size_without_max_results_is_a_choice() -> None:
    with running(state=State(choices=Choices(page_size=3))) as emulator:
        client = emulator.client()
        assert len(client.list_contacts()["Contacts"]) == 3
        assert len(client.list_contacts(MaxResults=0)["Contacts"]) == 3
        assert len(client.list_contacts(MaxResults=4)["Contacts"]) == 4


def test_the_last_page_has_no_token(emulator: Emulator) -> None:
    client = emulator.client()
    assert "NextToken" in client.list_contacts(MaxResults=3)
    assert "NextToken" not in client.list_contacts(MaxResults=4)


def test_a_page_survives_what_happens_between(emulator: Emulator) -> None:
    client = emulator.client()
    first = client.list_contacts(MaxResults=3)
    client.delete_contact(ContactId=emulator.arn("example_escalation"))
    client.create_contact(Alias="carol", Type="PERSONAL", Plan={"Stages": []})
    second = client.list_contacts(NextToken=first["NextToken"])
    assert [contact["Alias"] for contact in second["Contacts"]] == ["carol"]


def _token(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "token",
    [
        "abc",
        "",
        "====",
        _token("ListContacts"),
        _token("ListContacts x"),
        _token("ListContacts 1 1"),
        _token("ListContacts 01"),
        _token("ListContacts ²"),
        _token("ListContacts " + "9" * 30),
    ],
)
def test_a_token_that_was_never_given_is_refused(emulator: Emulator, token: str) -> None:
    client = emulator.client()
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.list_contacts(NextToken=token)
    assert [field["Name"] for field in caught.value.response["Fields"]] == ["NextToken"]


def test_a_token_of_another_operation_is_refused(emulator: Emulator) -> None:
    client = emulator.client()
    token = client.list_contacts(MaxResults=1)["NextToken"]
    with pytest.raises(client.exceptions.ValidationException):
        client.list_engagements(NextToken=token)
