from __future__ import annotations

import urllib.error
from typing import TYPE_CHECKING, Any

import pytest

from emulating import Emulator, running, virtual

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def standing() -> Iterator[Emulator]:
    with running(state=virtual()) as emulator:
        yield emulator


def start(emulator: Emulator, alias: str = "bob", **more: Any) -> str:
    given = {"Sender": "tocsin", "Subject": "s", "Content": "c", **more}
    return str(emulator.client().start_engagement(ContactId=emulator.arn(alias), **given)["EngagementArn"])


def foretold(emulator: Emulator) -> list[tuple[Any, ...]]:
    return [(n["time"][11:16], n["contact"], n["channel"], n["attempt"]) for n in emulator.engagements()[0]["next"]]


def test_an_engagement_with_everything_about_it(standing: Emulator) -> None:
    arn = start(standing, PublicSubject="p", PublicContent="pc", IncidentId="incident-1")
    standing.advance("1m")
    (shown,) = standing.engagements()
    (page,) = shown.pop("pages")
    message = standing.inbox()[0]
    sent: dict[str, Any] = {"what": "sent", "contact": "bob", "channel": "call", "via": [], "text": None}
    assert shown == {
        "engagement": arn,
        "contact": "bob",
        "sender": "tocsin",
        "subject": "s",
        "content": "c",
        "public_subject": "p",
        "public_content": "pc",
        "incident": "incident-1",
        "started": "2026-01-01T00:00:00.000Z",
        "ended": None,
        "status": "running",
        "calling": True,
        "timeline": [
            {**sent, "time": "2026-01-01T00:00:00.000Z", "attempt": 1},
            {**sent, "time": "2026-01-01T00:01:00.000Z", "attempt": 2},
        ],
        "next": [
            {
                "time": f"2026-01-01T00:0{minute}:00.000Z",
                "contact": "bob",
                "channel": "call",
                "type": "voice",
                "attempt": minute + 1,
            }
            for minute in (2, 3, 4)
        ],
    }
    assert page == {
        "page": message["page"],
        "contact": "bob",
        "channel": "call",
        "type": "voice",
        "address": "+12065550101",
        "sent": "2026-01-01T00:01:00.000Z",
        "attempts": 2,
        "delivered": None,
        "read": None,
        "code": message["code"],
    }


def test_newest_first_and_no_more_than_asked(standing: Emulator) -> None:
    arns = [start(standing) for _ in range(3)]
    assert [shown["engagement"] for shown in standing.engagements()] == arns[::-1]
    assert [shown["engagement"] for shown in standing.http("GET", "engagements?most=2")] == arns[:0:-1]


@pytest.mark.parametrize("most", ["", "-1", "all", "9999999", "%C2%B2"])
def test_a_number_that_is_none_is_refused(standing: Emulator, most: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        standing.http("GET", f"engagements?most={most}")
    with caught.value as answer:
        assert (answer.code, answer.read()) == (400, b'{"error":"most: expected a number"}')


def test_what_is_foretold_is_what_comes(standing: Emulator) -> None:
    start(standing, "example_escalation")
    said = foretold(standing)
    assert len(said) == 11
    standing.advance("1h")
    came = [(m["time"][11:16], m["contact"], m["channel"]) for m in standing.inbox()][1:]
    assert came == [each[:3] for each in said]
    assert foretold(standing) == []


def test_a_channel_that_is_not_activated_is_not_foretold(standing: Emulator) -> None:
    start(standing)
    client = standing.client()
    (call,) = client.list_contact_channels(ContactId=standing.arn("bob"))["ContactChannels"]
    client.deactivate_contact_channel(ContactChannelId=call["ContactChannelArn"])
    assert foretold(standing) == []


def test_foresight_is_limited_and_changes_nothing(standing: Emulator) -> None:
    client = standing.client()
    plan = client.get_contact(ContactId=standing.arn("bob"))["Plan"]
    client.update_contact(ContactId=standing.arn("bob"), Plan={"Stages": [{**plan["Stages"][0]} for _ in range(30)]})
    start(standing)
    assert len(foretold(standing)) == 50
    assert foretold(standing) == foretold(standing)
    standing.advance("3h")
    assert len(standing.inbox()) == 150


@pytest.mark.parametrize(
    ("minutes", "ends", "stands"),
    [
        (0, None, ("running", True, None)),
        (1, "stop", ("stopped", False, "2026-01-01T00:01:00.000Z")),
        (1, "answer", ("acknowledged", False, "2026-01-01T00:01:00.000Z")),
        (60, None, ("plan_end", False, "2026-01-01T00:05:00.000Z")),
    ],
)
def test_how_it_stands(standing: Emulator, minutes: int, ends: str | None, stands: tuple[Any, ...]) -> None:
    arn, client = start(standing), standing.client()
    standing.advance(f"{minutes}m")
    if ends == "stop":
        client.stop_engagement(EngagementId=arn)
    if ends == "answer":
        message = standing.inbox()[0]
        client.accept_page(PageId=message["page"], AcceptType="READ", AcceptCode=message["code"])
    (shown,) = standing.engagements()
    assert (shown["status"], shown["calling"], shown["ended"]) == stands


def test_people_are_called_on_after_an_answer_that_ended_the_plan(standing: Emulator) -> None:
    """Akua is engaged at minute 5 as well; Bob's answer at minute 6 ends the escalation, and she is still called."""
    start(standing, "example_escalation")
    standing.advance("6m")
    message = standing.inbox()[0]
    standing.client().accept_page(PageId=message["page"], AcceptType="READ", AcceptCode=message["code"])
    (shown,) = standing.engagements()
    assert (shown["status"], shown["calling"]) == ("acknowledged", True)
    assert {each[1] for each in foretold(standing)} == {"akuam"}
    standing.advance("1h")
    (shown,) = standing.engagements()
    assert (shown["status"], shown["calling"]) == ("acknowledged", False)


def test_a_page_survives_its_channel(standing: Emulator) -> None:
    start(standing)
    client = standing.client()
    (call,) = client.list_contact_channels(ContactId=standing.arn("bob"))["ContactChannels"]
    client.delete_contact_channel(ContactChannelId=call["ContactChannelArn"])
    (page,) = standing.engagements()[0]["pages"]
    assert (page["contact"], page["channel"], page["type"], page["address"]) == ("bob", None, None, None)


def test_people_with_their_channels(standing: Emulator) -> None:
    client = standing.client()
    (call,) = client.list_contact_channels(ContactId=standing.arn("bob"))["ContactChannels"]
    client.deactivate_contact_channel(ContactChannelId=call["ContactChannelArn"])
    people = standing.http("GET", "people")
    assert [(each["contact"], each["type"], len(each["channels"])) for each in people] == [
        ("akuam", "PERSONAL", 3),
        ("bob", "PERSONAL", 1),
        ("payments-oncall", "ONCALL_SCHEDULE", 0),
        ("example_escalation", "ESCALATION", 0),
    ]
    assert people[1] == {
        "contact": "bob",
        "name": "Bob",
        "type": "PERSONAL",
        "channels": [
            {
                "channel": call["ContactChannelArn"],
                "name": "call",
                "type": "voice",
                "address": "+12065550101",
                "active": False,
            }
        ],
    }
