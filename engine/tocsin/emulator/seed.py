"""People who exist, activated, before the first call."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tocsin.emulator.state import Home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.emulator.state import State

Person = dict[str, Any]


def load_people(state: State, people: Mapping[str, Any]) -> None:
    """Make these contacts, or renew those that exist; a reset brings them back.

    {"account", "region", "partition", "contacts": [{"alias", "name", "type": PERSONAL|ESCALATION|ONCALL_SCHEDULE,
    "channels": [{"name", "type": sms|voice|email, "address"}],
    "stages": [{"minutes", "targets": [{"channel": name, "retry": minutes} | {"contact": alias, "essential": bool}]}],
    "rotations": [name, ...]}],
    "rotations": [{"name", "members": [alias, ...], "start": RFC 3339, "time_zone", "recurrence",
    "overrides": [{"members", "start", "end"}]}]}

    `retry`, `essential` (true) and whatever else is a list may be absent; `recurrence` is the API's RecurrenceSettings.
    A contact may have an "arn" of its own (shared by another account). ARNs of channels and rotations derive from
    names: the same people have the same ARNs in every emulator. Nothing is checked: these are the people as they are.
    """
    with state.transaction():
        state.execute("DELETE FROM seed")
        state.put("seed", people=json.dumps(people))
        replant(state)


def replant(state: State) -> None:
    """Make the people of the last load_people again, inside the caller's transaction."""
    found = state.row("SELECT people FROM seed")
    if found is None:
        return
    people = json.loads(found["people"])
    state.settle(Home(people["partition"], people["region"], people["account"]))
    arns = {person["alias"]: person.get("arn") or _contact_arn(state, person["alias"]) for person in people["contacts"]}
    for rotation in people.get("rotations", []):
        _plant_rotation(state, rotation, arns)
    for person in people["contacts"]:
        _plant(state, person, arns)


def _plant(state: State, person: Person, arns: Mapping[str, str]) -> None:
    alias = person["alias"]
    for channel in person.get("channels", []):
        state.put(
            "channel",
            ContactChannelArn=_channel_arn(state, alias, channel["name"]),
            ContactArn=arns[alias],
            Name=channel["name"],
            Type=channel["type"].upper(),
            SimpleAddress=channel["address"],
            ActivationStatus="ACTIVATED",
        )
    plan = _rotations(state, person) if person["type"] == "ONCALL_SCHEDULE" else _stages(state, person, arns)
    state.put(
        "contact",
        ContactArn=arns[alias],
        Alias=alias,
        DisplayName=person.get("name"),
        Type=person["type"],
        Plan=json.dumps(plan),
    )


def _stages(state: State, person: Person, arns: Mapping[str, str]) -> dict[str, Any]:
    stages = [
        {
            "DurationInMinutes": stage["minutes"],
            "Targets": [_target(state, person["alias"], target, arns) for target in stage["targets"]],
        }
        for stage in person.get("stages", [])
    ]
    return {"Stages": stages}


def _rotations(state: State, schedule: Person) -> dict[str, Any]:
    return {"RotationIds": [_rotation_arn(state, name) for name in schedule.get("rotations", [])]}


def _target(state: State, alias: str, target: Mapping[str, Any], arns: Mapping[str, str]) -> dict[str, Any]:
    if "contact" in target:
        info = {"ContactId": arns[target["contact"]], "IsEssential": target.get("essential", True)}
        return {"ContactTargetInfo": info}
    channel = {"ContactChannelId": _channel_arn(state, alias, target["channel"])}
    retry = target.get("retry")
    return {"ChannelTargetInfo": channel if retry is None else {**channel, "RetryIntervalInMinutes": retry}}


def _plant_rotation(state: State, rotation: Mapping[str, Any], arns: Mapping[str, str]) -> None:
    """The rotation with just these overrides."""
    arn = _rotation_arn(state, rotation["name"])
    state.put(
        "rotation",
        RotationArn=arn,
        Name=rotation["name"],
        ContactIds=json.dumps([arns[member] for member in rotation["members"]]),
        StartTime=_seconds(rotation["start"]),
        TimeZoneId=rotation["time_zone"],
        Recurrence=json.dumps(rotation["recurrence"]),
    )
    state.execute("DELETE FROM override WHERE RotationArn = ?", arn)
    for number, override in enumerate(rotation.get("overrides", [])):
        state.put(
            "override",
            RotationOverrideId=_derived_id("override", rotation["name"], str(number)),
            RotationArn=arn,
            NewContactIds=json.dumps([arns[member] for member in override["members"]]),
            StartTime=_seconds(override["start"]),
            EndTime=_seconds(override["end"]),
            CreateTime=state.now(),
        )


def _seconds(time: str) -> float:
    return datetime.fromisoformat(time).timestamp()


def _contact_arn(state: State, alias: str) -> str:
    return state.home.arn("contact", alias)


def _channel_arn(state: State, alias: str, name: str) -> str:
    return state.home.arn("contact-channel", alias, _derived_id("channel", alias, name))


def _rotation_arn(state: State, name: str) -> str:
    return state.home.arn("rotation", _derived_id("rotation", name))


def _derived_id(*names: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(names)))
