"""pulumi-aws: ContactsRotation (terraform-provider-aws, internal/service/ssmcontacts/rotation.go)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from provision.double.kind import Kind
from provision.double.limits import breaches
from provision.double.spelling import from_api, tag_list, to_api
from provision.double.tags import change_tags, read_tags, split_tags
from provision.double.wire import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provision.double.cloud import Cloud
    from provision.double.wire import Properties


class Rotation(Kind):
    """A rotation, whose members are in the order of their shifts.

    The name: Terraform's resource neither replaces a rotation whose name changes nor has a way to rename it, since
    UpdateRotation takes none. It says that it has updated, and the next refresh finds the old name.
    """

    token = "aws:ssm/contactsRotation:ContactsRotation"
    arguments = "pulumi_aws.ssm:ContactsRotationArgs"
    replaced_by = frozenset({"region"})
    marked = False

    def refusals(self, inputs: Mapping[str, Any]) -> Iterator[str]:
        try:
            request = _request(inputs)
        except ValueError:
            yield f"startTime: must be a time as RFC 3339 has it, is {inputs['startTime']!r}"
            return
        yield from breaches("CreateRotation", request)
        units = [
            name for name in ("dailySettings", "weeklySettings", "monthlySettings") if inputs["recurrence"].get(name)
        ]
        if len(units) != 1:
            yield f"recurrence: must have settings of exactly one unit, has {', '.join(units) or 'none'}"

    def settled(self, properties: Properties) -> Properties:
        """Times are instants, and the days of a cover have no order; hand-offs and members do."""
        settled = dict(properties)
        if isinstance(settled.get("startTime"), str):
            settled["startTime"] = datetime.fromisoformat(settled["startTime"])
        cover = (settled.get("recurrence") or {}).get("shiftCoverages")
        if cover:
            days = sorted(cover, key=lambda day: str(day["mapBlockKey"]))
            settled["recurrence"] = {**settled["recurrence"], "shiftCoverages": days}
        return settled

    def create(self, cloud: Cloud, inputs: Properties) -> tuple[str, Properties]:
        client = cloud.contacts(inputs.get("region"))
        arn = client.create_rotation(**_request(inputs), IdempotencyToken=str(uuid4()))["RotationArn"]
        return arn, {**inputs, "arn": arn}

    def read(self, cloud: Cloud, identity: str, state: Properties) -> Properties | None:
        region = state.get("region") or cloud.region
        client = cloud.contacts(region)
        try:
            found = client.get_rotation(RotationId=identity)
        except client.exceptions.ResourceNotFoundException:
            return None
        return {
            "arn": found["RotationArn"],
            "contactIds": found["ContactIds"],
            "name": found["Name"],
            "recurrence": _recurrence(found["Recurrence"]),
            "region": region,
            "startTime": found["StartTime"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "timeZoneId": found["TimeZoneId"],
            **split_tags(read_tags(client, identity), cloud.tags, state.get("tags", {})),
        }

    def update(self, cloud: Cloud, identity: str, state: Properties, inputs: Properties) -> Properties:
        client = cloud.contacts(inputs.get("region"))
        old, new = (_changeable(_request(each)) for each in (state, inputs))
        if old != new:
            client.update_rotation(RotationId=identity, **new)
        change_tags(client, identity, state.get("tagsAll", {}), inputs.get("tagsAll", {}))
        return {**inputs, "arn": identity}

    def delete(self, cloud: Cloud, identity: str, state: Properties) -> None:
        client = cloud.contacts(state.get("region"))
        try:
            client.delete_rotation(RotationId=identity)
        except client.exceptions.ResourceNotFoundException:
            return


def _request(inputs: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: inputs[name] for name in ("name", "contactIds", "timeZoneId") if name in inputs}
    request = {**to_api(given), "Recurrence": _sent(inputs["recurrence"])}
    if "startTime" in inputs:
        start = inputs["startTime"]
        request["StartTime"] = start if start is UNKNOWN else datetime.fromisoformat(start)
    tags = inputs.get("tagsAll", inputs.get("tags"))
    return {**request, "Tags": tag_list(tags)} if tags else request


def _changeable(request: Mapping[str, Any]) -> dict[str, Any]:
    names = ("ContactIds", "Recurrence", "StartTime", "TimeZoneId")
    return {name: request[name] for name in names if name in request}


def _sent(recurrence: Mapping[str, Any]) -> dict[str, Any]:
    """Cover by day: a list in the provider, a map in the API."""
    sent: dict[str, Any] = to_api({name: each for name, each in recurrence.items() if name != "shiftCoverages"})
    cover = recurrence.get("shiftCoverages")
    if cover:
        sent["ShiftCoverages"] = {day["mapBlockKey"]: to_api(day["coverageTimes"]) for day in cover}
    return sent


def _recurrence(found: Mapping[str, Any]) -> dict[str, Any]:
    recurrence: dict[str, Any] = from_api({name: each for name, each in found.items() if name != "ShiftCoverages"})
    cover = found.get("ShiftCoverages")
    if cover:
        recurrence["shiftCoverages"] = [
            {"coverageTimes": from_api(times), "mapBlockKey": day} for day, times in sorted(cover.items())
        ]
    return recurrence
