"""pulumi-aws: Contact, ContactChannel and Plan (terraform-provider-aws, internal/service/ssmcontacts)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provision.double.kind import Kind
from provision.double.limits import breaches
from provision.double.spelling import from_api, tag_list, to_api
from provision.double.tags import change_tags, read_tags, split_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provision.double.cloud import Cloud
    from provision.double.wire import Properties


class Contact(Kind):
    """A contact, made without a plan. Its type and alias are for ever."""

    token = "aws:ssmcontacts/contact:Contact"
    arguments = "pulumi_aws.ssmcontacts:ContactArgs"
    replaced_by = frozenset({"alias", "type", "region"})

    def refusals(self, inputs: Mapping[str, Any]) -> Iterator[str]:
        yield from breaches("CreateContact", _contact(inputs))

    def create(self, cloud: Cloud, inputs: Properties) -> tuple[str, Properties]:
        arn = cloud.contacts(inputs.get("region")).create_contact(**_contact(inputs))["ContactArn"]
        return arn, self._read(cloud, arn, inputs)

    def read(self, cloud: Cloud, identity: str, state: Properties) -> Properties | None:
        client = cloud.contacts(state.get("region"))
        try:
            return self._read(cloud, identity, state)
        except client.exceptions.ResourceNotFoundException:
            return None

    def update(self, cloud: Cloud, identity: str, state: Properties, inputs: Properties) -> Properties:
        client = cloud.contacts(inputs.get("region"))
        if inputs.get("displayName", "") != state.get("displayName", ""):
            client.update_contact(ContactId=identity, DisplayName=inputs.get("displayName", ""))
        change_tags(client, identity, state.get("tagsAll", {}), inputs.get("tagsAll", {}))
        return self._read(cloud, identity, inputs)

    def delete(self, cloud: Cloud, identity: str, state: Properties) -> None:
        client = cloud.contacts(state.get("region"))
        try:
            client.delete_contact(ContactId=identity)
        except client.exceptions.ResourceNotFoundException:
            return

    def _read(self, cloud: Cloud, arn: str, known: Properties) -> Properties:
        region = known.get("region") or cloud.region
        client = cloud.contacts(region)
        found = client.get_contact(ContactId=arn)
        return {
            "alias": found["Alias"],
            "arn": found["ContactArn"],
            "displayName": found.get("DisplayName", ""),
            "region": region,
            "type": found["Type"],
            **split_tags(read_tags(client, arn), cloud.tags, known.get("tags", {})),
        }


class Channel(Kind):
    """A contact channel, made without sending an activation code."""

    token = "aws:ssmcontacts/contactChannel:ContactChannel"
    arguments = "pulumi_aws.ssmcontacts:ContactChannelArgs"
    computed = ("activationStatus", "arn")
    replaced_by = frozenset({"contactId", "type", "region"})

    def refusals(self, inputs: Mapping[str, Any]) -> Iterator[str]:
        yield from breaches("CreateContactChannel", _channel(inputs))

    def create(self, cloud: Cloud, inputs: Properties) -> tuple[str, Properties]:
        client = cloud.contacts(inputs.get("region"))
        arn = client.create_contact_channel(**_channel(inputs))["ContactChannelArn"]
        return arn, self._read(cloud, arn, inputs)

    def read(self, cloud: Cloud, identity: str, state: Properties) -> Properties | None:
        client = cloud.contacts(state.get("region"))
        try:
            return self._read(cloud, identity, state)
        except client.exceptions.ResourceNotFoundException:
            return None

    def update(self, cloud: Cloud, identity: str, state: Properties, inputs: Properties) -> Properties:
        names = ("deliveryAddress", "name")
        changed = {name: inputs[name] for name in names if inputs[name] != state.get(name)}
        if changed:
            client = cloud.contacts(inputs.get("region"))
            client.update_contact_channel(ContactChannelId=identity, **to_api(changed))
        return self._read(cloud, identity, inputs)

    def delete(self, cloud: Cloud, identity: str, state: Properties) -> None:
        client = cloud.contacts(state.get("region"))
        try:
            client.delete_contact_channel(ContactChannelId=identity)
        except client.exceptions.ResourceNotFoundException:
            return

    def _read(self, cloud: Cloud, arn: str, known: Properties) -> Properties:
        region = known.get("region") or cloud.region
        found = cloud.contacts(region).get_contact_channel(ContactChannelId=arn)
        return {
            "activationStatus": found.get("ActivationStatus", ""),
            "arn": found["ContactChannelArn"],
            "contactId": found["ContactArn"],
            "deliveryAddress": from_api(found["DeliveryAddress"]),
            "name": found["Name"],
            "region": region,
            "type": found["Type"],
        }


class Plan(Kind):
    """The stages of a contact: made, changed and emptied by updates of the contact."""

    token = "aws:ssmcontacts/plan:Plan"
    arguments = "pulumi_aws.ssmcontacts:PlanArgs"
    computed = ()
    replaced_by = frozenset({"contactId", "region"})

    def refusals(self, inputs: Mapping[str, Any]) -> Iterator[str]:
        yield from breaches("UpdateContact", {"ContactId": inputs["contactId"], "Plan": _plan(inputs["stages"])})

    def create(self, cloud: Cloud, inputs: Properties) -> tuple[str, Properties]:
        arn = inputs["contactId"]
        cloud.contacts(inputs.get("region")).update_contact(ContactId=arn, Plan=_plan(inputs["stages"]))
        return arn, self._read(cloud, arn, inputs)

    def read(self, cloud: Cloud, identity: str, state: Properties) -> Properties | None:
        client = cloud.contacts(state.get("region"))
        try:
            return self._read(cloud, identity, state)
        except client.exceptions.ResourceNotFoundException:
            return None

    def update(self, cloud: Cloud, identity: str, state: Properties, inputs: Properties) -> Properties:
        return self.create(cloud, {**inputs, "contactId": identity})[1]

    def delete(self, cloud: Cloud, identity: str, state: Properties) -> None:
        # No mercy for a contact that is gone: the real one passes on ResourceNotFoundException as well.
        cloud.contacts(state.get("region")).update_contact(ContactId=identity, Plan={"Stages": []})

    def _read(self, cloud: Cloud, arn: str, known: Properties) -> Properties:
        region = known.get("region") or cloud.region
        found = cloud.contacts(region).get_contact(ContactId=arn)
        stages = [_stage(stage) for stage in found["Plan"].get("Stages", [])]
        return {"contactId": found["ContactArn"], "region": region, "stages": stages}


def _contact(inputs: Mapping[str, Any]) -> dict[str, Any]:
    tags = inputs.get("tagsAll", inputs.get("tags"))
    return {
        "Alias": inputs["alias"],
        "DisplayName": inputs.get("displayName", ""),
        "Type": inputs["type"],
        "Plan": {"Stages": []},
        **({"Tags": tag_list(tags)} if tags else {}),
    }


def _channel(inputs: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: inputs[name] for name in ("contactId", "deliveryAddress", "name", "type") if name in inputs}
    return {**to_api(given), "DeferActivation": True}


def _plan(stages: Any) -> dict[str, Any]:
    """A target without an interval is sent with 0."""
    if not isinstance(stages, list):
        return {"Stages": stages}
    return {
        "Stages": [
            {"DurationInMinutes": stage["durationInMinutes"], "Targets": [_target(t) for t in stage.get("targets", [])]}
            for stage in stages
        ]
    }


def _target(target: Mapping[str, Any]) -> dict[str, Any]:
    filled = dict(target)
    if "channelTargetInfo" in filled:
        filled["channelTargetInfo"] = {"retryIntervalInMinutes": 0, **filled["channelTargetInfo"]}
    sent: dict[str, Any] = to_api(filled)
    return sent


def _stage(stage: Mapping[str, Any]) -> dict[str, Any]:
    return {"durationInMinutes": stage["DurationInMinutes"], "targets": from_api(stage.get("Targets", []))}
