"""Who is on call over a span: hand-worked calendars of a small set of people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sets
from rotas import instants, policy_files
from tocsin import roster
from tocsin.document import Document
from tocsin.load import load
from tocsin.reviews.oncall import Asked, Turn, meanings, names, review, unscheduled

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.reviews.oncall import Calendar, OnCall
    from tocsin.roster import Roster

ROTA = """
version: 1
rotations:
  weekly:
    contacts: [akuam, bob]
    start: 2026-01-05T09:00
    time_zone: Europe/Berlin
    repeat: {weekly: [{day: mon, at: "09:00"}]}
  office:
    contacts: [platform]
    start: 2026-01-05T09:00
    time_zone: America/New_York
    repeat: {daily: "09:00"}
    cover: {sat: ["10:00-12:00"], sun: ["10:00-12:00"]}
  night:
    contacts: [bob]
    start: 2026-01-05T00:00
    time_zone: Europe/Berlin
    repeat: {daily: "00:00"}
    cover: {mon: ["01:00-02:00"]}
  loose: {contacts: [platform], start: 2026-01-05T09:00, repeat: {daily: "09:00"}}
schedules:
  payments: {name: Payments on call, rotations: [weekly]}
  helpdesk: {rotations: [office, night]}
  akuam-alone: {rotations: [weekly]}
"""


@pytest.fixture
def people(tmp_path: Path) -> Roster:
    return read(tmp_path, ROTA)


def read(folder: Path, rota: str) -> Roster:
    return roster.read(load(str(sets.write(folder, {"rota.yaml": rota}))).documents)


def ask(people: Roster, name: str | None, start: str, end: str, *, measured: bool = False) -> OnCall:
    asked = meanings(people, name)[0] if name else None
    return review(people, asked, datetime.fromisoformat(start), datetime.fromisoformat(end), measured=measured)


def lines(calendar: Calendar) -> list[str]:
    return [f"{each.rotation} {'+'.join(each.members)} {each.start.isoformat()} {each.end.isoformat()}"
            for each in calendar.turns]  # fmt: skip


def watch(calendar: Calendar, index: int = 0) -> tuple[str | None, str | None]:
    found = calendar.watches[index]
    return short(found.now), short(found.then)


def short(turn: Turn | None) -> str | None:
    return f"{'+'.join(turn.members)} {turn.start:%m-%dT%H:%M} {turn.end:%m-%dT%H:%M}" if turn else None


def test_shifts_are_whole_and_gaps_end_with_the_span(people: Roster) -> None:
    (payments,) = ask(people, "payments", "2026-03-28T12:00+01:00", "2026-03-30T12:00+02:00").calendars
    (helpdesk,) = ask(people, "helpdesk", "2026-03-28T15:00+01:00", "2026-03-29T17:00+02:00").calendars

    assert lines(payments) == [
        "weekly bob 2026-03-23T09:00:00+01:00 2026-03-30T09:00:00+02:00",
        "weekly akuam 2026-03-30T09:00:00+02:00 2026-04-06T09:00:00+02:00",
    ]
    assert payments.gaps == ()
    assert lines(helpdesk) == [
        "office platform 2026-03-28T10:00:00-04:00 2026-03-28T12:00:00-04:00",
        "office platform 2026-03-29T10:00:00-04:00 2026-03-29T12:00:00-04:00",
    ]
    assert [(gap.start.isoformat(), gap.end.isoformat()) for gap in helpdesk.gaps] == [
        ("2026-03-28T12:00:00-04:00", "2026-03-29T10:00:00-04:00")
    ]


def test_all_schedules_come_in_the_order_of_the_files(people: Roster) -> None:
    answer = ask(people, None, "2026-03-28T12:00Z", "2026-03-29T12:00Z")

    assert [(each.name, each.title, each.kind) for each in answer.calendars] == [
        ("payments", "Payments on call", "schedule"),
        ("helpdesk", "helpdesk", "schedule"),
        ("akuam-alone", "akuam-alone", "schedule"),
    ]
    assert answer.calendars[1].zones == {"office": "America/New_York", "night": "Europe/Berlin"}
    assert answer.titles["akuam"] == "Akua Mansa"
    assert (answer.qualities, answer.person) == ((), None)


def test_shifts_of_several_rotations_come_in_time_order(people: Roster) -> None:
    (helpdesk,) = ask(people, "helpdesk", "2026-03-29T10:00Z", "2026-03-30T10:00Z").calendars

    assert lines(helpdesk) == [
        "office platform 2026-03-29T10:00:00-04:00 2026-03-29T12:00:00-04:00",
        "night bob 2026-03-30T01:00:00+02:00 2026-03-30T02:00:00+02:00",
    ]


def test_a_rotation_can_be_asked_for_alone(people: Roster) -> None:
    (loose,) = ask(people, "loose", "2026-03-28T12:00Z", "2026-03-28T13:00Z").calendars

    assert (loose.name, loose.kind, len(loose.turns)) == ("loose", "rotation", 1)
    assert unscheduled(people) == ["loose"]


def test_a_person_sees_their_own_shifts_of_every_schedule(people: Roster) -> None:
    answer = ask(people, "bob", "2026-03-28T12:00+01:00", "2026-04-14T00:00+02:00")

    assert answer.person == "bob"
    assert {each.name: lines(each) for each in answer.calendars} == {
        "payments": [
            "weekly bob 2026-03-23T09:00:00+01:00 2026-03-30T09:00:00+02:00",
            "weekly bob 2026-04-06T09:00:00+02:00 2026-04-13T09:00:00+02:00",
        ],
        "helpdesk": [
            f"night bob 2026-{day}T01:00:00+02:00 2026-{day}T02:00:00+02:00" for day in ("03-30", "04-06", "04-13")
        ],
        "akuam-alone": lines(answer.calendars[0]),
    }
    assert all(each.gaps == () for each in answer.calendars)
    assert [instant.isoformat() for instant in answer.calendars[0].hand_offs] == ["2026-04-06T09:00:00+02:00"]


def test_a_person_in_no_schedule_has_no_calendar(people: Roster, tmp_path: Path) -> None:
    alone = read(tmp_path / "other", "version: 1\n")

    assert ask(people, "akuam", "2026-03-28T12:00Z", "2026-03-29T12:00Z").calendars != ()
    assert ask(alone, "akuam", "2026-03-28T12:00Z", "2026-03-29T12:00Z").calendars == ()


def test_the_watch_is_the_shift_at_the_start_and_the_next(people: Roster) -> None:
    start = "2026-03-28T12:00+01:00"
    (payments,) = ask(people, "payments", start, "2026-03-28T13:00+01:00").calendars
    (helpdesk,) = ask(people, "helpdesk", start, "2026-03-28T13:00+01:00").calendars

    assert watch(payments) == ("bob 03-23T09:00 03-30T09:00", "akuam 03-30T09:00 04-06T09:00")
    assert watch(helpdesk) == (None, "platform 03-28T10:00 03-28T12:00")
    assert watch(helpdesk, 1) == (None, "bob 03-30T01:00 03-30T02:00")


def test_a_watch_begins_with_its_shift_and_is_over_at_its_end(people: Roster) -> None:
    at_hand_off = ask(people, "payments", "2026-03-30T09:00+02:00", "2026-03-31T09:00+02:00").calendars[0]

    assert watch(at_hand_off) == ("akuam 03-30T09:00 04-06T09:00", "bob 04-06T09:00 04-13T09:00")
    assert at_hand_off.hand_offs == ()


def test_a_persons_watch_is_their_own(people: Roster) -> None:
    (payments, _) = ask(people, "akuam", "2026-03-28T12:00+01:00", "2026-03-28T13:00+01:00").calendars

    assert watch(payments) == (None, "akuam 03-30T09:00 04-06T09:00")


def test_an_override_is_told_apart_and_may_leave_nobody(tmp_path: Path) -> None:
    people = read(
        tmp_path,
        """
        version: 1
        rotations:
          weekly:
            contacts: [akuam, bob]
            start: 2026-01-05T09:00
            time_zone: Europe/Berlin
            repeat: {weekly: [{day: mon, at: "09:00"}]}
            overrides:
              - {contacts: [akuam], from: 2026-03-24T09:00, until: 2026-03-25T09:00}
              - {contacts: [], from: 2026-03-25T09:00, until: 2026-03-26T09:00}
        schedules: {payments: {rotations: [weekly]}}
        """,
    )

    (payments,) = ask(people, None, "2026-03-25T10:00Z", "2026-03-26T10:00Z").calendars

    assert [(turn.members, turn.replaced) for turn in payments.turns] == [((), ("bob",)), (("bob",), None)]
    assert [(gap.start.day, gap.end.day) for gap in payments.gaps] == [(25, 26)]
    assert watch(payments) == (None, "bob 03-26T09:00 03-30T09:00")


def test_the_rest_of_a_schedule_counts_for_a_persons_share(people: Roster) -> None:
    answer = ask(people, "bob", "2026-03-23T09:00+01:00", "2026-04-06T09:00+02:00", measured=True)

    assert [load.contact for load in answer.qualities[0].loads] == ["akuam", "bob"]
    assert answer.qualities[0].loads[1].share == 167 / 335


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("payments", ["schedule"]),
        ("weekly", ["rotation"]),
        ("akuam", ["person"]),
        ("example_escalation", []),
        ("nobody", []),
    ],
)
def test_a_name_is_a_schedule_a_rotation_or_a_person(people: Roster, name: str, kinds: list[str]) -> None:
    assert [each.kind for each in meanings(people, name)] == kinds
    assert (name in names(people)) == bool(kinds)


def test_a_name_can_be_a_schedule_and_a_rotation(tmp_path: Path) -> None:
    people = read(tmp_path, ROTA.replace("payments:", "weekly:"))

    assert meanings(people, "weekly") == [Asked("schedule", "weekly"), Asked("rotation", "weekly")]


@given(st.data(), instants())
def test_shifts_and_gaps_agree_with_who_is_on_call_at_each_instant(data: st.DataObject, at: datetime) -> None:
    people = roster.read([Document("policies/people.yaml", "", data.draw(policy_files(at)))])
    end = at + timedelta(days=data.draw(st.integers(1, 9)))
    probe = data.draw(st.datetimes(at.replace(tzinfo=None), end.replace(tzinfo=None) - timedelta.resolution))

    (calendar,) = review(people, None, at, end).calendars

    now = probe.replace(tzinfo=UTC)
    on_call = {member for rotation in calendar.zones for member in people.on_call(rotation, now)}
    assert {m for turn in calendar.turns for m in turn.members if turn.start <= now < turn.end} == on_call
    assert {m for m, spans in calendar.stretches.items() for span in spans if span.start <= now < span.end} == on_call
    assert any(gap.start <= now < gap.end for gap in calendar.gaps) != bool(on_call)
