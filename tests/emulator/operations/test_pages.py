from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from emulating import Emulator, running, virtual
from tocsin.emulator import Choices

if TYPE_CHECKING:
    from collections.abc import Iterator

UNKNOWN = "arn:aws:ssm-contacts:us-east-2:111122223333:page/akuam/ad0052bd-e606-498a-861b-25726292eb93"
SENT, ANSWERED = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 1, tzinfo=UTC)


@pytest.fixture
def standing() -> Iterator[Emulator]:
    with running(state=virtual()) as emulator:
        yield emulator


def start(emulator: Emulator, alias: str = "akuam") -> str:
    given = {"Sender": "tocsin", "Subject": "secret", "Content": "secret content", "PublicSubject": "public"}
    answer = emulator.client().start_engagement(ContactId=emulator.arn(alias), **given, IncidentId="incident-1")
    return str(answer["EngagementArn"])


def accept(emulator: Emulator, number: int = 0, **changes: Any) -> dict[str, Any]:
    """AcceptPage for a message of the inbox, with its code unless `changes` say another."""
    message = emulator.inbox()[number]
    given = {"PageId": message["page"], "AcceptType": "READ", "AcceptCode": message["code"], **changes}
    answer: dict[str, Any] = emulator.client().accept_page(**given)
    del answer["ResponseMetadata"]
    return answer


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def receipts(emulator: Emulator, number: int = 0) -> list[tuple[str, str, datetime]]:
    answer = emulator.client().list_page_receipts(PageId=emulator.inbox()[number]["page"])
    return [(r["ReceiptType"], r.get("ReceiptInfo", ""), r["ReceiptTime"]) for r in answer["Receipts"]]


def read_time(emulator: Emulator, number: int = 0) -> datetime | None:
    page = emulator.client().describe_page(PageId=emulator.inbox()[number]["page"])
    found: datetime | None = page.get("ReadTime")
    return found


def test_describe_shows_the_page_with_the_engagement_s_texts(standing: Emulator) -> None:
    arn = start(standing)
    page = standing.inbox()[0]["page"]
    assert page.startswith("arn:aws:ssm-contacts:us-east-2:111122223333:page/akuam/")
    described = standing.client().describe_page(PageId=page)
    del described["ResponseMetadata"]
    assert described == {
        "PageArn": page,
        "EngagementArn": arn,
        "ContactArn": standing.arn("akuam"),
        "Sender": "tocsin",
        "Subject": "secret",
        "Content": "secret content",
        "PublicSubject": "public",
        "IncidentId": "incident-1",
        "SentTime": SENT,
    }


def test_read_with_the_right_code_acknowledges(standing: Emulator) -> None:
    start(standing)
    standing.advance("1m")
    code = standing.inbox()[0]["code"]
    assert accept(standing) == {}
    kinds, infos, times = zip(*receipts(standing), strict=True)
    assert kinds == ("DELIVERED", "READ", "SENT")
    assert infos[:2] == (code, code)
    assert infos[2].startswith("SM")
    assert times == (ANSWERED, ANSWERED, SENT)
    described = standing.client().describe_page(PageId=standing.inbox()[0]["page"])
    assert (described["DeliveryTime"], described["ReadTime"]) == (ANSWERED, ANSWERED)
    standing.advance("1h")
    assert len(standing.inbox()) == 2


def test_a_wrong_code_is_refused(standing: Emulator) -> None:
    start(standing)
    with pytest.raises(ClientError) as caught:
        accept(standing, AcceptCode=wrong(standing.inbox()[0]["code"]))
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert [field["Name"] for field in caught.value.response["Fields"]] == ["AcceptCode"]
    assert read_time(standing) is None


def test_the_code_of_another_page_is_wrong(standing: Emulator) -> None:
    start(standing)
    with pytest.raises(ClientError, match="AcceptCode"):
        accept(standing, 0, AcceptCode=standing.inbox()[1]["code"])


def test_any_code_does_when_validation_is_ignored(standing: Emulator) -> None:
    start(standing)
    code = wrong(standing.inbox()[0]["code"])
    accept(standing, AcceptCode=code, AcceptCodeValidation="IGNORE")
    assert receipts(standing)[1][:2] == ("READ", code)


def test_whether_codes_are_validated_unasked_is_a_choice() -> None:
    with running(state=virtual(choices=Choices(accept_code_validation="IGNORE"))) as emulator:
        start(emulator)
        code = wrong(emulator.inbox()[0]["code"])
        with pytest.raises(ClientError, match="AcceptCode"):
            accept(emulator, AcceptCode=code, AcceptCodeValidation="ENFORCE")
        accept(emulator, AcceptCode=code)
        assert read_time(emulator)


def test_delivered_is_no_answer(standing: Emulator) -> None:
    start(standing)
    accept(standing, AcceptType="DELIVERED")
    assert [receipt[0] for receipt in receipts(standing)] == ["DELIVERED", "SENT"]
    standing.advance("2m")
    assert len(standing.inbox()) == 4
    accept(standing)
    assert [(kind, at.minute) for kind, _, at in receipts(standing)] == [
        ("DELIVERED", 0),
        ("READ", 2),
        ("SENT", 0),
        ("SENT", 2),
    ]
    standing.advance("1h")
    assert len(standing.inbox()) == 4


def test_delivered_is_an_answer_by_choice() -> None:
    with running(state=virtual(choices=Choices(delivered_acknowledges=True))) as emulator:
        start(emulator)
        accept(emulator, AcceptType="DELIVERED")
        emulator.advance("1h")
        assert len(emulator.inbox()) == 2
        assert emulator.engagements()[0]["status"] == "acknowledged"


def test_a_second_answer_changes_nothing(standing: Emulator) -> None:
    start(standing)
    accept(standing)
    before = receipts(standing)
    standing.advance("5m")
    assert accept(standing) == {}
    assert accept(standing, AcceptType="DELIVERED") == {}
    assert receipts(standing) == before


def test_a_stopped_engagement_s_page_can_be_answered(standing: Emulator) -> None:
    arn = start(standing)
    standing.client().stop_engagement(EngagementId=arn)
    accept(standing)
    assert [receipt[0] for receipt in receipts(standing)] == ["DELIVERED", "READ", "SENT", "STOP"]
    assert standing.engagements()[0]["status"] == "stopped"


def test_a_note_becomes_the_receipts_info(standing: Emulator) -> None:
    start(standing)
    accept(standing, Note="on my way")
    assert [info for _, info, _ in receipts(standing)][:2] == ["on my way"] * 2


def test_a_note_is_kept_out_of_receipts_by_choice() -> None:
    with running(state=virtual(choices=Choices(note_in_receipt=False))) as emulator:
        start(emulator)
        accept(emulator, Note="on my way")
        assert receipts(emulator)[0][1] == emulator.inbox()[0]["code"]


def channel(emulator: Emulator, alias: str, name: str) -> str:
    listed = emulator.client().list_contact_channels(ContactId=emulator.arn(alias))["ContactChannels"]
    return next(str(each["ContactChannelArn"]) for each in listed if each["Name"] == name)


def test_the_answer_may_come_from_another_channel_of_the_contact(standing: Emulator) -> None:
    start(standing)
    call = channel(standing, "akuam", "call")
    accept(standing, ContactChannelId=call)
    answer = standing.client().list_page_receipts(PageId=standing.inbox()[0]["page"])["Receipts"]
    assert [receipt["ContactChannelArn"] == call for receipt in answer] == [True, True, False]


@pytest.mark.parametrize("alias", ["bob", "nobody"])
def test_an_answer_from_another_s_channel_is_refused(standing: Emulator, alias: str) -> None:
    start(standing)
    theirs = channel(standing, "bob", "call") if alias == "bob" else UNKNOWN.replace("page", "contact-channel")
    with pytest.raises(ClientError) as caught:
        accept(standing, ContactChannelId=theirs)
    assert [field["Name"] for field in caught.value.response["Fields"]] == ["ContactChannelId"]
    assert read_time(standing) is None


@pytest.mark.parametrize(
    ("operation", "given", "kind"),
    [
        ("describe_page", {"PageId": UNKNOWN}, "PAGE"),
        ("accept_page", {"PageId": UNKNOWN, "AcceptType": "READ", "AcceptCode": "123456"}, "PAGE"),
        ("list_page_receipts", {"PageId": UNKNOWN}, "PAGE"),
        ("list_page_resolutions", {"PageId": UNKNOWN}, "PAGE"),
        ("list_pages_by_contact", {"ContactId": UNKNOWN.replace("page", "contact")}, "CONTACT"),
        ("list_pages_by_engagement", {"EngagementId": UNKNOWN.replace("page", "engagement")}, "ENGAGEMENT"),
    ],
)
def test_what_is_unknown_is_not_found(emulator: Emulator, operation: str, given: dict[str, str], kind: str) -> None:
    client = emulator.client()
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        getattr(client, operation)(**given)
    assert caught.value.response["ResourceType"] == kind


def test_pages_of_a_contact_are_those_of_all_engagements(standing: Emulator) -> None:
    first, second = start(standing), start(standing)
    start(standing, "bob")
    client = standing.client()
    pages = client.list_pages_by_contact(ContactId=standing.arn("akuam"))["Pages"]
    assert [page["EngagementArn"] for page in pages] == [first, first, second, second]
    assert pages[0] == {
        "PageArn": standing.inbox()[0]["page"],
        "EngagementArn": first,
        "ContactArn": standing.arn("akuam"),
        "Sender": "tocsin",
        "IncidentId": "incident-1",
        "SentTime": SENT,
    }


@pytest.mark.parametrize("operation", ["list_pages_by_contact", "list_pages_by_engagement", "list_page_receipts"])
def test_lists_come_in_pages(standing: Emulator, operation: str) -> None:
    arn = start(standing)
    standing.advance("5m")
    accept(standing)
    given, key = {
        "list_pages_by_contact": ({"ContactId": standing.arn("akuam")}, "Pages"),
        "list_pages_by_engagement": ({"EngagementId": arn}, "Pages"),
        "list_page_receipts": ({"PageId": standing.inbox()[0]["page"]}, "Receipts"),
    }[operation]
    client = standing.client()
    whole = getattr(client, operation)(**given)[key]
    parts = list(client.get_paginator(operation).paginate(**given, PaginationConfig={"PageSize": 2}))
    assert [len(part[key]) for part in parts] == {"Pages": [2, 1], "Receipts": [2, 2, 1]}[key]
    assert [entry for part in parts for entry in part[key]] == whole


@pytest.mark.parametrize("operation", ["list_page_receipts", "list_page_resolutions"])
def test_a_token_of_another_list_is_refused(standing: Emulator, operation: str) -> None:
    start(standing)
    with pytest.raises(ClientError, match="NextToken"):
        getattr(standing.client(), operation)(PageId=standing.inbox()[0]["page"], NextToken="abcd")


def test_a_person_paged_directly_is_the_whole_resolution(standing: Emulator) -> None:
    start(standing)
    answer = standing.client().list_page_resolutions(PageId=standing.inbox()[0]["page"])
    assert answer["PageResolutions"] == [{"ContactArn": standing.arn("akuam"), "Type": "PERSONAL"}]


def test_resolutions_come_in_pages_of_the_service_s_own_size() -> None:
    with running(state=virtual(choices=Choices(page_size=1))) as emulator:
        start(emulator, "example_escalation")
        client, page = emulator.client(), emulator.inbox()[0]["page"]
        parts = list(client.get_paginator("list_page_resolutions").paginate(PageId=page))
    assert [part["PageResolutions"][0]["Type"] for part in parts] == ["ESCALATION", "PERSONAL"]


def test_codes_that_wait_for_an_answer_differ(standing: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([7, 7, 7, 8, 7, 9])
    monkeypatch.setattr(secrets, "randbelow", lambda _: next(draws))
    start(standing)
    assert [message["code"] for message in standing.inbox()] == ["000007", "000008"]
    accept(standing)
    start(standing)
    assert [message["code"] for message in standing.inbox()][2:] == ["000007", "000009"]
