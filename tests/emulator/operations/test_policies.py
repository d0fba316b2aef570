from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from emulating import running
from tocsin.emulator import Choices, State

if TYPE_CHECKING:
    from emulating import Emulator

HOME = "arn:aws:ssm-contacts:*:111122223333"


def statement(**changes: Any) -> dict[str, Any]:
    return {
        "Sid": "ExamplePolicy",
        "Effect": "Allow",
        "Principal": {"AWS": "444455556666"},
        "Action": ["ssm-contacts:GetContact", "ssm-contacts:StartEngagement"],
        "Resource": [f"{HOME}:contact/akuam", f"{HOME}:engagement/akuam/*"],
        **changes,
    }


def policy(*statements: Any, **changes: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **changes})


def test_a_policy_comes_back_as_it_was_put(emulator: Emulator) -> None:
    client, akuam = emulator.client(), emulator.arn("akuam")
    text = json.dumps({"Statement": [statement()], "Version": "2012-10-17"}, indent=2)
    client.put_contact_policy(ContactArn=akuam, Policy=policy(statement(Effect="Deny")))
    client.put_contact_policy(ContactArn=akuam, Policy=text)
    answer = client.get_contact_policy(ContactArn=akuam)
    assert (answer["ContactArn"], answer["Policy"]) == (akuam, text)
    assert "Policy" not in client.get_contact_policy(ContactArn=emulator.arn("bob"))


@pytest.mark.parametrize(
    "text",
    [
        policy(statement(Action="ssm-contacts:StopEngagement", Resource=f"{HOME}:engagement/akuam/*")),
        policy(statement(Resource="arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam")),
        policy(statement(Principal="*")),
        json.dumps({"Version": "2008-10-17", "Statement": statement()}),
    ],
    ids=["single values", "its own Region", "anybody", "one statement"],
)
def test_policies_of_all_kinds(emulator: Emulator, text: str) -> None:
    emulator.client().put_contact_policy(ContactArn=emulator.arn("akuam"), Policy=text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("not JSON", "is not a JSON object"),
        ("[]", "is not a JSON object"),
        ("[" * 100_000, "is not a JSON object"),
        (policy(statement(), Version="2012"), "must have a Version"),
        (policy(), "must have a Statement"),
        (json.dumps({"Version": "2012-10-17"}), "must have a Statement"),
        (policy("Allow"), "no JSON object"),
        (policy(statement(Effect="allow")), "no Effect"),
        (policy(statement(Principal={})), "no Principal"),
        (policy(statement(Action="ssm-contacts:DeleteContact")), "an Action that is none of"),
        (policy(statement(Action=[])), "an Action that is none of"),
        (policy(statement(Action=[["ssm-contacts:GetContact"]])), "an Action that is none of"),
        (policy(statement(Resource=f"{HOME}:contact/bob")), "a Resource that is neither"),
        (policy(statement(Resource=f"{HOME}:contact/akuam2")), "a Resource that is neither"),
        (policy(statement(Resource="arn:aws:ssm-contacts:eu-west-1:111122223333:contact/akuam")), "a Resource"),
        (policy(statement(Resource="arn:aws:ssm-contacts:*:444455556666:contact/akuam")), "a Resource"),
        (policy(statement(Resource="*")), "a Resource that is neither"),
        (policy(statement(), statement(Effect=None)), "statement 1 no Effect"),
    ],
)
def test_a_policy_that_cannot_be(emulator: Emulator, text: str, problem: str) -> None:
    client, akuam = emulator.client(), emulator.arn("akuam")
    with pytest.raises(client.exceptions.ValidationException) as caught:
        client.put_contact_policy(ContactArn=akuam, Policy=text)
    (field,) = caught.value.response["Fields"]
    assert field["Name"] == "Policy"
    assert problem in field["Message"]
    assert "Policy" not in client.get_contact_policy(ContactArn=akuam)


def test_a_contact_without_a_policy_is_not_found_by_choice() -> None:
    with running(state=State(choices=Choices(without_policy="ResourceNotFoundException"))) as emulator:
        client, akuam = emulator.client(), emulator.arn("akuam")
        with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
            client.get_contact_policy(ContactArn=akuam)
        assert caught.value.response["ResourceType"] == "CONTACT_POLICY"


def test_a_policy_goes_with_its_contact(emulator: Emulator) -> None:
    client, body = emulator.client(), {"Alias": "carol", "Type": "PERSONAL", "Plan": {"Stages": []}}
    carol = client.create_contact(**body)["ContactArn"]
    text = policy(statement(Resource=f"{HOME}:contact/carol"))
    client.put_contact_policy(ContactArn=carol, Policy=text)
    client.delete_contact(ContactId=carol)
    client.create_contact(**body)
    assert "Policy" not in client.get_contact_policy(ContactArn=carol)


def test_an_unknown_contact_is_not_found(emulator: Emulator) -> None:
    client, nobody = emulator.client(), emulator.arn("nobody")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.put_contact_policy(ContactArn=nobody, Policy=policy(statement()))
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_contact_policy(ContactArn=nobody)
