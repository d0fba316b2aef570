from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from reviews.questions.sides import compiled, policy, side
from sets import alert
from tocsin.patterns import Pattern
from tocsin.patterns.witness import apart, meeting, near, witnesses
from tocsin.reviews.questions import Question, Side
from tocsin.reviews.questions.alerts import Maker, there

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.model import Alert
    from tocsin.reviews.questions.alerts import Made

SAMPLE = {
    "type": "slow",
    "status": "firing",
    "severity": "warning",
    "source": "grafana",
    "id": "g-1",
    "summary": "p99 above 2 s",
    "starts_at": "2024-02-03T04:05:06Z",
    "labels": {"env": "prod", "team": "web", "kubernetes.io/name": "pod-1"},
    "event": {"detail": {"host": "h-1", "rack": "r-1"}},
}
CATALOGUE = """
version: 1
alerts:
  slow: {fields: {alert.labels.service: {}}, samples: [../samples/slow.json]}
  down: {fields: {alert.labels.service: {}, alert.labels.p99: {type: number}}}
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Side:
    return side(tmp_path, {"alerts.yaml": CATALOGUE, "slow.json": json.dumps(SAMPLE)})


def made(source: dict[str, Any], *sides: Side, **rest: Any) -> Alert:
    """The alert of a pattern's first witness."""
    one = policy("p", source, **rest)
    return next(Maker(sides or [compiled([one])]).alerts(witnesses(one.pattern), one, [one.pattern]))


def test_an_alert_has_what_the_pattern_asks_for_and_is_plain_otherwise() -> None:
    found = made({"type": ["full"], "labels": {"env": [{"prefix": "prod"}]}})
    assert found == alert(
        type="full",
        severity="critical",
        id=found.id,
        starts_at="2026-01-05T12:00:00Z",
        account="111122223333",
        region="us-east-1",
        labels={"env": "prod"},
    )._replace(event=found.event)
    assert found.source == "generic"


def test_alerts_start_when_all_rotations_of_all_sides_run(tmp_path: Path) -> None:
    people = """
version: 1
contacts: {ann: {channels: {m: {email: a@example.com}}, plan: [{notify: m, for: 5m}]}}
schedules: {ops: {rotations: [weekly]}}
rotations: {weekly: {contacts: [ann], start: 2026-06-01T09:00, repeat: {daily: "09:00"}}}
"""
    sides = side(tmp_path, {"weekly.yaml": people}), compiled([])
    for order in (sides, sides[::-1]):
        found = made({"type": ["full"]}, *order)
        over = Maker(order).resolved(found)
        assert (found.starts_at, over.ends_at) == ("2026-06-01T09:00:00Z", "2026-06-01T10:00:00Z")


def test_two_alerts_have_the_same_id_only_if_they_have_the_same_labels() -> None:
    one, same, other = (made({"type": ["full"], "labels": {"env": [env]}}).id for env in ("a", "a", "b"))
    assert one == same != other


def test_a_known_type_is_filled_in_from_its_sample(catalogue: Side) -> None:
    found = made({"type": ["slow"], "labels": {"env": ["dev"]}}, catalogue)
    assert found.labels == {"env": "dev", "team": "web", "kubernetes.io/name": "pod-1"}
    assert (found.severity, found.summary, found.source) == ("warning", "p99 above 2 s", "generic")
    assert found.starts_at == "2026-01-05T12:00:00Z"
    assert found.id != "g-1"
    assert found.event == SAMPLE["event"]


def test_a_type_without_a_sample_has_what_the_catalogue_declares(catalogue: Side) -> None:
    assert made({"type": ["down"]}, catalogue).labels == {"service": "service", "p99": 1.5}


def test_what_the_policy_reads_is_there(catalogue: Side) -> None:
    found = made({"type": ["slow"]}, catalogue, dedupe_by=("alert.labels.zone", "alert.event.detail.row"))
    assert found.labels["zone"] == "zone"
    assert found.event["detail"] == {"host": "h-1", "rack": "r-1", "row": "row"}


def test_what_must_be_absent_is_taken_out_of_the_sample(catalogue: Side) -> None:
    absent = [{"exists": False}]
    found = made({"type": ["slow"], "labels": {"team": absent}, "event": {"detail": {"host": absent}}}, catalogue)
    assert "team" not in found.labels
    assert found.event == {"detail": {"rack": "r-1"}}


def test_a_label_with_dots_in_its_name_is_one_label(catalogue: Side) -> None:
    found = made({"type": ["slow"], "labels": {"kubernetes.io/name": ["pod-2"]}}, catalogue)
    assert found.labels["kubernetes.io/name"] == "pod-2"
    gone = made({"type": ["slow"], "labels": {"kubernetes.io/name": [{"exists": False}]}}, catalogue)
    assert "kubernetes.io/name" not in gone.labels
    assert gone.summary == "p99 above 2 s"
    assert made({"labels": {"a": {"b": ["c"]}}}).labels == {"a.b": "c"}


def test_labels_keep_their_json_types() -> None:
    assert made({"labels": {"p99": [{"numeric": [">", 5]}], "up": [False], "x": [None]}}).labels == {
        "p99": 6,
        "up": False,
        "x": None,
    }


def test_the_original_event_is_made_as_far_as_a_pattern_asks_for_it() -> None:
    assert made({"event": {"detail": {"state": ["x"], "code": [7]}}}).event == {"detail": {"state": "x", "code": 7}}


@pytest.mark.parametrize(
    "source",
    [
        {"nonsense": ["x"]},
        {"severity": {"level": ["x"]}},
        {"type": [None]},
        {"status": ["paused"]},
        {"severity": [{"exists": False}]},
        {"starts_at": ["yesterday"]},
        {"labels": ["x"]},
    ],
)
def test_what_no_alert_can_have_makes_none(source: dict[str, Any]) -> None:
    one = policy("p", source)
    assert list(Maker([compiled([one])]).alerts(witnesses(one.pattern), one, [one.pattern])) == []


def test_only_firing_samples_fill_in() -> None:
    over = Question(alert(type="slow", status="resolved", labels={"team": "web"}), None, "test x")
    assert made({"type": ["slow"]}, compiled([])._replace(given=[over])).labels == {}


def test_near_misses_are_checked_as_whole_alerts() -> None:
    """To leave the severity out is to have none, which the pattern takes too."""
    one = policy("p", {"severity": ["critical", None]})
    maker = Maker([compiled([one])])
    severities = {found.severity for found in maker.alerts(near(one.pattern), one, [], [one.pattern])}
    assert severities == {"other"}


def test_a_field_that_all_alerts_have_cannot_be_left_out_to_miss_a_pattern() -> None:
    one, other = policy("p", {"labels": {"a": ["b"]}}), Pattern.parse({"type": [{"anything-but": "slow"}]})
    maker = Maker([compiled([one])])
    event = apart(one.pattern, other)
    assert event is not None
    assert list(maker.alerts([event], one, [one.pattern], [other])) == []
    event = meeting([one.pattern, *there([other])], [other])
    assert event is not None
    assert [found.type for found in maker.alerts([event], one, [one.pattern], [other])] == ["slow"]


def test_labels_can_be_left_out_to_miss_a_pattern() -> None:
    assert there([Pattern.parse({"labels": {"a": ["b"]}, "event": {"x": [1]}})]) == []


def test_the_plainest_alert_of_a_type(catalogue: Side) -> None:
    maker = Maker([catalogue])
    assert maker.plain("slow").labels == {"service": "service"}
    assert maker.plain("unheard-of").labels == {}


def test_an_alert_that_is_over() -> None:
    over = Maker([compiled([])]).resolved(made({"type": ["slow"]}))
    assert (over.status, over.ends_at) == ("resolved", "2026-01-05T13:00:00Z")


def test_nothing_that_is_made_changes_what_is_made_next(catalogue: Side) -> None:
    maker, one = Maker([catalogue]), policy("p", {"type": ["slow"], "labels": {"env": ["a", "b"]}})
    first, second, again = (list(maker.alerts(witnesses(one.pattern), one, [one.pattern])) for _ in range(3))
    assert first == second == again


def test_of_one_event_versions_of_a_policy_have_one_alert(catalogue: Side) -> None:
    maker = Maker([catalogue])
    noted: Made = {}
    wide, narrow = (policy("p", {"type": ["slow"], "labels": {"env": envs}}) for envs in (["a", "b"], ["b", "c"]))
    first, second = (
        list(maker.alerts(witnesses(one.pattern), one, [one.pattern], made=noted)) for one in (wide, narrow)
    )
    assert [found.labels["env"] for found in (*first, *second)] == ["a", "b", "b", "c"]
    assert first[1] is second[0]
    assert list(noted.values()) == [*first, second[1]]


def test_what_is_read_otherwise_is_made_anew(catalogue: Side) -> None:
    maker = Maker([catalogue])
    noted: Made = {}
    plain, reading = (policy("p", {"type": ["down"]}, dedupe_by=by) for by in ((), ("alert.labels.team",)))
    for one in (plain, reading):
        assert list(maker.alerts(witnesses(one.pattern), one, [one.pattern], made=noted))
    assert [found.labels.get("team") for found in noted.values()] == [None, "team"]
