"""Decisions by the rules of docs/policies.md."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

import sets
from tocsin.match import decide
from tocsin.model import Alert, DecisionKind, Hold, Reason

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.decision import Decision
    from tocsin.pipeline import Engine

AT = datetime(2026, 3, 12, 3, 12, tzinfo=UTC)


def decision(engine: Engine, at: datetime | None = AT, **fields: object) -> Decision:
    return decide(engine.policies, sets.alert(**fields), at, trace=True)


def routes(found: Decision) -> list[tuple[str, str]]:
    return [(route.policy.name, route.target.name) for route in found.routes]


def reasons(found: Decision) -> dict[str, Reason]:
    return {considered.policy.name: considered.reason for considered in found.trace}


TWO = """
version: 1
policies:
  - {name: first, match: {severity: [critical]}, page: akuam}
  - {name: second, match: {type: [disk-full]}, page: bob}
"""


def test_the_first_policy_of_a_file_that_matches_wins(tmp_path: Path) -> None:
    engine = sets.engine(tmp_path, {"a.yaml": TWO})

    found = decision(engine, severity="critical")

    assert found.kind is DecisionKind.PAGE
    assert routes(found) == [("first", "akuam")]
    assert reasons(found) == {"first": Reason.MATCHED, "second": Reason.SHADOWED}


def test_a_policy_that_does_not_match_leaves_the_next_its_turn(tmp_path: Path) -> None:
    found = decision(sets.engine(tmp_path, {"a.yaml": TWO}), severity="info")

    assert routes(found) == [("second", "bob")]
    assert reasons(found) == {"first": Reason.PATTERN, "second": Reason.MATCHED}
    assert str(found.trace[0].mismatch) == 'severity: expected "critical", found "info"'


def test_continue_lets_later_policies_of_the_file_speak_too(tmp_path: Path) -> None:
    engine = sets.engine(tmp_path, {"a.yaml": TWO.replace("page: akuam", "page: akuam, continue: true")})

    assert routes(decision(engine, severity="critical")) == [("first", "akuam"), ("second", "bob")]


def test_files_are_evaluated_each_on_its_own(tmp_path: Path) -> None:
    other = "version: 1\npolicies: [{name: other, match: {type: [disk-full]}, page: platform}]\n"
    engine = sets.engine(tmp_path, {"b.yaml": TWO, "a.yaml": other})

    assert routes(decision(engine, severity="critical")) == [("other", "platform"), ("first", "akuam")]


def test_a_target_reached_twice_is_paged_once_by_the_first_in_file_path_order(tmp_path: Path) -> None:
    arn = "arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam"
    again = f'version: 1\npolicies: [{{name: again, match: {{type: [disk-full]}}, page: ["{arn}", bob]}}]\n'
    engine = sets.engine(tmp_path, {"a.yaml": TWO, "b.yaml": again})

    found = decision(engine, severity="critical")

    assert routes(found) == [("first", "akuam"), ("again", "bob")]
    assert found.notes == (f"again pages {arn} too: already paged by first",)


def test_a_firing_alert_that_nothing_matches_pages_the_fallback(tmp_path: Path) -> None:
    found = decision(sets.engine(tmp_path, {"a.yaml": TWO}), type="unheard-of")

    assert found.kind is DecisionKind.FALLBACK
    assert routes(found) == [("fallback", "platform")]


def test_without_a_fallback_it_is_unrouted(tmp_path: Path) -> None:
    people = sets.PEOPLE.replace(", fallback: {page: platform}", "")
    found = decision(sets.engine(tmp_path, {"people.yaml": people, "a.yaml": TWO}), type="unheard-of")

    assert (found.kind, found.routes) == (DecisionKind.UNROUTED, ())


def test_a_resolved_alert_never_pages(tmp_path: Path) -> None:
    found = decision(sets.engine(tmp_path, {"a.yaml": TWO}), status="resolved", severity="critical")

    assert (found.kind, found.routes) == (DecisionKind.RESOLVED, ())


SILENCE = """
version: 1
silences:
  - {name: migration, alert: disk-full, from: 2026-03-12T03:00Z, until: "2026-03-12T05:00+01:00", reason: planned}
"""


@pytest.mark.parametrize(
    ("minute", "kind"),
    [
        ("02:59", DecisionKind.PAGE),
        ("03:00", DecisionKind.SILENCED),  # a start is inside
        ("03:59", DecisionKind.SILENCED),
        ("04:00", DecisionKind.PAGE),  # an end is not
    ],
)
def test_a_silence_holds_from_its_start_to_its_end(tmp_path: Path, minute: str, kind: DecisionKind) -> None:
    engine = sets.engine(tmp_path, {"a.yaml": TWO, "s.yaml": SILENCE})

    found = decision(engine, datetime.fromisoformat(f"2026-03-12T{minute}Z"))

    assert found.kind is kind
    assert (found.silence is not None) == (kind is DecisionKind.SILENCED)


WINDOWS = """
version: 1
windows:
  day: {hours: "09:00-17:00", time_zone: Europe/Berlin}
  lunch: {hours: "12:00-13:00", time_zone: Europe/Berlin}
policies:
  - {name: by-day, when: day, unless: [lunch], page: akuam}
  - {name: else, page: bob}
"""


@pytest.mark.parametrize(
    ("instant", "winner", "reason"),
    [
        ("2026-03-12T09:00+01:00", "akuam", Reason.MATCHED),
        ("2026-03-12T12:30+01:00", "bob", Reason.INSIDE_WINDOW),
        ("2026-03-12T17:00+01:00", "bob", Reason.OUTSIDE_WINDOW),
        ("2026-03-29T07:30Z", "akuam", Reason.MATCHED),  # summer time: 09:30 in Berlin
        ("2026-03-28T07:30Z", "bob", Reason.OUTSIDE_WINDOW),  # the day before: 08:30
    ],
)
def test_windows_decide_by_the_wall_clock_of_their_zone(
    tmp_path: Path, instant: str, winner: str, reason: Reason
) -> None:
    found = decision(sets.engine(tmp_path, {"a.yaml": WINDOWS}), datetime.fromisoformat(instant))

    assert [target for _, target in routes(found)] == [winner]
    assert found.trace[0].reason is reason


def test_without_any_time_windows_are_open_and_silences_over_and_a_note_says_so(tmp_path: Path) -> None:
    engine = sets.engine(tmp_path, {"a.yaml": WINDOWS, "s.yaml": SILENCE})

    found = decision(engine, None)

    assert routes(found) == [("by-day", "akuam")]
    assert "--at" in found.notes[0]


def held(hold: Hold) -> Alert:
    return Alert(
        type="StartEngagement", status="firing", severity=None, source="cloudtrail", id="x", summary="", starts_at=None,
        ends_at=None, url=None, account=None, region=None, labels={}, annotations={}, event={}, hold=hold,
    )  # fmt: skip


LOOP = Hold("a copy of our own call", "type", "StartEngagement")


@pytest.mark.parametrize(
    ("policy", "kind"),
    [
        ("{name: p, alert: StartEngagement, page: bob}", DecisionKind.PAGE),  # named in so many words
        ("{name: p, match: {type: [{prefix: Start}]}, page: bob}", DecisionKind.SILENCED),
        ("{name: p, page: bob}", DecisionKind.SILENCED),
    ],
)
def test_a_held_alert_pages_only_where_a_policy_names_it(tmp_path: Path, policy: str, kind: DecisionKind) -> None:
    engine = sets.engine(tmp_path, {"a.yaml": f"version: 1\npolicies: [{policy}]\n"})

    found = decide(engine.policies, held(LOOP), AT, trace=True)

    assert found.kind is kind
    assert found.trace[0].reason is (Reason.MATCHED if kind is DecisionKind.PAGE else Reason.HELD)


def test_what_the_source_itself_suppressed_no_policy_can_page(tmp_path: Path) -> None:
    policy = "version: 1\npolicies: [{name: p, alert: StartEngagement, page: bob}]\n"

    found = decide(sets.engine(tmp_path, {"a.yaml": policy}).policies, held(Hold("suppressed")), AT)

    assert (found.kind, found.notes) == (DecisionKind.SILENCED, ("suppressed",))
