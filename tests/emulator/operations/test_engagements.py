from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from emulating import running
from tocsin.emulator import Choices, State

if TYPE_CHECKING:
    from emulating import Emulator

UNKNOWN = "arn:aws:ssm-contacts:us-east-2:111122223333:engagement/akuam/69e40ce1-8dbb-4d57-8962-5fbe7fc53356"


def start(emulator: Emulator, alias: str = "akuam", **changes: Any) -> str:
    given = {
        "ContactId": emulator.arn(alias),
        "Sender": "tocsin",
        "Subject": "Checkout slow: customer-7",
        "Content": "p99 is 4 s",
        "PublicSubject": "Checkout slow",
        "PublicContent": "See the console",
        **changes,
    }
    return str(emulator.client().start_engagement(**given)["EngagementArn"])


def test_start_answers_with_the_arn_of_the_contact_s_engagement(emulator: Emulator) -> None:
    arn = start(emulator, "example_escalation")
    assert arn.startswith("arn:aws:ssm-contacts:us-east-2:111122223333:engagement/example_escalation/")


def test_start_delivers_to_the_channels_of_the_first_stage(emulator: Emulator) -> None:
    arn = start(emulator)
    phone, mail = emulator.inbox()
    sent = datetime.fromisoformat(phone["time"])
    assert abs(datetime.now(UTC) - sent) < timedelta(minutes=1)
    assert phone == {
        "time": phone["time"],
        "contact": "akuam",
        "channel": "phone",
        "type": "sms",
        "address": "+12065550100",
        "subject": "Checkout slow",
        "content": "See the console",
        "engagement": arn,
        "page": phone["page"],
        "code": phone["code"],
    }
    assert (mail["channel"], mail["type"], mail["subject"]) == ("mail", "email", "Checkout slow: customer-7")


def test_an_unknown_contact_is_not_found(emulator: Emulator) -> None:
    client = emulator.client()
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        start(emulator, "nobody")
    assert caught.value.response["ResourceId"] == emulator.arn("nobody")
    assert caught.value.response["ResourceType"] == "CONTACT"
    assert emulator.ledger() == []


def test_describe(emulator: Emulator) -> None:
    arn = start(emulator, IncidentId="arn:aws:ssm-incidents::111122223333:incident-record/a/b")
    answer = emulator.client().describe_engagement(EngagementId=arn)
    del answer["ResponseMetadata"]
    assert datetime.now(UTC) - answer.pop("StartTime") < timedelta(minutes=1)
    assert answer == {
        "EngagementArn": arn,
        "ContactArn": emulator.arn("akuam"),
        "Sender": "tocsin",
        "Subject": "Checkout slow: customer-7",
        "Content": "p99 is 4 s",
        "PublicSubject": "Checkout slow",
        "PublicContent": "See the console",
        "IncidentId": "arn:aws:ssm-incidents::111122223333:incident-record/a/b",
    }


@pytest.mark.parametrize("operation", ["describe_engagement", "stop_engagement"])
def test_an_unknown_engagement_is_not_found(emulator: Emulator, operation: str) -> None:
    client = emulator.client()
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        getattr(client, operation)(EngagementId=UNKNOWN)
    assert caught.value.response["ResourceType"] == "ENGAGEMENT"


def test_stop_sets_the_stop_time_once(emulator: Emulator) -> None:
    client, arn = emulator.client(), start(emulator)
    client.stop_engagement(EngagementId=arn, Reason="resolved")
    first = client.describe_engagement(EngagementId=arn)["StopTime"]
    client.stop_engagement(EngagementId=arn)
    assert client.describe_engagement(EngagementId=arn)["StopTime"] == first


def test_stopping_twice_is_refused_by_choice() -> None:
    with running(state=State(choices=Choices(stopped_again="refuse"))) as emulator:
        client, arn = emulator.client(), start(emulator)
        client.stop_engagement(EngagementId=arn)
        with pytest.raises(client.exceptions.ValidationException):
            client.stop_engagement(EngagementId=arn)


def test_list_pages_through_all_in_order(emulator: Emulator) -> None:
    arns = [start(emulator) for _ in range(5)]
    client = emulator.client()
    pages = list(client.get_paginator("list_engagements").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["Engagements"]) for page in pages] == [2, 2, 1]
    listed = [engagement for page in pages for engagement in page["Engagements"]]
    assert [engagement["EngagementArn"] for engagement in listed] == arns
    assert listed[0].keys() == {"EngagementArn", "ContactArn", "Sender", "StartTime"}


def test_list_by_incident_and_time(emulator: Emulator) -> None:
    arn, _ = start(emulator, IncidentId="incident-1"), start(emulator)
    client = emulator.client()
    engagement = client.list_engagements(IncidentId="incident-1")["Engagements"][0]
    assert engagement["EngagementArn"] == arn
    started = engagement["StartTime"]
    hour = timedelta(hours=1)

    def count(**time_range: datetime) -> int:
        return len(client.list_engagements(TimeRangeValue=time_range)["Engagements"])

    assert count(StartTime=started - hour, EndTime=started + hour) == 2
    assert count(StartTime=started - hour) == 2
    assert count(EndTime=started - hour) == 0
    assert count(StartTime=started + hour) == 0
    with pytest.raises(client.exceptions.ValidationException):
        count(StartTime=started, EndTime=started - hour)


def test_the_same_token_pages_once(emulator: Emulator) -> None:
    first = start(emulator, "bob", IdempotencyToken="once")
    assert start(emulator, "bob", IdempotencyToken="once") == first
    assert len(emulator.inbox()) == 1
    (entry,) = emulator.ledger()
    assert (entry["engagement"], entry["contact"], entry["token"], entry["seen"]) == (first, "bob", "once", 2)
    assert entry["contact_arn"] == emulator.arn("bob")


def test_the_same_token_at_the_same_moment_pages_once(emulator: Emulator) -> None:
    with ThreadPoolExecutor(8) as pool:
        arns = list(pool.map(lambda _: start(emulator, "bob", IdempotencyToken="race"), range(16)))
    assert len(set(arns)) == 1
    assert len(emulator.inbox()) == 1
    assert [entry["seen"] for entry in emulator.ledger()] == [16]


def test_the_same_token_with_another_body_is_refused(emulator: Emulator) -> None:
    start(emulator, IdempotencyToken="once")
    with pytest.raises(ClientError) as caught:
        start(emulator, IdempotencyToken="once", Subject="other")
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert [entry["seen"] for entry in emulator.ledger()] == [1]


def test_a_token_of_a_refused_call_is_free(emulator: Emulator) -> None:
    with pytest.raises(ClientError):
        start(emulator, "nobody", IdempotencyToken="again")
    start(emulator, "akuam", IdempotencyToken="again")
    assert len(emulator.ledger()) == 1


def test_without_a_token_every_call_pages(emulator: Emulator) -> None:
    given = {"ContactId": emulator.arn("bob"), "Sender": "", "Subject": "s", "Content": "c", "IdempotencyToken": ""}
    body = json.dumps(given).encode()
    answers = [emulator.send("SSMContacts.StartEngagement", body) for _ in range(2)]
    assert [status for status, _, _ in answers] == [200, 200]
    assert [(entry["token"], entry["seen"]) for entry in emulator.ledger()] == [(None, 1), (None, 1)]
