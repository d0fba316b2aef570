"""What the double does not take: whatever the real providers' own SDKs or the AWS API would not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provision.double.kinds import KINDS, violations
from provision.double.wire import UNKNOWN, Secret
from tocsin.pipeline import open_whole
from tocsin.provision import tokens
from tocsin.provision.configuration import Configuration
from tocsin.provision.plan import plan
from tocsin.provision.resource import Reference, Sealed

if TYPE_CHECKING:
    from tocsin.provision.resource import Input

ROOT = Path(__file__).resolve().parents[2]
ARN = "arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam"
NINE = {"hourOfDay": 9, "minuteOfHour": 0}
STAGE = {
    "durationInMinutes": 5,
    "targets": [
        {"channelTargetInfo": {"contactChannelId": ARN, "retryIntervalInMinutes": 2}},
        {"contactTargetInfo": {"contactId": ARN, "isEssential": True}},
    ],
}
INPUTS: dict[str, dict[str, Any]] = {
    tokens.CONTACT: {"alias": "akuam", "displayName": "Akua Mansa", "type": "PERSONAL", "tags": {"team": "payments"}},
    tokens.CHANNEL: {
        "contactId": ARN, "name": "phone", "type": "SMS", "deliveryAddress": {"simpleAddress": "+12065550100"},
    },
    tokens.PLAN: {"contactId": ARN, "stages": [STAGE]},
    tokens.ROTATION: {
        "name": "payments", "contactIds": [ARN], "startTime": "2026-01-05T08:00:00Z", "timeZoneId": "Europe/Berlin",
        "tags": {"team": "payments"},
        "recurrence": {
            "numberOfOnCalls": 1, "recurrenceMultiplier": 1,
            "weeklySettings": [{"dayOfWeek": "MON", "handOffTime": NINE}],
            "shiftCoverages": [{"mapBlockKey": "MON", "coverageTimes": [{"start": NINE, "end": NINE}]}],
        },
    },
    tokens.SCHEDULE: {
        "alias": "payments", "displayName": "Payments", "type": "ONCALL_SCHEDULE",
        "plan": [{"rotationIds": [ARN]}], "tags": [{"key": "team", "value": "payments"}],
    },
    tokens.POLICY: {"name": "executor", "policy": json.dumps({"Version": "2012-10-17", "Statement": []})},
    tokens.ATTACHMENT: {"policyArn": "arn:aws:iam::111122223333:policy/executor", "role": "pager"},
    tokens.REPLICATION_SET: {"regions": [{"name": "us-east-2", "kmsKeyArn": ARN}], "tags": {"team": "payments"}},
}  # fmt: skip
"""Inputs of every type with all the properties that tocsin gives."""

DATA = {"tags"}
"""Properties with keys of a user's own, but for the schedule's, which are a list."""


def misspelt(inputs: Any) -> list[Any]:
    """The inputs as often as they have property names at any depth, each time with another of them misspelt."""
    if isinstance(inputs, list):
        return [[*inputs[:n], bad, *inputs[n + 1 :]] for n, each in enumerate(inputs) for bad in misspelt(each)]
    if not isinstance(inputs, dict):
        return []
    wrong = [{(f"{k}s" if k == name else k): v for k, v in inputs.items()} for name in inputs]
    below = {name: each for name, each in inputs.items() if not (name in DATA and isinstance(each, dict))}
    return wrong + [{**inputs, name: bad} for name, each in below.items() for bad in misspelt(each)]


@pytest.mark.parametrize("token", KINDS)
def test_a_resource_with_right_names_is_fine_and_none_with_a_wrong_one(token: str) -> None:
    assert violations(token, INPUTS[token]) == []
    for inputs in misspelt(INPUTS[token]):
        assert any("is no property" in each for each in violations(token, inputs)), inputs


@pytest.mark.parametrize(
    ("token", "change", "violation"),
    [
        (tokens.CONTACT, {"alias": None}, "alias: is required"),
        (tokens.CONTACT, {"displayName": 7}, "displayName: must be text, is 7"),
        (tokens.CONTACT, {"tags": {"team": 7}}, "tags.team: must be text, is 7"),
        (tokens.CONTACT, {"tags": ["team"]}, "tags: must be a map, is ['team']"),
        (tokens.CHANNEL, {"deliveryAddress": {}}, "deliveryAddress.simpleAddress: is required"),
        (tokens.CHANNEL, {"deliveryAddress": "+12065550100"}, "deliveryAddress: must be an object, is '+12065550100'"),
        (tokens.CHANNEL, {"deliveryAddress": {"simpleAddress": Secret(7)}}, "must be text, is 7"),
        (tokens.PLAN, {"stages": STAGE}, "stages: must be a list"),
        (tokens.PLAN, {"stages": [{"durationInMinutes": "5"}]}, "stages[0].durationInMinutes: must be a whole number"),
        (tokens.PLAN, {"stages": [{"durationInMinutes": True}]}, "stages[0].durationInMinutes: must be a whole number"),
        (tokens.ROTATION, {"recurrence": {"numberOfOnCalls": 1}}, "recurrence.recurrenceMultiplier: is required"),
        (tokens.SCHEDULE, {"type": "SCHEDULE"}, "type: must be one of PERSONAL, ESCALATION, ONCALL_SCHEDULE"),
        (tokens.POLICY, {"policy": 7}, "policy: must be text, is 7"),
        (tokens.REPLICATION_SET, {"regions": [{}]}, "regions[0].name: is required"),
    ],
)
def test_what_the_typed_sdk_does_not_take(token: str, change: dict[str, Any], violation: str) -> None:
    found = violations(token, {**INPUTS[token], **change})

    assert any(violation in each for each in found), found


def stages(**target: Any) -> dict[str, Any]:
    return {
        "stages": [{"durationInMinutes": 5, "targets": [{"channelTargetInfo": {"contactChannelId": ARN, **target}}]}]
    }


@pytest.mark.parametrize(
    ("token", "change", "violation"),
    [
        (tokens.CONTACT, {"alias": "Akua"}, "Alias: does not match"),
        (tokens.CONTACT, {"alias": "a" * 256}, "Alias: has 256 characters; the API takes 1 to 255"),
        (tokens.CONTACT, {"displayName": "Akua & Co"}, "DisplayName: does not match"),
        (tokens.CONTACT, {"type": "PERSON"}, "Type: must be one of PERSONAL, ESCALATION, ONCALL_SCHEDULE"),
        (tokens.CONTACT, {"tags": {f"k{n}": "v" for n in range(51)}}, "Tags: has 51 entries; the API takes 0 to 50"),
        (tokens.CHANNEL, {"type": "PAGER"}, "Type: must be one of SMS, VOICE, EMAIL"),
        (tokens.CHANNEL, {"contactId": "akuam"}, "ContactId: does not match"),
        (tokens.PLAN, {"stages": [{"durationInMinutes": 31}]}, "DurationInMinutes: is 31; the API takes 0 to 30"),
        (tokens.PLAN, stages(retryIntervalInMinutes=61), "RetryIntervalInMinutes: is 61; the API takes 0 to 60"),
        (tokens.ROTATION, {"contactIds": []}, "ContactIds: has 0 entries; the API takes 1 to 30"),
        (tokens.ROTATION, {"contactIds": [ARN] * 31}, "ContactIds: has 31 entries; the API takes 1 to 30"),
        (tokens.ROTATION, {"startTime": "tomorrow"}, "startTime: must be a time"),
        (tokens.ROTATION, {"recurrence": {"numberOfOnCalls": 1, "recurrenceMultiplier": 1}}, "exactly one unit"),
        (tokens.SCHEDULE, {"plan": [{"rotationIds": [f"{ARN}{n}" for n in range(26)]}]}, "takes 0 to 25"),
        (tokens.POLICY, {"policy": "{"}, "policy: is no JSON"),
        (tokens.POLICY, {"policy": json.dumps(["x" * 6200])}, "a managed policy takes 6144"),
        (tokens.POLICY, {"name": "the executor"}, "name: IAM takes no policy"),
        (tokens.REPLICATION_SET, {"regions": [{"name": f"r{n}"} for n in range(4)]}, "takes 1 to 3"),
    ],
)
def test_what_the_api_does_not_take(token: str, change: dict[str, Any], violation: str) -> None:
    found = violations(token, {**INPUTS[token], **change})

    assert any(violation in each for each in found), found


def test_what_is_not_known_yet_may_become_anything() -> None:
    assert violations(tokens.CHANNEL, {**INPUTS[tokens.CHANNEL], "contactId": UNKNOWN}) == []
    assert violations(tokens.PLAN, {"contactId": UNKNOWN, "stages": UNKNOWN}) == []
    assert violations(tokens.ROTATION, {**INPUTS[tokens.ROTATION], "contactIds": [ARN, UNKNOWN]}) == []
    assert violations(tokens.SCHEDULE, {**INPUTS[tokens.SCHEDULE], "plan": [{"rotationIds": [UNKNOWN]}]}) == []


def test_every_resource_of_the_repository_s_own_policies_is_fine() -> None:
    resources = plan(open_whole(str(ROOT)), Configuration()).resources

    found = {each.key: violations(each.type, {k: wired(v) for k, v in each.inputs.items()}) for each in resources}

    people = {tokens.CONTACT, tokens.CHANNEL, tokens.PLAN, tokens.ROTATION, tokens.SCHEDULE}
    assert {each.type for each in resources} >= people
    assert {key: each for key, each in found.items() if each} == {}


def wired(value: Input) -> Any:
    """An input of a plan as a preview would bring it."""
    if isinstance(value, Reference):
        return UNKNOWN
    if isinstance(value, Sealed):
        return Secret(value.value or UNKNOWN)
    if isinstance(value, dict):
        return {name: wired(each) for name, each in value.items()}
    return [wired(each) for each in value] if isinstance(value, list) else value
