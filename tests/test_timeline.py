"""Plans walked in time, worked out by hand from the guide: each table says who is notified at which minute."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tocsin.choices import Choices
from tocsin.roster import Channel, ChannelTarget, Stage
from tocsin.timeline import Answer, Gap, Walk, Why, timeline
from towns import AKUAM, BOB, CHEN, START, WAKE, escalation, minute, person, row, rows, schedule, table, town

if TYPE_CHECKING:
    from tocsin.roster import Contact

PEOPLE = town(WAKE, AKUAM, BOB, CHEN)


def test_the_plan_of_the_documents_has_three_stages_of_five_minutes_and_tries_every_minute() -> None:
    plan = person("akuam", (5, "sms/1"), (5, "voice/1"), (5, "email/1"))

    line = timeline(town(plan), "akuam", START)

    assert rows(line) == table("""
        0 akuam sms 1
        1 akuam sms 2
        2 akuam sms 3
        3 akuam sms 4
        4 akuam sms 5
        5 akuam voice 1
        6 akuam voice 2
        7 akuam voice 3
        8 akuam voice 4
        9 akuam voice 5
        10 akuam email 1
        11 akuam email 2
        12 akuam email 3
        13 akuam email 4
        14 akuam email 5
        15 plan_end
    """)


def test_channels_of_a_stage_are_notified_together_and_one_without_retry_once() -> None:
    assert rows(timeline(town(AKUAM), "akuam", START)) == table("""
        0 akuam phone 1
        0 akuam mail 1
        2 akuam phone 2
        2 akuam mail 2
        4 akuam phone 3
        4 akuam mail 3
        5 akuam call 1
        15 plan_end
    """)


def test_an_attempt_that_would_fall_on_the_end_of_its_stage_is_not_made() -> None:
    plan = person("akuam", (4, "phone/2"), (3, "call/3"))

    assert rows(timeline(town(plan), "akuam", START)) == table("""
        0 akuam phone 1
        2 akuam phone 2
        4 akuam call 1
        7 plan_end
    """)


def test_retries_go_on_until_the_plan_is_over_where_that_is_the_choice() -> None:
    plan = person("akuam", (4, "phone/3"), (6, "call/4"))

    line = timeline(town(plan), "akuam", START, choices=Choices(retries_until="plan"))

    assert rows(line) == table("""
        0 akuam phone 1
        3 akuam phone 2
        4 akuam call 1
        6 akuam phone 3
        8 akuam call 2
        9 akuam phone 4
        10 plan_end
    """)


def test_a_stage_begins_when_those_before_it_have_lasted_their_time() -> None:
    plan = escalation("wake", (5, "akuam"), (7, "bob"), (1, "chen"))

    line = timeline(town(plan, *(person(name, (1, "phone")) for name in ("akuam", "bob", "chen"))), "wake", START)

    assert rows(line) == table("""
        0 akuam phone 1
        5 bob phone 1
        12 chen phone 1
        13 plan_end
    """)


def test_the_targets_of_a_stage_are_engaged_together_each_by_its_own_plan() -> None:
    line = timeline(town(escalation("wake", (3, "akuam chen"), (0, "bob")), AKUAM, BOB, CHEN), "wake", START)

    assert rows(line) == table("""
        0 akuam phone 1
        0 akuam mail 1
        0 chen call 1
        2 akuam phone 2
        2 akuam mail 2
        3 bob phone 1
        4 akuam phone 3
        4 akuam mail 3
        5 chen call 2
        5 akuam call 1
        15 plan_end
    """)


def test_a_stage_of_no_time_begins_together_with_the_next_one_and_its_channels_are_tried_once() -> None:
    line = timeline(town(person("akuam", (0, "phone/1"), (0, "mail"), (2, "call/1"))), "akuam", START)

    assert rows(line) == table("""
        0 akuam phone 1
        0 akuam mail 1
        0 akuam call 1
        1 akuam call 2
        2 plan_end
    """)


def test_a_last_stage_of_no_time_engages_and_their_plans_run_on() -> None:
    plan = escalation("wake", (5, "bob"), (0, "chen"))

    assert rows(timeline(town(plan, BOB, CHEN), "wake", START)) == table("""
        0 bob phone 1
        5 chen call 1
        10 chen call 2
        15 plan_end
    """)


def test_a_notice_says_the_way_to_it_and_the_stages_it_belongs_to() -> None:
    people = town(escalation("wake", (5, "bob"), (5, "oncall")), schedule("oncall", "weekly"), AKUAM, BOB,
                  weekly=[(0, ("akuam",))])  # fmt: skip

    notices = timeline(people, "wake", START).notices

    assert [(n.contact, n.channel, n.via, n.stage, n.escalated) for n in notices] == [
        ("bob", "phone", ("wake",), 0, 0),
        *[("akuam", channel, ("wake", "oncall"), 0, 1) for channel in ("phone", "mail") * 3],
        ("akuam", "call", ("wake", "oncall"), 1, 1),
    ]


def test_without_an_escalation_a_notice_has_the_stage_of_the_own_plan_only() -> None:
    notices = timeline(town(AKUAM), "akuam", START).notices

    assert {(n.channel, n.via, n.stage, n.escalated) for n in notices} == {
        ("phone", (), 0, None),
        ("mail", (), 0, None),
        ("call", (), 1, None),
    }


# Schedules


HAND_OFF = [(0, ("akuam",)), (3, ("bob",))]


def test_a_schedule_is_resolved_when_its_stage_begins() -> None:
    """Three minutes into the page bob takes over: the first stage has woken akuam, the second one wakes bob."""
    akuam, bob = person("akuam", (2, "phone")), person("bob", (2, "phone"))
    plan = escalation("wake", (5, "oncall"), (5, "oncall"))

    line = timeline(town(plan, schedule("oncall", "weekly"), akuam, bob, weekly=HAND_OFF), "wake", START)

    assert rows(line) == table("""
        0 akuam phone 1
        5 bob phone 1
        10 plan_end
    """)


def test_who_was_on_call_when_the_stage_began_is_called_on_after_the_hand_off() -> None:
    line = timeline(town(schedule("oncall", "weekly"), AKUAM, BOB, weekly=HAND_OFF), "oncall", START)

    assert {notice.contact for notice in line.notices} == {"akuam"}
    assert minute(line.ended) == 15


def test_everybody_on_call_is_engaged_in_the_order_of_the_rotations_and_once() -> None:
    people = town(schedule("oncall", "first", "second"), AKUAM, BOB, CHEN,
                  first=[(0, ("chen", "bob"))], second=[(0, ("bob",))])  # fmt: skip

    assert rows(timeline(people, "oncall", START)) == table("""
        0 chen call 1
        0 bob phone 1
        5 chen call 2
        10 plan_end
    """)


def test_a_stage_with_nobody_on_call_takes_its_time_all_the_same() -> None:
    plan = escalation("wake", (5, "oncall"), (5, "bob"))

    assert rows(timeline(town(plan, schedule("oncall", "weekly"), BOB), "wake", START)) == table("""
        0 - oncall: nobody is on call
        5 bob phone 1
        15 plan_end
    """)


def test_a_page_to_a_schedule_with_nobody_on_call_is_over_at_once() -> None:
    line = timeline(town(schedule("oncall", "weekly"), BOB, weekly=[(1, ("bob",))]), "oncall", START)

    assert rows(line) == ["0 - oncall: nobody is on call", "0 plan_end"]


# Whom a plan cannot notify


@pytest.mark.parametrize(
    ("target", "why"),
    [
        (None, Why.UNKNOWN),
        (person("akuam"), Why.NO_PLAN),
        (escalation("akuam"), Why.NO_PLAN),
        (replace(AKUAM, arn="arn:aws:ssm-contacts:us-east-2:444455556666:contact/akuam"), Why.ELSEWHERE),
        (person("akuam", (0, "")), Why.NO_TARGETS),
    ],
)
def test_whoever_cannot_be_notified_is_a_gap_and_the_plan_goes_on(target: Contact | None, why: Why) -> None:
    people = town(escalation("wake", (5, "akuam"), (1, "bob")), BOB, *([target] if target else []))

    line = timeline(people, "wake", START)

    assert rows(line) == [f"0 - akuam: {why.value}", "5 bob phone 1", "15 plan_end"]
    assert line.gaps[0].via == ("wake",)


@pytest.mark.parametrize("phone", [None, Channel("phone", "sms", active=False)])
def test_a_channel_that_is_deleted_or_not_activated_is_passed_over(phone: Channel | None) -> None:
    channels = {**AKUAM.channels, "phone": phone} if phone else {"mail": AKUAM.channels["mail"]}
    akuam = replace(AKUAM, stages=(Stage(4, (ChannelTarget("phone", 2), ChannelTarget("mail"))),), channels=channels)

    assert rows(timeline(town(akuam), "akuam", START)) == table("""
        0 akuam mail 1
        0 - akuam.phone: the channel is deleted or not activated
        2 - akuam.phone: the channel is deleted or not activated
        4 plan_end
    """)


def test_a_target_that_does_not_exist_is_over_at_once() -> None:
    assert rows(timeline(town(), "nobody", START)) == ["0 - nobody: not known here", "0 plan_end"]


# The walk itself


def test_a_plan_changed_meanwhile_holds_from_its_next_stage_on() -> None:
    people = town(person("akuam", (5, "phone"), (5, "call")))
    walk = Walk("akuam", START)

    first = walk.advance(people, START)
    people.contacts["akuam"] = person("akuam", (1, "mail"), (3, "mail"))
    later = walk.advance(people, START + timedelta(hours=1))

    assert [*map(row, [*first, *later])] == ["0 akuam phone 1", "5 akuam mail 1"]
    assert walk.ended == START + timedelta(minutes=8)


def test_a_contact_deleted_meanwhile_is_a_gap() -> None:
    people = town(AKUAM)
    walk = Walk("akuam", START)

    walk.advance(people, START)
    people.contacts.clear()
    events = walk.advance(people, START + timedelta(minutes=5))

    assert [type(event) for event in events] == [Gap] * 5
    assert isinstance(events[-1], Gap)
    assert events[-1].why is Why.UNKNOWN
    assert walk.ending == "plan_end"


@pytest.mark.parametrize("before", [0, 1])
def test_after_a_stop_nobody_is_notified(before: int) -> None:
    """Also where it comes before anything has happened."""
    walk = Walk("wake", START)
    if before:
        walk.advance(PEOPLE, START)

    walk.stop(START)

    assert (walk.due, walk.ending, walk.ended) == (None, "stopped", START)
    assert walk.advance(PEOPLE, START + timedelta(days=1)) == []


def test_a_stop_after_the_end_does_not_change_how_it_ended() -> None:
    walk = Walk("akuam", START)
    walk.advance(PEOPLE, START + timedelta(minutes=1))
    walk.acknowledge("akuam", START + timedelta(minutes=1))

    walk.stop(START + timedelta(minutes=2))

    assert (walk.ending, walk.ended) == ("acknowledged", START + timedelta(minutes=1))


def test_the_walk_says_when_something_is_due() -> None:
    walk = Walk("akuam", START)
    due = []
    while walk.due:
        due.append(minute(walk.due))
        walk.advance(PEOPLE, walk.due)

    assert due == [0, 2, 4, 5, 15]


def test_minutes_are_minutes_where_the_clocks_change() -> None:
    """At 01:58 in Berlin the clock is about to go to 03:00: the stage after five minutes begins at 03:03."""
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 29, 1, 58, tzinfo=berlin)

    line = timeline(town(AKUAM), "akuam", start, [Answer("akuam", datetime(2026, 3, 29, 3, 4, tzinfo=berlin))])

    assert [f"{notice.at.astimezone(berlin):%H:%M}" for notice in line.notices if notice.channel != "mail"] == [
        "01:58",
        "03:00",
        "03:02",
        "03:03",
    ]
    assert line.ended == datetime(2026, 3, 29, 1, 4, tzinfo=UTC)


def test_a_walk_is_kept_as_json_and_goes_on() -> None:
    walk = Walk("wake", START)
    walk.advance(PEOPLE, START + timedelta(minutes=1))

    kept = Walk.of(json.loads(json.dumps(walk.data())))

    assert kept == walk
    assert kept.advance(PEOPLE, START + timedelta(hours=1)) == walk.advance(PEOPLE, START + timedelta(hours=1))
