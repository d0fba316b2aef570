"""Alert types that reach nobody at some minute of a year, and which minute is the first."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sets
from sets import open_with_roster
from tocsin import roster
from tocsin.load import load, parse
from tocsin.reviews.questions import Side
from tocsin.reviews.reachability import Deserted, both, unanswered
from tocsin.rotations import Span
from tocsin.timeline import timeline

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = """
version: 1
settings: {account: "111122223333", region: us-east-2, time_zone: Europe/Berlin}
contacts:
  akuam: {channels: {phone: {sms: "+12065550100"}}, plan: [{notify: phone, for: 5m}]}
  bob: {channels: {mail: {email: bob@example.com}}, plan: [{notify: mail, for: 5m}]}
rotations:
  by-day: {contacts: [akuam, bob], start: 2026-01-05T09:00, repeat: {daily: "09:00"}, cover: COVER}
  always: {contacts: [bob, akuam], start: 2026-01-05T09:00, repeat: {daily: "09:00"}}
schedules:
  day: {rotations: [by-day]}
  whole: {rotations: [by-day, always]}
escalations:
  late: {stages: [{page: day, for: 30m}, {page: day, for: 10m}]}
  then-bob: {stages: [{page: day, for: 5m}, {page: bob, for: 5m}]}
""".replace("COVER", '{mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"], thu: ["09:00-17:00"]}')


def found(folder: Path, policies: str, people: str = PEOPLE) -> list[tuple[str, str, str]]:
    """Type, minute and reason of whatever reaches nobody."""
    sets.write(folder, {"people.yaml": people, "a.yaml": policies})
    engine, people_read = open_with_roster(str(folder))
    side = Side(engine.policies, people_read, load(str(folder)).documents)
    return [(each.type, f"{each.at:%Y-%m-%dT%H:%MZ}", each.reason) for each in unanswered(side)]


def paging(target: str, more: str = "") -> str:
    return f"version: 1\nalerts: {{cpu: {{}}}}\npolicies: [{{name: p, alert: cpu, page: {target}{more}}}]\n"


@pytest.mark.parametrize("target", ["akuam", "whole", "then-bob", "[day, bob]"])
def test_who_can_always_be_notified_is(target: str, tmp_path: Path) -> None:
    assert found(tmp_path, paging(target)) == []


def test_a_schedule_reaches_nobody_once_its_hours_are_over(tmp_path: Path) -> None:
    assert found(tmp_path, paging("day")) == [
        ("cpu", "2026-01-05T16:00Z", "p pages day, where the plan comes to nobody")
    ]


def test_a_later_stage_may_come_into_the_hours_and_the_minute_is_that_of_the_page(tmp_path: Path) -> None:
    assert found(tmp_path, paging("late"))[0][1] == "2026-01-05T16:00Z"
    morning = PEOPLE.replace("09:00-17:00", "09:00-24:00").replace('thu: ["09:00-24:00"]', 'thu: ["00:00-24:00"]')
    morning = morning.replace('wed: ["09:00-24:00"]', 'wed: ["00:00-24:00"]').replace("for: 30m", "for: 8h")
    # until 00:00 in Berlin the first stage finds somebody; from then on the second one, eight hours later, has nobody
    assert found(tmp_path / "eight", paging("late"), morning.replace("8h", "30m"))[0][1] == "2026-01-05T23:00Z"


def test_two_targets_are_deserted_only_where_both_are(tmp_path: Path) -> None:
    split = PEOPLE.replace("always: {", 'evening: {cover: {mon: ["17:00-24:00"]}, ').replace("always]", "evening]")
    people = split.replace("whole: {rotations: [by-day, evening]}", "whole: {rotations: [evening]}")
    assert found(tmp_path, paging("[day, whole]"), people)[0][1] == "2026-01-05T23:00Z"


def test_a_closed_window_without_fallback_reaches_nobody(tmp_path: Path) -> None:
    windows = "windows: {day: {days: [mon], hours: '08:00-18:00'}}\n"
    assert found(tmp_path, paging("akuam", ", when: day") + windows) == [
        ("cpu", "2026-01-05T17:00Z", "no policy pages for it, and there is no fallback")
    ]
    fallback = PEOPLE.replace("time_zone: Europe/Berlin}", "time_zone: Europe/Berlin, fallback: {page: bob}}")
    assert found(tmp_path / "fallback", paging("akuam", ", when: day") + windows, fallback) == []


def test_a_window_that_keeps_to_the_hours_covered_is_no_hole(tmp_path: Path) -> None:
    windows = "windows: {day: {days: [mon, tue, wed, thu], hours: '09:00-17:00'}}\n"
    fallback = PEOPLE.replace("time_zone: Europe/Berlin}", "time_zone: Europe/Berlin, fallback: {page: bob}}")
    assert found(tmp_path, paging("day", ", when: day") + windows, fallback) == []
    longer = windows.replace("17:00", "17:01")
    assert found(tmp_path / "longer", paging("day", ", when: day") + longer, fallback)[0][1] == "2026-01-05T16:00Z"


def test_a_hole_is_found_after_a_window_has_opened_and_closed_for_days(tmp_path: Path) -> None:
    windows = "windows: {day: {days: [mon, tue, wed, thu, fri], hours: '09:00-17:00'}}\n"
    fallback = PEOPLE.replace("time_zone: Europe/Berlin}", "time_zone: Europe/Berlin, fallback: {page: bob}}")
    assert found(tmp_path, paging("day", ", when: day") + windows, fallback)[0][1] == "2026-01-09T08:00Z"


def test_a_silence_is_told_apart_from_other_reasons(tmp_path: Path) -> None:
    silences = "silences: [{name: move, alert: cpu, from: 2026-02-01T00:00Z, until: 2026-02-02T00:00Z, reason: r}]\n"
    assert found(tmp_path, paging("akuam") + silences) == [("cpu", "2026-02-01T00:00Z", "silenced by move")]
    assert [reason for *_, reason in found(tmp_path / "too", paging("day") + silences)] == [
        "p pages day, where the plan comes to nobody",
        "silenced by move",
    ]


def test_a_type_that_no_policy_names_reaches_nobody_at_once(tmp_path: Path) -> None:
    policies = paging("akuam").replace("cpu: {}", "cpu: {}, disk: {}")
    assert found(tmp_path, policies) == [
        ("disk", "2026-01-05T12:00Z", "no policy pages for it, and there is no fallback")
    ]


def test_somebody_provisioned_elsewhere_is_taken_to_be_reached(tmp_path: Path) -> None:
    arn = "arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam"
    assert found(tmp_path, paging(arn)) == []


ROSTER = roster.read([parse("policies/people.yaml", PEOPLE)[0]])
START = datetime(2026, 3, 23, tzinfo=UTC)
"""Six days before the clocks of Berlin are changed."""


@given(st.sampled_from(["day", "whole", "late", "then-bob", "akuam"]), st.integers(0, 14 * 1440))
def test_a_plan_is_deserted_exactly_where_a_walk_through_it_notifies_nobody(target: str, minutes: int) -> None:
    at = START + timedelta(minutes=minutes)
    spans = Deserted(ROSTER)(target, START, START + timedelta(days=15))
    walked = timeline(ROSTER, target, at)
    assert any(span.start <= at < span.end for span in spans) == (not walked.notices)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


rows = st.lists(st.integers(0, 40), max_size=8, unique=True).map(
    lambda ends: [Span(minute(a), minute(b)) for a, b in zip(*[iter(sorted(ends))] * 2, strict=False)]
)


@given(rows, rows)
def test_both_holds_what_lies_in_both(one: list[Span], other: list[Span]) -> None:
    def inside(spans: list[Span], at: datetime) -> bool:
        return any(span.start <= at < span.end for span in spans)

    for number in range(41):
        at = minute(number)
        assert inside(both(one, other), at) == (inside(one, at) and inside(other, at))


@pytest.mark.slow
def test_fifty_types_and_ten_schedules_take_less_than_two_seconds(tmp_path: Path) -> None:
    names = range(10)
    cover = '{mon: ["09:00-17:00"], tue: ["09:00-17:00"], wed: ["09:00-17:00"]}'
    rotation = f'{{contacts: [akuam, bob], start: 2026-01-05T09:00, repeat: {{daily: "09:00"}}, cover: {cover}}}'
    contacts = PEOPLE.partition("rotations:")[0]
    people = (
        contacts
        + "rotations:\n"
        + "".join(f"  r{n}: {rotation}\n" for n in names)
        + "schedules:\n"
        + "".join(f"  s{n}: {{rotations: [r{n}]}}\n" for n in names)
        + "escalations:\n"
        + "".join(f"  e{n}: {{stages: [{{page: s{n}, for: 5m}}, {{page: s{n}, for: 5m}}]}}\n" for n in names)
    )
    policies = "version: 1\nalerts: {" + ", ".join(f"t{n}: {{}}" for n in range(50)) + "}\n"
    policies += "windows:\n" + "".join(f"  w{n}: {{hours: '0{n}:00-18:00'}}\n" for n in names) + "policies:\n"
    policies += "".join(f"  - {{name: p{n}, alert: t{n}, page: e{n % 10}, when: w{n % 10}}}\n" for n in range(50))
    sets.write(tmp_path, {"people.yaml": people, "a.yaml": policies})
    engine, people_read = open_with_roster(str(tmp_path))
    side = Side(engine.policies, people_read, load(str(tmp_path)).documents)
    begun = time.perf_counter()
    assert len(unanswered(side)) == 100
    assert time.perf_counter() - begun < 2
