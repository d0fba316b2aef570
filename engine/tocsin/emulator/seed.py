"""People who exist, activated, before the first call."""

from __future__ import annotations

import json
import uuid
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
    "members": [alias, ...]}]}

    `retry` and `essential` (true) may be absent; `members` are a schedule's people, the first on call now. A contact
    may have an "arn" of its own (shared by another account). ARNs of channels and rotations derive from names: the
    same people have the same ARNs in every emulator. Nothing is checked: these are the people as they are.
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
    plan = _rota(state, person, arns) if person["type"] == "ONCALL_SCHEDULE" else _stages(state, person, arns)
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


def _target(state: State, alias: str, target: Mapping[str, Any], arns: Mapping[str, str]) -> dict[str, Any]:
    if "contact" in target:
        info = {"ContactId": arns[target["contact"]], "IsEssential": target.get("essential", True)}
        return {"ContactTargetInfo": info}
    channel = {"ContactChannelId": _channel_arn(state, alias, target["channel"])}
    retry = target.get("retry")
    return {"ChannelTargetInfo": channel if retry is None else {**channel, "RetryIntervalInMinutes": retry}}


def _rota(state: State, person: Person, arns: Mapping[str, str]) -> dict[str, Any]:
    """One rotation of the schedule's members."""
    arn = state.home.arn("rotation", _derived_id("rotation", person["alias"]))
    members = json.dumps([arns[member] for member in person.get("members", [])])
    state.put("rotation", RotationArn=arn, Name=person["alias"], ContactIds=members)
    return {"RotationIds": [arn]}


def _contact_arn(state: State, alias: str) -> str:
    return state.home.arn("contact", alias)


def _channel_arn(state: State, alias: str, name: str) -> str:
    return state.home.arn("contact-channel", alias, _derived_id("channel", alias, name))


def _derived_id(*names: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(names)))
