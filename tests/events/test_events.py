"""The room as a whole: every payload against its expected alerts, recognition, and events out to do harm."""

from __future__ import annotations

import contextlib
import copy
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.catalogue import ALERT_FIELDS
from tocsin.errors import UnknownEvent, UnreadableInput
from tocsin.events import SOURCES, normalise, read_alerts, read_events
from tocsin.model import SEVERITIES, Alert
from tocsin.patterns import Pattern

if TYPE_CHECKING:
    from events.conftest import OneAlert
    from tocsin.model import Json

PAYLOADS = Path(__file__).parent.parent / "payloads"
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json") if not path.stem.endswith(".expected"))
NEVER_RESOLVE = ("guardduty", "cloudtrail", "rds", "ecs", "eventbridge", "budgets")
ROOM = Path(normalise.__code__.co_filename).parent


def load(name: str) -> Json:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


def told(alert: Alert) -> dict[str, Json]:
    """All of an alert but the payload."""
    shown = {name: getattr(alert, name) for name in (*ALERT_FIELDS, "observed_at") if name != "event"}
    return {**shown, "hold": alert.hold and alert.hold._asdict()}


@pytest.mark.parametrize("name", NAMES)
def test_payload_becomes_the_expected_alerts(name: str) -> None:
    text = (PAYLOADS / f"{name}.json").read_text(encoding="utf-8")
    alerts = [told(alert) for event in read_events(text) for alert in normalise(event)]
    expected = load(f"{name}.expected")
    assert alerts == expected
    assert [list(alert) for alert in alerts] == [list(alert) for alert in expected]


def test_every_payload_has_its_expected_alerts() -> None:
    expected = sorted(path.name for path in PAYLOADS.glob("*.expected.json"))
    assert expected == [f"{name}.expected.json" for name in NAMES]


def test_every_source_is_a_file_with_a_test_and_a_section_of_the_docs() -> None:
    docs = (ROOM.parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")
    for source in SOURCES:
        assert (ROOM / f"{source}.py").exists()
        assert (Path(__file__).parent / f"test_{source}.py").exists()
        assert f"\n### {source}\n" in docs


def test_every_source_has_a_payload() -> None:
    seen = {alert["source"] for name in NAMES for alert in load(f"{name}.expected")}
    assert seen == set(SOURCES)


@pytest.mark.parametrize("name", NAMES)
def test_named_source_reads_what_is_recognised(name: str) -> None:
    event = load(name)
    alerts = normalise(event)
    for source in {alert.source for alert in alerts}:
        assert normalise(event, source) == alerts


def test_event_is_the_sources_own_payload_without_its_envelopes() -> None:
    direct = normalise(load("cloudwatch_metric_alarm_eventbridge"))
    queued = normalise(load("sqs_lambda_wrapping_eventbridge"))
    assert queued == direct
    group = load("alertmanager_webhook_v4")
    assert [alert.event for alert in normalise(group)] == [group, group]


def test_one_alert_over_two_transports_has_one_identity() -> None:
    (http,) = normalise(load("cloudwatch_alarm_sns_http"))
    (function,) = normalise(load("cloudwatch_alarm_sns_lambda"))
    assert told(http) == told(function)


def test_named_source_refuses_what_is_not_its_own() -> None:
    with pytest.raises(UnknownEvent, match=r"the nearest is grafana, which needs orgId \(a number\)$"):
        normalise(load("alertmanager_webhook_v4"), "grafana")


def test_source_with_a_typing_error() -> None:
    with pytest.raises(UnreadableInput, match="no adapter is named 'cloudwacth'; did you mean cloudwatch"):
        normalise({}, "cloudwacth")
    with pytest.raises(UnreadableInput, match=r"no adapter is named '\?': cloudwatch, health"):
        normalise({}, "?")


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (42, "an event is a JSON object"),
        ({}, r"the nearest is generic, which needs type \(text\), status \(\"firing\" or \"resolved\"\)"),
        ({"type": "x", "status": "ok"}, r"the nearest is generic, which needs status \(\"firing\" or \"resolved\"\)$"),
        ({"source": "aws.cloudwatch", "detail-type": "CloudWatch Alarm State Change", "detail": {"alarmName": "x"}},
         r"the nearest is cloudwatch, which needs detail.state.value \(text\)$"),
        ({"source": "aws.ecs", "detailType": "Anything", "detail": {}},
         r"the nearest is eventbridge, which needs detail-type \(text\), not detailType$"),
        ({"AlarmName": "x", "NewStateValue": 7, "StateChangeTime": ""},
         r"the nearest is cloudwatch, which needs NewStateValue \(text\)$"),
        ({"groupKey": "{}", "alerts": {}}, r"the nearest is alertmanager, which needs alerts \(a list\)$"),
        ({"event_action": "resolve"}, r"the nearest is pagerduty, which needs dedup_key \(text\)$"),
        ({"specversion": "1.0", "id": "1", "type": "x"}, r"the nearest is cloudevents, which needs source \(text\)$"),
        ({"Message": "hello"}, r"the nearest is generic"),
    ],
)  # fmt: skip
def test_unknown_event_names_the_nearest_adapter_and_what_it_misses(event: Json, message: str) -> None:
    with pytest.raises(UnknownEvent, match=message):
        normalise(event)


def test_event_that_a_source_claims_is_not_given_to_a_more_general_adapter() -> None:
    event = load("guardduty_finding")
    del event["detail"]["id"]
    with pytest.raises(UnknownEvent, match="the nearest is guardduty"):
        normalise(event)
    assert normalise(event, "eventbridge")[0].type == "GuardDuty Finding"


def test_message_of_an_error_quotes_no_values() -> None:
    event = {"type": "x", "status": "customer-7 is on fire", "labels": {"password": "hunter2"}}
    with pytest.raises(UnknownEvent) as caught:
        normalise(event)
    assert "customer-7" not in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_place_of_an_unknown_event_in_its_envelope() -> None:
    event = load("sqs_lambda_wrapping_eventbridge")
    event["Records"].append({"eventSource": "aws:sqs", "body": '{"hello": "world"}'})
    with pytest.raises(UnknownEvent, match=r"^Records\[1\]\.body: no adapter recognises this event"):
        normalise(event)


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("cloudwatch_metric_alarm_eventbridge", "detail.state.value", "INSUFFICIENT_DATA"),
        ("cloudwatch_alarm_lambda_action", "alarmData.state.value", "INSUFFICIENT_DATA"),
        ("aws_health_event", "detail.statusCode", "upcoming"),
        ("guardduty_finding", "detail.service.archived", True),
        ("securityhub_findings_imported", "detail.findings.0.Workflow.Status", "SUPPRESSED"),
        ("securityhub_findings_imported", "detail.findings.0.RecordState", "ARCHIVED"),
        ("ssm_opsitem_create", "detail.status", "InProgress"),
        ("ssm_contacts_cloudtrail_start_engagement", "detail.eventName", "StartEngagement"),
        ("codepipeline_execution_failed", "detail.state", "STARTED"),
        ("ecs_task_state_change", "detail.lastStatus", "RUNNING"),
        ("ecs_task_state_change", "detail.containers.0.exitCode", 0),
        ("datadog_webhook_custom", "alert_transition", "Muted"),
        ("pagerduty_events_v2_enqueue", "event_action", "acknowledge"),
        ("sentry_metric_alert", "action", "muted"),
        ("newrelic_workflow_webhook", "state", "ACKNOWLEDGED"),
        ("opsgenie_webhook_create", "action", "AddNote"),
    ],
)
def test_hold_can_be_lifted_by_a_pattern_that_names_its_value(
    one_alert: OneAlert, name: str, path: str, value: Json
) -> None:
    alert = one_alert(name, {path: value})
    assert alert.hold is not None
    steps = alert.hold.path.split(".")
    pattern: Json = [alert.hold.value]
    for step in reversed(steps):
        pattern = {step: pattern}
    parsed = Pattern.parse(pattern)
    assert parsed.matches(alert.view())
    assert alert.hold.value in parsed.exact_values(alert.hold.path)


# -- events out to do harm -------------------------------------------------------------------------------------------

HOSTILE: list[Json] = [
    None, True, 0, -1, 10**4000, 1e400, float("nan"), 1.5, "", "\ud800", "\u202e\x00", "a" * 70_000,
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-23:59", "99999999999999999999", [], {}, [None], [[]], {"": {}}, {"Message": "{"}, {"name": []},
]  # fmt: skip

WRONG: list[Json] = [10**5000, None, "\ud800", [{}], {"x": [1]}]
"""One of each type. The first has no JSON text."""


def places(node: Json, path: tuple[Json, ...] = ()) -> list[tuple[Json, ...]]:
    """The path of everything inside a payload."""
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place for key, value in entries for place in [(*path, key), *places(value, (*path, key))]]


def replaced(event: Json, path: tuple[Json, ...], value: Json) -> Json:
    event = copy.deepcopy(event)
    found(event, path[:-1])[path[-1]] = value
    return event


def found(node: Json, path: tuple[Json, ...]) -> Json:
    for step in path:
        node = node[step]
    return node


def check(event: Json) -> None:
    """Only alerts in normal form, or an error of ours, come of any event."""
    try:
        alerts = normalise(event)
    except UnreadableInput as error:
        str(error).encode()
        return
    for alert in alerts:
        assert tuple(alert.view()) == ALERT_FIELDS
        assert alert.status in ("firing", "resolved")
        assert alert.type
        assert alert.id
        assert alert.summary
        assert alert.severity in SEVERITIES or alert.severity == (alert.severity.lower() if alert.severity else None)
        assert not (alert.source in NEVER_RESOLVE and alert.status == "resolved")
        assert not (alert.status == "firing" and alert.ends_at)
        shown = {name: value for name, value in told(alert).items() if name not in ("labels", "annotations")}
        json.dumps(shown, ensure_ascii=False, allow_nan=False).encode()
        if alert.source != "generic":
            for name, value in {**alert.labels, **alert.annotations}.items():
                f"{name}={value + ''}".encode()


@pytest.mark.parametrize("name", NAMES)
def test_wrong_type_in_every_field(name: str) -> None:
    event = load(name)
    for path in places(event):
        for value in WRONG:
            check(replaced(event, path, value))


@pytest.mark.parametrize("name", NAMES)
def test_wrong_type_in_every_field_of_a_carried_message(name: str) -> None:
    """What an envelope holds as text is mutated inside the text."""
    event = load(name)
    for carrier in places(event):
        text = found(event, carrier)
        if carrier[-1] not in ("body", "Message") or not text.startswith("{"):
            continue
        for path in places(inner := json.loads(text)):
            for value in WRONG[1:]:
                check(replaced(event, carrier, json.dumps(replaced(inner, path, value))))


@given(st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_mutated_payloads_never_crash(data: st.DataObject) -> None:
    event = load(data.draw(st.sampled_from(NAMES)))
    for _ in range(data.draw(st.integers(1, 4))):
        if paths := places(event):
            event = replaced(event, data.draw(st.sampled_from(paths)), data.draw(st.sampled_from(HOSTILE)))
    check(event)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(HOSTILE),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES, st.none() | st.sampled_from(SOURCES))
@settings(max_examples=200)
def test_any_value_is_alerts_or_an_error_of_ours(event: Json, source: str | None) -> None:
    with contextlib.suppress(UnreadableInput):
        normalise(event, source)


def test_hostile_texts_take_no_time() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    tags = ",".join(f"k:{number}" for number in range(100_000))
    budget = "Budget Name: x\n" + "A: " * 300_000
    title = "[" * 300_000
    events = [
        {"eventSource": "aws:sqs", "body": '{"a":' + deep + "}"},
        {"alert_transition": "Triggered", "alert_title": title, "tags": tags},
        {"event_type": "x", "title": "[Triggered on {" * 50_000, "date": "1"},
        {"Message": budget},
        {
            "AlarmName": "x",
            "NewStateValue": "ALARM",
            "StateChangeTime": "1" * 500_000,
            "AlarmDescription": " " * 900_000,
        },
        {"groupKey": "", "alerts": [{"labels": {}}] * 30_000},
        {"x" * 60 + str(number): 1 for number in range(10_000)},
    ]
    for event in events:
        started = time.process_time()
        with contextlib.suppress(UnreadableInput):
            normalise(event)
        assert time.process_time() - started < 1


def test_object_nested_beyond_the_stack() -> None:
    nested: Json = {}
    for _ in range(100_000):
        nested = {"x": nested}
    for event in ({"type": "x", "status": "firing", "labels": nested}, {"Records": [nested]}, nested):
        with contextlib.suppress(UnreadableInput):
            normalise(event)


def test_a_text_is_read_alert_by_alert_until_an_event_is_not_understood() -> None:
    good = {"type": "disk-full", "status": "firing", "id": "a"}
    found = read_alerts(f"{json.dumps([good, {**good, 'id': 'b'}])}\n{json.dumps({'what': 'is this'})}", "generic")
    assert [next(found).id, next(found).id] == ["a", "b"]
    with pytest.raises(UnreadableInput):
        next(found)
