"""`tocsin simulate`: a process of its own on the repository's example and on small sets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from commands.driver import tocsin
from sets import write

if TYPE_CHECKING:
    from pathlib import Path

    from commands.driver import Ran

ALARM = "samples/cloudwatch-alarm.json"

POLICIES = """
version: 1
settings: {account: "111122223333", region: us-east-2, time_zone: Europe/Berlin}
contacts:
  akuam: {channels: {phone: {sms: "+12065550100"}}, plan: [{notify: phone, retry: 2m, for: 5m}]}
  bob: {channels: {mail: {email: bob@example.com}}, plan: [{notify: mail, retry: 4m, for: 10m}]}
  chen: {channels: {mail: {email: chen@example.com}}, plan: [{notify: mail, for: 10m}]}
  silent: {channels: {mail: {email: silent@example.com}}}
escalations:
  wake: {stages: [{page: akuam, for: 5m}, {page: [bob, {contact: chen, essential: false}, akuam], for: 5m}]}
policies:
  - {name: all, page: wake, match: {type: [{anything-but: quiet}]}}
  - {name: quiet, page: silent, alert: quiet}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("set"), {"people.yaml": POLICIES})


def simulate(folder: Path, *arguments: str, **fields: Any) -> Ran:
    event = {"type": "disk-full", "status": "firing", "id": "a", "starts_at": "2026-03-29T00:57:30Z", **fields}
    return tocsin("-C", str(folder), "simulate", "-", *arguments, stdin=json.dumps(event))


def shown(ran: Ran) -> list[list[str]]:
    """The words of each line of the table."""
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    first = next(number for number, line in enumerate(lines) if line.lstrip().startswith("minute"))
    return words("\n".join(lines[first + 1 :]))


def words(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line.strip()]


def test_the_table_says_by_minute_and_by_the_local_clock_who_is_notified_how(folder: Path) -> None:
    """At 02:00 the clocks of Berlin go to 03:00, between minute 2 and minute 4."""
    assert shown(simulate(folder)) == words("""
        0   01:57        akuam  sms    phone  1  wake
        2   01:59        akuam  sms    phone  2  wake
        4   03:01+02:00  akuam  sms    phone  3  wake
        5   03:02+02:00  bob    email  mail   1  wake
                         chen   email  mail   1  wake
                         akuam  sms    phone  1  wake
        7   03:04+02:00  akuam  sms    phone  2  wake
        9   03:06+02:00  bob    email  mail   2  wake
                         akuam  sms    phone  3  wake
        13  03:10+02:00  bob    email  mail   3  wake
        nobody has answered: the plan ends at minute 15
    """)


def test_an_answer_stands_where_it_comes_and_whoever_is_called_on_is_named(folder: Path) -> None:
    lines = simulate(folder, "--ack", "chen@6m", "--ack", "akuam@7m").out.splitlines()

    assert "       6  03:03+02:00  + chen answers: not essential, wake goes on" in lines
    assert "                       + akuam answers: wake is stopped" in lines
    assert lines[-1] == "  stopped by akuam at minute 7; called on until they answer: bob"


def test_an_answer_after_the_end_says_so(folder: Path) -> None:
    assert "+ bob answers: wake had ended" in simulate(folder, "--ack", "bob@1h").out


def test_a_page_that_reaches_nobody_cannot_be_overlooked(folder: Path) -> None:
    assert shown(simulate(folder, type="quiet")) == words("""
        0 01:57 ! silent: has no engagement plan
        NOBODY IS NOTIFIED
    """)


def test_whoever_is_passed_over_for_a_good_reason_is_marked_as_that(tmp_path: Path) -> None:
    write(tmp_path, {"people.yaml": POLICIES.replace("akuam], for: 5m", "akuam], for: 5m}, {page: bob, for: 5m")})

    assert "      10  03:07+02:00  - bob: is being notified already  (via wake)" in simulate(tmp_path).out.splitlines()


def test_where_several_policies_page_each_notice_says_whose_it_is(tmp_path: Path) -> None:
    write(tmp_path, {"people.yaml": POLICIES, "more.yaml": "version: 1\npolicies: [{name: more, page: bob}]"})

    lines = shown(simulate(tmp_path))

    assert lines[:2] == words("""
        0  01:57  bob    email  mail   1  paged directly (more)
                  akuam  sms    phone  1  wake (all)
    """)
    assert lines[-2:] == words("""
        bob: nobody has answered: the plan ends at minute 10
        wake: nobody has answered: the plan ends at minute 15
    """)


def test_an_alert_that_pages_nobody_says_so(folder: Path) -> None:
    ran = simulate(folder, status="resolved")

    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "  nobody is notified"


def test_the_json_is_one_object_with_its_keys_in_order(folder: Path) -> None:
    found = json.loads(simulate(folder, "-o", "json", "--ack", "bob@5m").out)

    assert list(found)[:6] == ["schema_version", "alert", "decision", "timeline", "gaps", "ends"]
    assert list(found["alert"])[:3] == ["type", "status", "severity"]
    assert "event" not in found["alert"]
    assert found["timeline"][3] == {
        "minute": 5,
        "time": "2026-03-29T01:02:30.000Z",
        "contact": "bob",
        "channel": "mail",
        "type": "email",
        "attempt": 1,
        "via": ["wake"],
        "stage": 1,
        "policy": "all",
        "own_stage": 0,
    }
    assert list(found["timeline"][0]) == list(found["timeline"][3])
    assert (found["schema_version"], found["decision"]) == ("1", "page")
    assert (found["ends"], found["end_minute"]) == ("acknowledged", 5)
    assert found["pages"] == [
        {"policy": "all", "target": "wake", "ends": "acknowledged", "end_minute": 5, "stopped_by": "bob"}
    ]
    assert [(answer["minute"], answer["contact"], answer["stops"]) for answer in found["answers"]] == [(5, "bob", True)]


def test_gaps_of_the_json_say_when_and_why(folder: Path) -> None:
    (gap,) = json.loads(simulate(folder, "-o", "json", type="quiet").out)["gaps"]

    assert (gap["minute"], gap["reason"]) == (0, "silent: has no engagement plan")


def test_several_alerts_are_one_object_each_one_after_the_other(folder: Path) -> None:
    event = json.dumps({"type": "disk-full", "status": "firing", "starts_at": "2026-03-12T03:12:10Z"})
    out = tocsin("-C", str(folder), "simulate", "-", "-o", "json", stdin=f"{event}\n{event}\n").out

    first, end = json.JSONDecoder().raw_decode(out)
    assert json.loads(out[end:]) == first


def test_the_instant_given_is_when_the_page_goes_out(folder: Path) -> None:
    found = json.loads(simulate(folder, "--at", "2026-06-01T12:00:00+02:00", "-o", "json").out)

    assert found["timeline"][0]["time"] == "2026-06-01T10:00:00.000Z"


def test_now_is_an_instant(folder: Path) -> None:
    assert simulate(folder, "--at", "now").code == 0


def test_windows_and_silences_are_asked_for_the_same_instant(tmp_path: Path) -> None:
    silence = """
        version: 1
        silences: [{name: move, match: {type: [disk-full]}, until: 2026-04-01T00:00Z, reason: moving}]
    """
    write(tmp_path, {"people.yaml": POLICIES, "silences.yaml": silence})

    assert "silenced by move" in simulate(tmp_path).out
    assert shown(simulate(tmp_path, "--at", "2026-04-01T00:00Z"))[0][2] == "akuam"


def test_the_same_question_has_the_same_bytes() -> None:
    first, second = (tocsin("simulate", ALARM, "-o", "json") for _ in range(2))

    assert first.code == 0
    assert first == second


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--ack", "akuam"), "expected CONTACT@DURATION, such as akuam@5m"),
        (("--ack", "@5m"), "expected CONTACT@DURATION"),
        (("--ack", "akuam@5"), "`5` is not a length of time such as"),
        (("--ack", "akuam@8d"), "expected at most 7d"),
        (("--ack", "akuma@5m"), "unknown contact `akuma`; did you mean `akuam`?"),
        (("--ack", "wake@5m"), "`wake` is an escalation: name the person who answers"),
        (("--ack", "bob@4m"), "`bob` cannot answer then: first notified at minute 5"),
        (("--ack", "silent@5m"), "`silent` cannot answer then: never notified"),
        (("--ack", "akuam@1m", "--ack", "bob@6m"), "`bob` cannot answer then: never notified, given the other answers"),
        (("--at", "noon"), "is no time"),
        (("--at", "9999-12-31T23:59:00Z"), "a page goes out in a year from 1900 to 9899, not 9999"),
        (("--at", "0001-01-01T00:00:00+14:00"), "a page goes out in a year from 1900 to 9899, not 1"),
    ],
)
def test_a_question_that_cannot_be_asked_ends_with_2(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    ran = simulate(folder, *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_an_alert_without_a_time_needs_one_given(folder: Path) -> None:
    ran = simulate(folder, starts_at=None)

    assert ran.code == 2
    assert "say with --at when the page goes out" in ran.err
    assert simulate(folder, "--at", "2026-06-01T12:00:00Z", starts_at=None).code == 0


def test_an_answer_at_once_comes_after_the_first_notice(folder: Path) -> None:
    found = json.loads(simulate(folder, "-o", "json", "--ack", "akuam@0m").out)

    assert [(n["minute"], n["contact"]) for n in found["timeline"]] == [(0, "akuam")]
    assert found["ends"] == "acknowledged"


def test_what_a_payload_says_cannot_move_the_cursor(folder: Path) -> None:
    ran = simulate(folder, type="disk\x1b[2J\u202e-full")

    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out


def test_invalid_policies_are_said_as_everywhere(tmp_path: Path) -> None:
    ran = simulate(
        write(tmp_path, {"people.yaml": "version: 1\ncontacts: {akuam: {plan: [{notify: phone, for: 5m}]}}"})
    )

    assert ran.code == 2
    assert "unknown channel" in ran.err
