"""pulumi-aws-native: Contact, for on-call schedules (CloudFormation's AWS::SSMContacts::Contact)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provision.double.kind import Kind
from provision.double.limits import breaches
from provision.double.spelling import to_api
from provision.double.tags import change_tags, read_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provision.double.cloud import Cloud
    from provision.double.wire import Properties


class Schedule(Kind):
    """A contact as Cloud Control has it. Its plan can be written and is never read back."""

    token = "aws-native:ssmcontacts:Contact"
    arguments = "pulumi_aws_native.ssmcontacts:ContactArgs"

    def refusals(self, inputs: Mapping[str, Any]) -> Iterator[str]:
        yield from breaches("CreateContact", _contact(inputs))

    def settled(self, properties: Properties) -> Properties:
        """Cloud Control keeps no order of rotations and tags."""
        settled = dict(properties)
        if isinstance(settled.get("plan"), list):
            settled["plan"] = [_unordered(stage) for stage in settled["plan"]]
        if isinstance(settled.get("tags"), list):
            settled["tags"] = sorted(settled["tags"], key=lambda tag: str(tag["key"]))
        return settled

    def create(self, cloud: Cloud, inputs: Properties) -> tuple[str, Properties]:
        arn = cloud.contacts(None).create_contact(**_contact(inputs))["ContactArn"]
        return arn, self._read(cloud, arn, inputs)

    def read(self, cloud: Cloud, identity: str, state: Properties) -> Properties | None:
        client = cloud.contacts(None)
        try:
            return self._read(cloud, identity, state)
        except client.exceptions.ResourceNotFoundException:
            return None

    def update(self, cloud: Cloud, identity: str, state: Properties, inputs: Properties) -> Properties:
        client, old, new = cloud.contacts(None), _contact(state), _contact(inputs)
        names = ("DisplayName", "Plan")
        changed = {name: new[name] for name in names if new[name] != old.get(name)}
        if changed:
            client.update_contact(ContactId=identity, **changed)
        change_tags(client, identity, _by_key(state.get("tags", [])), _by_key(inputs.get("tags", [])))
        return self._read(cloud, identity, inputs)

    def delete(self, cloud: Cloud, identity: str, state: Properties) -> None:
        client = cloud.contacts(None)
        try:
            client.delete_contact(ContactId=identity)
        except client.exceptions.ResourceNotFoundException:
            return

    def _read(self, cloud: Cloud, arn: str, known: Properties) -> Properties:
        client = cloud.contacts(None)
        found = client.get_contact(ContactId=arn)
        return {
            "alias": found["Alias"],
            "arn": found["ContactArn"],
            "displayName": found.get("DisplayName", ""),
            "plan": known.get("plan"),
            "tags": [{"key": key, "value": value} for key, value in read_tags(client, arn).items()] or None,
            "type": found["Type"],
        }


def _contact(inputs: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: inputs[name] for name in ("alias", "displayName", "type", "tags") if name in inputs}
    return {**to_api(given), "Plan": _plan(inputs.get("type"), inputs.get("plan", []))}


def _plan(type_: Any, stages: Any) -> dict[str, Any]:
    if not isinstance(stages, list):
        return {}
    if type_ == "ONCALL_SCHEDULE":
        given = [stage.get("rotationIds", []) for stage in stages]
        unknown = [each for each in given if not isinstance(each, list)]
        return {"RotationIds": unknown[0] if unknown else sorted({arn for each in given for arn in each}, key=str)}
    return {"Stages": to_api(stages)}


def _unordered(stage: Any) -> Any:
    if isinstance(stage, dict) and isinstance(stage.get("rotationIds"), list):
        return {**stage, "rotationIds": sorted(stage["rotationIds"], key=str)}
    return stage


def _by_key(tags: list[dict[str, str]]) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in tags}
