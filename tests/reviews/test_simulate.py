"""From a decision to who is notified when, over the people of a policy file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sets import alert, open_with_roster, write
from tocsin.pipeline import plan
from tocsin.reviews.simulate import Acknowledgement, Answered, Missed, Notified, simulate

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.reviews.simulate import Simulation

AT = datetime(2026, 3, 12, 3, 12, 10, tzinfo=UTC)

PEOPLE = """
version: 1
settings: {account: "111122223333", region: us-east-2, time_zone: Europe/Berlin}
contacts:
  akuam:
    channels: {phone: {sms: "+12065550100"}, call: {voice: {secret: akuam-phone}}}
    plan: [{notify: phone, retry: 2m, for: 3m}, {notify: call, for: 2m}]
  bob: {channels: {mail: {email: bob@example.com}}, plan: [{notify: mail, for: 10m}]}
  partner: {arn: "arn:aws:ssm-contacts:us-east-2:444455556666:contact/partner"}
escalations:
  wake: {stages: [{page: akuam, for: 5m}, {page: [{contact: bob, essential: false}, partner], for: 5m}]}
"""


def simulated(folder: Path, page: str, said: str = "", *, at: datetime | None = AT) -> Simulation:
    """The alert of `sets` paging `page`; `said` is "akuam@5 bob@6"."""
    write(folder, {"people.yaml": PEOPLE, "policies.yaml": f"version: 1\npolicies: [{{name: all, page: {page}}}]"})
    engine, roster = open_with_roster(str(folder))
    pairs = [answer.split("@") for answer in said.split()]
    answers = [Acknowledgement(name, timedelta(minutes=float(minutes))) for name, minutes in pairs]
    return simulate(plan(engine, alert(), at), roster, answers)


def minutes(simulation: Simulation) -> list[tuple[int, str, str, int]]:
    return [(simulation.minute(n.at), n.contact, n.channel, n.attempt) for n in simulation.notified]


def test_a_page_is_walked_from_the_instant_of_its_decision(tmp_path: Path) -> None:
    simulation = simulated(tmp_path, "wake")

    assert minutes(simulation) == [
        (0, "akuam", "phone", 1),
        (2, "akuam", "phone", 2),
        (3, "akuam", "call", 1),
        (5, "bob", "mail", 1),
    ]
    assert simulation.notified[2] == Notified(
        AT + timedelta(minutes=3), "akuam", "call", "voice", 1, ("wake",), stage=0, own_stage=1, policy="all"
    )
    assert (simulation.start, simulation.ends, simulation.end_minute) == (AT, "plan_end", 15)


def test_whoever_is_not_notified_is_said_with_the_reason(tmp_path: Path) -> None:
    (missed,) = simulated(tmp_path, "wake").missed

    reason = "partner: provisioned elsewhere: the plan is not known here"
    assert missed == Missed(AT + timedelta(minutes=5), reason, "partner", None, ("wake",), "all", expected=False)


def test_a_full_arn_is_a_contact_not_known_here(tmp_path: Path) -> None:
    arn = "arn:aws:ssm-contacts:us-east-2:999999999999:contact/somebody"

    simulation = simulated(tmp_path, f"'{arn}'")

    assert [missed.reason for missed in simulation.missed] == [f"{arn}: not known here"]
    assert (simulation.notified, simulation.end_minute) == ((), 0)


def test_an_answer_stops_the_plan_and_is_shown(tmp_path: Path) -> None:
    simulation = simulated(tmp_path, "wake", "akuam@2")

    assert minutes(simulation) == [(0, "akuam", "phone", 1), (2, "akuam", "phone", 2)]
    assert simulation.answered == (Answered(AT + timedelta(minutes=2), "akuam", "wake", "all", stops=True),)
    assert (simulation.ends, simulation.end_minute) == ("acknowledged", 2)
    assert [page.stopped_by for page in simulation.pages] == ["akuam"]


def test_an_answer_that_is_not_essential_is_shown_and_stops_nothing(tmp_path: Path) -> None:
    simulation = simulated(tmp_path, "wake", "bob@6")

    assert [(answer.contact, answer.stops) for answer in simulation.answered] == [("bob", False)]
    assert (simulation.ends, simulation.pages[0].stopped_by) == ("plan_end", None)


def test_an_answer_before_the_contact_was_reached_is_left_out(tmp_path: Path) -> None:
    _, *early = simulated(tmp_path, "wake", "bob@4")
    _, *none = simulated(tmp_path, "wake")

    assert early == none


def test_the_pages_of_an_alert_are_walked_each_and_merged_in_time(tmp_path: Path) -> None:
    simulation = simulated(tmp_path, "[wake, bob]")

    assert [(simulation.minute(n.at), n.contact, n.via, n.target) for n in simulation.notified] == [
        (0, "akuam", ("wake",), "wake"),
        (0, "bob", (), "bob"),
        (2, "akuam", ("wake",), "wake"),
        (3, "akuam", ("wake",), "wake"),
        (5, "bob", ("wake",), "wake"),
    ]


def test_an_answer_goes_to_every_page_that_had_reached_the_contact_by_then(tmp_path: Path) -> None:
    early, late = simulated(tmp_path, "[wake, bob]", "bob@4"), simulated(tmp_path, "[wake, bob]", "bob@7")

    assert [(answer.target, answer.stops) for answer in early.answered] == [("bob", True)]
    assert [(answer.target, answer.stops) for answer in late.answered] == [("wake", False), ("bob", True)]


def test_a_simulation_is_acknowledged_only_if_an_answer_stops_every_page(tmp_path: Path) -> None:
    one, both = simulated(tmp_path, "[wake, bob]", "akuam@1"), simulated(tmp_path, "[wake, bob]", "akuam@1 bob@2")

    assert (one.ends, one.end_minute) == ("plan_end", 10)
    assert [page.ends for page in one.pages] == ["acknowledged", "plan_end"]
    assert (both.ends, both.end_minute) == ("acknowledged", 2)


def test_an_alert_that_pages_nobody_has_no_timeline(tmp_path: Path) -> None:
    write(tmp_path, {"people.yaml": PEOPLE, "policies.yaml": "version: 1\npolicies: [{name: all, page: wake}]"})
    engine, roster = open_with_roster(str(tmp_path))

    simulation = simulate(plan(engine, alert(status="resolved"), AT), roster)

    assert (simulation.start, simulation.notified, simulation.pages) == (None, (), ())
    assert (simulation.ends, simulation.end_minute) == ("plan_end", 0)


def test_pages_without_an_instant_cannot_be_walked(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no time of its own"):
        simulated(tmp_path, "wake", at=None)


def test_a_schedule_is_asked_when_its_stage_begins(tmp_path: Path) -> None:
    """The page goes out at 08:58 in Berlin; at 09:00 the watch goes from akuam to bob."""
    oncall = """
        version: 1
        rotations: {daily: {contacts: [akuam, bob], start: 2026-03-11T09:00, repeat: {daily: "09:00"}}}
        schedules: {oncall: {rotations: [daily]}}
        escalations: {watch: {stages: [{page: oncall, for: 5m}, {page: oncall, for: 5m}]}}
    """
    write(tmp_path, {"oncall.yaml": oncall})

    simulation = simulated(tmp_path, "watch", at=datetime(2026, 3, 12, 7, 58, tzinfo=UTC))

    assert [(minute, contact) for minute, contact, *_ in minutes(simulation)] == [
        (0, "akuam"),
        (2, "akuam"),
        (3, "akuam"),
        (5, "bob"),
    ]
    assert {(n.via, n.stage) for n in simulation.notified} == {(("watch", "oncall"), 0), (("watch", "oncall"), 1)}
