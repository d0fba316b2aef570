"""Engagements under a virtual clock, seen from outside."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from emulating import Emulator, SetClock, running, virtual
from tocsin.emulator import Choices, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def standing() -> Iterator[Emulator]:
    """An emulator whose clock stands at midnight, the first of January 2026."""
    with running(state=virtual()) as emulator:
        yield emulator


def start(emulator: Emulator, alias: str = "akuam", **more: Any) -> str:
    given = {"Sender": "s", "Subject": "s", "Content": "c", "PublicSubject": "p", **more}
    return str(emulator.client().start_engagement(ContactId=emulator.arn(alias), **given)["EngagementArn"])


def arrived(emulator: Emulator) -> list[tuple[str, str, str]]:
    return [(message["time"][11:19], message["contact"], message["channel"]) for message in emulator.inbox()]


def answer(emulator: Emulator, contact: str) -> None:
    """The contact types the code of the message that came last."""
    message = [message for message in emulator.inbox() if message["contact"] == contact][-1]
    emulator.client().accept_page(PageId=message["page"], AcceptType="READ", AcceptCode=message["code"])


def happened(emulator: Emulator) -> list[tuple[Any, ...]]:
    timeline = emulator.engagements()[0]["timeline"]
    return [(e["time"][11:16], e["what"], e["contact"], e["channel"], e["text"]) for e in timeline]


def test_a_person_is_called_stage_by_stage_with_retries(standing: Emulator) -> None:
    start(standing)
    for _ in range(20):
        standing.advance("1m")
    assert arrived(standing) == [
        ("00:00:00", "akuam", "phone"),
        ("00:00:00", "akuam", "mail"),
        ("00:02:00", "akuam", "phone"),
        ("00:02:00", "akuam", "mail"),
        ("00:04:00", "akuam", "phone"),
        ("00:04:00", "akuam", "mail"),
        ("00:05:00", "akuam", "call"),
    ]


def test_time_passed_at_once_brings_the_same_as_minute_by_minute() -> None:
    seen = []
    for steps in (["1h"], ["1m"] * 60, ["7m"] * 9):
        with running(state=virtual()) as emulator:
            start(emulator, "example_escalation")
            start(emulator, "bob")
            for step in steps:
                emulator.advance(step)
            seen.append(arrived(emulator))
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]) == 17
    assert seen[0] == sorted(seen[0], key=lambda message: message[0])


def test_an_escalation_goes_on_to_whoever_is_on_call(standing: Emulator) -> None:
    arn = start(standing, "example_escalation")
    standing.advance("5m")
    assert arrived(standing)[-2:] == [("00:05:00", "akuam", "phone"), ("00:05:00", "akuam", "mail")]
    page = standing.inbox()[-1]["page"]
    resolutions = standing.client().list_page_resolutions(PageId=page)["PageResolutions"]
    assert resolutions == [
        {"ContactArn": standing.arn("example_escalation"), "Type": "ESCALATION", "StageIndex": 1},
        {"ContactArn": standing.arn("payments-oncall"), "Type": "ONCALL_SCHEDULE"},
        {"ContactArn": standing.arn("akuam"), "Type": "PERSONAL"},
    ]
    assert {
        page["EngagementArn"] for page in standing.client().list_pages_by_engagement(EngagementId=arn)["Pages"]
    } == {arn}


def test_an_override_made_meanwhile_decides_who_is_called_at_its_stage(standing: Emulator) -> None:
    start(standing, "example_escalation")
    client = standing.client()
    (rotation,) = client.list_rotations()["Rotations"]
    client.create_rotation_override(
        RotationId=rotation["RotationArn"],
        NewContactIds=[],
        StartTime=datetime(2026, 1, 1, tzinfo=UTC),
        EndTime=datetime(2026, 1, 1, 1, tzinfo=UTC),
    )
    standing.advance("5m")
    assert {contact for _, contact, _ in arrived(standing)} == {"bob"}
    assert ("00:05", "gap", "payments-oncall", None, "nobody is on call") in happened(standing)


def test_the_answer_of_an_essential_contact_stops_the_escalation(standing: Emulator) -> None:
    arn = start(standing, "example_escalation")
    standing.advance("2m")
    before = arrived(standing)
    answer(standing, "bob")
    standing.advance("1h")
    assert arrived(standing) == before
    assert happened(standing)[-2:] == [
        ("00:02", "acknowledged", "bob", "call", None),
        ("00:02", "ended", None, None, "acknowledged"),
    ]
    described = standing.client().describe_engagement(EngagementId=arn)
    assert described["StopTime"] == datetime(2026, 1, 1, 0, 2, tzinfo=UTC)


def test_a_stop_after_an_answer_ends_the_calls_that_go_on(standing: Emulator) -> None:
    arn, client = start(standing, "example_escalation"), standing.client()
    standing.advance("6m")
    answer(standing, "bob")
    standing.advance("1m")
    assert arrived(standing)[-1][:2] == ("00:07:00", "akuam")
    client.stop_engagement(EngagementId=arn)
    standing.advance("1h")
    assert arrived(standing)[-1][:2] == ("00:07:00", "akuam")
    assert client.describe_engagement(EngagementId=arn)["StopTime"].minute == 6
    assert standing.engagements()[0]["status"] == "acknowledged"


def test_the_answer_of_another_contact_stops_only_their_own_calls(standing: Emulator) -> None:
    start(standing, "example_escalation")
    standing.advance("6m")
    answer(standing, "akuam")
    standing.advance("1h")
    assert [message for message in arrived(standing) if message[1] == "akuam"] == [
        ("00:05:00", "akuam", "phone"),
        ("00:05:00", "akuam", "mail"),
    ]
    assert standing.engagements()[0]["status"] == "plan_end"


def test_a_stop_ends_it_all_and_says_so_in_the_receipts(standing: Emulator) -> None:
    arn, client = start(standing), standing.client()
    standing.advance("3m")
    client.stop_engagement(EngagementId=arn, Reason="false alarm")
    standing.advance("1h")
    assert len(arrived(standing)) == 4
    assert happened(standing)[-1] == ("00:03", "stopped", None, None, "false alarm")
    page = standing.inbox()[0]["page"]
    receipts = client.list_page_receipts(PageId=page)["Receipts"]
    assert [(receipt["ReceiptType"], receipt["ReceiptTime"].minute) for receipt in receipts] == [
        ("SENT", 0),
        ("SENT", 2),
        ("STOP", 3),
    ]
    assert receipts[-1]["ReceiptInfo"] == "false alarm"


def test_an_engagement_that_ran_out_has_ended_then(standing: Emulator) -> None:
    arn, client = start(standing), standing.client()
    standing.advance("14m")
    assert "StopTime" not in client.describe_engagement(EngagementId=arn)
    standing.advance("1h")
    assert client.describe_engagement(EngagementId=arn)["StopTime"] == datetime(2026, 1, 1, 0, 15, tzinfo=UTC)
    assert client.list_engagements()["Engagements"][0]["StopTime"] == datetime(2026, 1, 1, 0, 15, tzinfo=UTC)


def test_only_a_stop_sets_the_stop_time_by_choice() -> None:
    with running(state=virtual(choices=Choices(stop_time="stopped"))) as emulator:
        over, stopped, client = start(emulator, "bob"), start(emulator), emulator.client()
        emulator.advance("5m")
        client.stop_engagement(EngagementId=stopped)
        emulator.advance("1h")
        assert "StopTime" not in client.describe_engagement(EngagementId=over)
        assert client.describe_engagement(EngagementId=stopped)["StopTime"].minute == 5


def test_retries_keep_the_page_and_its_code_and_move_its_sent_time(standing: Emulator) -> None:
    arn, client = start(standing), standing.client()
    first = client.list_pages_by_engagement(EngagementId=arn)["Pages"]
    standing.advance("5m")
    later = client.list_pages_by_engagement(EngagementId=arn)["Pages"]
    assert [page["PageArn"] for page in later][:2] == [page["PageArn"] for page in first]
    assert [page["SentTime"].minute for page in later] == [4, 4, 5]
    codes = {(message["page"], message["code"]) for message in standing.inbox()}
    assert len(codes) == len({code for _, code in codes}) == 3
    assert all(len(code) == 6 and code.isdecimal() for _, code in codes)


def test_a_channel_that_is_not_activated_gets_an_error_and_is_tried_again(standing: Emulator) -> None:
    client = standing.client()
    channels = client.list_contact_channels(ContactId=standing.arn("bob"))["ContactChannels"]
    call = channels[0]["ContactChannelArn"]
    arn = start(standing, "bob")
    client.deactivate_contact_channel(ContactChannelId=call)
    standing.advance("2m")
    assert len(standing.inbox()) == 1
    client.send_activation_code(ContactChannelId=call)
    client.activate_contact_channel(ContactChannelId=call, ActivationCode=standing.inbox()[-1]["code"])
    standing.advance("1m")
    (page,) = client.list_pages_by_engagement(EngagementId=arn)["Pages"]
    assert page["SentTime"].minute == 3
    receipts = client.list_page_receipts(PageId=page["PageArn"])["Receipts"]
    assert [(receipt["ReceiptType"], receipt["ReceiptTime"].minute) for receipt in receipts] == [
        ("ERROR", 1),
        ("ERROR", 2),
        ("SENT", 0),
        ("SENT", 3),
    ]
    assert ("00:02", "gap", "bob", "call", "the channel is deleted or not activated") in happened(standing)


def test_a_page_that_never_went_out_has_no_sent_time(standing: Emulator) -> None:
    client = standing.client()
    (call,) = client.list_contact_channels(ContactId=standing.arn("bob"))["ContactChannels"]
    client.deactivate_contact_channel(ContactChannelId=call["ContactChannelArn"])
    arn = start(standing, "bob")
    (page,) = client.list_pages_by_engagement(EngagementId=arn)["Pages"]
    assert "SentTime" not in page
    assert standing.inbox() == []


def test_a_deleted_channel_is_passed_over(standing: Emulator) -> None:
    client = standing.client()
    (call,) = client.list_contact_channels(ContactId=standing.arn("bob"))["ContactChannels"]
    client.delete_contact_channel(ContactChannelId=call["ContactChannelArn"])
    arn = start(standing, "bob")
    assert client.list_pages_by_engagement(EngagementId=arn)["Pages"] == []
    assert happened(standing)[0][1:3] == ("gap", "bob")


def test_a_plan_changed_meanwhile_holds_from_its_next_stage_on(standing: Emulator) -> None:
    start(standing)
    client = standing.client()
    plan = client.get_contact(ContactId=standing.arn("akuam"))["Plan"]
    plan["Stages"][1]["Targets"] = plan["Stages"][0]["Targets"][1:]
    standing.advance("4m")
    client.update_contact(ContactId=standing.arn("akuam"), Plan=plan)
    standing.advance("1m")
    assert arrived(standing)[-1] == ("00:05:00", "akuam", "mail")


def test_what_was_due_before_a_change_does_not_see_it(standing: Emulator) -> None:
    """The stage was due while nobody looked; the contact goes after it."""
    start(standing, "example_escalation")
    standing.advance("6m")
    client = standing.client()
    client.update_contact(ContactId=standing.arn("akuam"), Plan={"Stages": []})
    assert ("00:05:00", "akuam", "phone") in arrived(standing)


def test_a_contact_deleted_meanwhile_is_a_gap(standing: Emulator) -> None:
    start(standing, "example_escalation")
    standing.client().delete_contact(ContactId=standing.arn("payments-oncall"))
    standing.advance("1h")
    assert ("00:05", "gap", "payments-oncall", None, "not known here") in happened(standing)
    assert standing.engagements()[0]["status"] == "plan_end"


def test_the_machine_s_clock_brings_messages_too() -> None:
    machine = SetClock()
    with running(state=State(clock=machine)) as emulator:
        start(emulator, "bob")
        machine.sleep(61)
        assert arrived(emulator) == [("00:00:00", "bob", "call"), ("00:01:00", "bob", "call")]


@pytest.mark.parametrize("look", ["inbox", "engagements", "DescribeEngagement", "ListPagesByContact", "UpdateContact"])
def test_whoever_looks_first_brings_what_is_due(look: str) -> None:
    """Seen from the state itself, to which nobody but `look` has come since the clock went on."""
    machine = SetClock()
    state = State(clock=machine)
    with running(state=state) as emulator:
        arn, bob = start(emulator, "bob"), emulator.arn("bob")
        machine.sleep(61)
        assert len(state.rows("SELECT * FROM message")) == 1
        looks: dict[str, Callable[[], Any]] = {
            "inbox": emulator.inbox,
            "engagements": emulator.engagements,
            "DescribeEngagement": lambda: emulator.client().describe_engagement(EngagementId=arn),
            "ListPagesByContact": lambda: emulator.client().list_pages_by_contact(ContactId=bob),
            "UpdateContact": lambda: emulator.client().update_contact(ContactId=bob, Plan={}),
        }
        looks[look]()
        assert len(state.rows("SELECT * FROM message")) == 2


def test_somebody_engaged_twice_has_two_pages_with_retries_of_their_own() -> None:
    with running(state=virtual(choices=Choices(engaged_twice="always"))) as emulator:
        client = emulator.client()
        bob = {"ContactTargetInfo": {"ContactId": emulator.arn("bob"), "IsEssential": True}}
        stages = [{"DurationInMinutes": 2, "Targets": [bob]}, {"DurationInMinutes": 5, "Targets": [bob]}]
        client.update_contact(ContactId=emulator.arn("example_escalation"), Plan={"Stages": stages})
        start(emulator, "example_escalation")
        emulator.advance("1h")
        sent: dict[str, list[int]] = {}
        for message in emulator.inbox():
            sent.setdefault(message["page"], []).append(int(message["time"][14:16]))
        assert list(sent.values()) == [[0, 1, 2, 3, 4], [2, 3, 4, 5, 6]]


def test_work_done_late_looks_as_if_done_on_time(tmp_path: Path) -> None:
    """The process was gone while stages fell due."""
    machine, file = SetClock(), tmp_path / "state.db"
    with running(state=State(file, clock=machine)) as emulator:
        start(emulator, "bob")
    machine.sleep(150)
    with running(people=None, state=State(file, clock=machine)) as emulator:
        assert arrived(emulator) == [(f"00:0{minute}:00", "bob", "call") for minute in range(3)]
        assert [e[0] for e in happened(emulator)] == ["00:00", "00:01", "00:02"]


def test_ten_years_at_once_take_no_longer_than_what_is_due(standing: Emulator) -> None:
    start(standing, "example_escalation")
    assert standing.advance("3660d") == "2036-01-09T00:00:00.000Z"
    assert len(standing.inbox()) == 12


def test_engagements_of_one_moment_do_not_disturb_each_other(standing: Emulator) -> None:
    client = standing.client()
    given = {"ContactId": standing.arn("bob"), "Sender": "s", "Subject": "s", "Content": "c"}
    arns = [client.start_engagement(**given)["EngagementArn"] for _ in range(40)]
    answer(standing, "bob")
    standing.advance("2m")
    counts = Counter(message["engagement"] for message in standing.inbox())
    assert counts == {**dict.fromkeys(arns, 3), arns[-1]: 1}
