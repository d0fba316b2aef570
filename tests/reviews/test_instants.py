from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sets import PEOPLE, alert, open_with_roster, write
from tocsin.reviews.instants import MINUTE, NOON, Instants, instants
from tocsin.reviews.questions import Side
from tocsin.windows import Window

if TYPE_CHECKING:
    from pathlib import Path

ROUTES = """
version: 1
windows:
  office: {hours: "09:00-17:00", days: [mon, tue, wed, thu, fri], time_zone: Europe/Berlin}
  patching: {rrule: "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=1", for: 2h, time_zone: Europe/Berlin}
silences:
  - {name: move, match: {labels: {db: [a]}}, from: 2026-12-01T20:00Z, until: 2026-12-01T23:00:30Z, reason: planned}
policies:
  - {name: by-day, match: {type: [disk-full]}, when: office, page: on-call}
  - {name: cpu, match: {type: [cpu-high]}, unless: patching, page: nightly}
  - {name: last, match: {type: [other]}, page: akuam}
rotations:
  weekly:
    contacts: [akuam, bob]
    start: 2026-01-12T09:00
    time_zone: Europe/Berlin
    repeat: {weekly: [{day: mon, at: "09:00"}]}
    overrides: [{contacts: [bob], from: 2026-02-03T08:00, until: 2026-02-03T20:00}]
schedules:
  on-call: {rotations: [weekly]}
escalations:
  nightly: {stages: [{page: [bob, on-call], for: 5m}]}
"""


def side(folder: Path, routes: str = ROUTES) -> Side:
    engine, roster = open_with_roster(str(write(folder, {"people.yaml": PEOPLE, "routes.yaml": routes})))
    return Side(engine.policies, roster)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def changed(tmp_path: Path, old: str, new: str, kind: str = "disk-full", **fields: object) -> tuple[datetime, ...]:
    """The instants that matter to an alert of a type where one side has `new` in place of `old`."""
    assert old in ROUTES
    sides = side(tmp_path / "base"), side(tmp_path / "head", ROUTES.replace(old, new))
    return Instants(sides).of(alert(type=kind, **fields))


def test_the_reference_is_when_the_last_rotation_starts_or_a_fixed_noon(tmp_path: Path) -> None:
    one = side(tmp_path)
    assert Instants([one]).reference == at("2026-01-12T08:00")
    assert Instants([one._replace(roster=replace(one.roster, rotations={}))]).reference == NOON
    assert Instants([one], NOON).reference == NOON


def test_a_rotation_that_starts_later_than_before_is_asked_about_before_it_does(tmp_path: Path) -> None:
    found = changed(tmp_path, "start: 2026-01-12T09:00", "start: 2026-03-09T09:00")
    assert found[0] == at("2026-03-09T08:00")
    assert {at("2026-01-12T07:59"), at("2026-01-12T08:00"), at("2026-03-09T07:59")} <= {*found}


def test_what_is_the_same_is_asked_about_inside_and_outside(tmp_path: Path) -> None:
    one, window = side(tmp_path), side(tmp_path).policies.windows["office"]
    found = Instants([one, one]).of(alert())
    assert len(found) == 2
    assert {window.contains(instant) for instant in found} == {True, False}


def test_an_alert_that_nothing_takes_has_the_reference_only(tmp_path: Path) -> None:
    one = side(tmp_path)
    assert Instants([one, one]).of(alert(type="unknown")) == (at("2026-01-12T08:00"),)


def test_a_window_that_differs_is_asked_about_around_every_boundary_of_either_side(tmp_path: Path) -> None:
    found = changed(tmp_path, '"09:00-17:00"', '"09:00-18:00"')
    thursday = [at(f"2026-01-15T{hour}") for hour in ("08:00", "16:00", "17:00")]
    assert set(thursday) | {boundary - MINUTE for boundary in thursday} <= set(found)


def test_a_window_in_another_zone_is_asked_about_where_the_clocks_part(tmp_path: Path) -> None:
    """Algiers has Berlin's time in winter only."""
    old = "[mon, tue, wed, thu, fri], time_zone: Europe/Berlin"
    found = changed(tmp_path, old, old.replace("Europe/Berlin", "Africa/Algiers"))
    berlin = Window.of("office", {"hours": "09:00-17:00"}, "Europe/Berlin")
    algiers = Window.of("office", {"hours": "09:00-17:00"}, "Africa/Algiers")
    assert any(berlin.contains(instant) != algiers.contains(instant) for instant in found)


def test_a_window_closely_looked_at_needs_no_other_side(tmp_path: Path) -> None:
    closely = Instants([side(tmp_path)], closely=True).of(alert())
    assert {at("2026-01-16T16:00"), at("2026-01-19T08:00")} <= set(closely)


def test_a_rare_rule_is_asked_about_at_its_next_start(tmp_path: Path) -> None:
    found = changed(tmp_path, "for: 2h", "for: 3h", "cpu-high")
    assert {at("2026-10-31T23:00"), at("2026-11-01T01:00"), at("2026-11-01T02:00")} <= set(found)
    assert at("2026-10-31T23:00") in Instants([side(tmp_path / "base")] * 2).of(alert(type="cpu-high"))


def test_a_rule_that_starts_in_years_to_come_is_asked_about(tmp_path: Path) -> None:
    later = ROUTES.replace("for: 2h,", "for: 2h, from: 2028-01-01T00:00,")
    assert at("2028-10-31T23:00") in Instants([side(tmp_path, later)] * 2).of(alert(type="cpu-high"))


def test_a_silence_is_asked_about_around_its_ends_by_the_alerts_that_it_takes(tmp_path: Path) -> None:
    one = side(tmp_path)
    ends = {at("2026-12-01T20:00"), at("2026-12-01T23:00:30")}
    found = set(Instants([one, one]).of(alert(labels={"db": "a"})))
    assert ends | {end - MINUTE for end in ends} <= found
    assert not ends & set(Instants([one, one]).of(alert(labels={"db": "b"})))


def test_a_silence_at_an_end_of_the_calendar_does_no_harm(tmp_path: Path) -> None:
    found = changed(tmp_path, "from: 2026-12-01T20:00Z", "from: 0001-01-01T00:00+14:00", labels={"db": "a"})
    assert at("2026-12-01T20:00") in found


def test_rotations_that_differ_are_asked_about_at_hand_offs_and_overrides(tmp_path: Path) -> None:
    found = changed(tmp_path, "contacts: [akuam, bob]\n", "contacts: [bob, akuam]\n")
    assert {at("2026-01-19T08:00"), at("2026-01-19T07:59"), at("2026-03-30T07:00"), at("2026-02-03T07:00")} <= set(
        found
    )
    assert at("2026-10-26T08:00") in found, "a week in which the clocks change, though many hand-offs away"
    assert len(found) < 100


def test_rotations_behind_an_escalation_count(tmp_path: Path) -> None:
    found = changed(tmp_path, "contacts: [akuam, bob]\n", "contacts: [bob, akuam]\n", "cpu-high")
    assert at("2026-01-19T08:00") in found


def test_rotations_that_are_the_same_are_asked_about_in_a_gap_too(tmp_path: Path) -> None:
    covered = ROUTES.replace("    repeat: {weekly", '    cover: {mon: ["09:00-12:00"]}\n    repeat: {weekly')
    one = side(tmp_path, covered)
    found = Instants([one, one]).of(alert())
    assert {bool(one.roster.on_call("weekly", instant)) for instant in found} == {True, False}


def test_every_instant_in_order(tmp_path: Path) -> None:
    one = side(tmp_path)
    found = instants([one, one])
    assert found == sorted(found)
    assert {at("2026-12-01T20:00"), at("2026-10-31T23:00"), at("2026-01-12T08:00")} <= set(found)


def test_a_side_without_the_window_is_different(tmp_path: Path) -> None:
    bare = side(tmp_path / "bare", "version: 1\npolicies: [{name: p, match: {type: [disk-full]}, page: bob}]")
    found = Instants([bare, side(tmp_path / "head")]).of(alert())
    assert at("2026-01-15T16:00") in found


def test_a_reference_beyond_the_calendar_is_moved_inwards(tmp_path: Path) -> None:
    far = datetime.max.replace(tzinfo=UTC) - timedelta(hours=1)
    assert Instants([side(tmp_path)], far, closely=True).of(alert())[0].year == 9900


@pytest.mark.parametrize("old", [";UNTIL=20280101T000000", ";COUNT=1461"])  # from 2024 on
@pytest.mark.parametrize("new", ["", ";UNTIL=20290101T000000", ";COUNT=1600"])
def test_a_rule_that_ends_is_asked_about_before_and_after_that(tmp_path: Path, old: str, new: str) -> None:
    rule = 'nightly: {rrule: "FREQ=DAILY;BYHOUR=20%s", for: 8h, time_zone: Europe/Berlin}\n'
    routes = [
        ROUTES.replace("windows:\n", f"windows:\n  {rule % until}").replace("when: office", "when: nightly")
        for until in (old, new)
    ]
    before, after = side(tmp_path / "base", routes[0]), side(tmp_path / "head", routes[1])
    windows = [each.policies.windows["nightly"] for each in (before, after)]
    for sides in ((before, after), (after, before)):
        found = [instant for instant in Instants(sides).of(alert()) if abs(instant.year - 2028) < 2]
        open_then = [tuple(window.contains(instant) for window in windows) for instant in found]
        assert {(True, True), (False, True), (False, False)} <= {*open_then}


def test_a_rare_rule_that_ends_is_asked_about_too(tmp_path: Path) -> None:
    found = changed(tmp_path, 'BYMONTHDAY=1"', 'BYMONTHDAY=1;UNTIL=20331231"', "cpu-high")
    assert {at("2033-10-31T23:00"), at("2034-10-31T23:00")} <= set(found)
