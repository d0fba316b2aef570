"""pulumi-aws: IAM policies, their attachments and replication sets, which no emulator has: the state is all."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from provision.double.cloud import ACCOUNT
from provision.double.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provision.double.cloud import Cloud
    from provision.double.wire import Properties

_POLICY_SIZE = 6144
"""Characters of a managed policy, white space not counted (IAM and AWS STS quotas)."""


class _Remembered(Kind):
    """A resource that is as its state says, until it is deleted."""

    def read(self, cloud: Cloud, identity: str, state: Properties) -> Properties | None:
        return state or None

    def update(self, cloud: Cloud, identity: str, state: Properties, inputs: Properties) -> Properties:
        return {**{name: state[name] for name in self.computed if name in state}, **inputs}

    def delete(self, cloud: Cloud, identity: str, state: Properties) -> None:
        return


class Policy(_Remembered):
    """A managed policy."""

    token = "aws:iam/policy:Policy"
    arguments = "pulumi_aws.iam:PolicyArgs"
    computed = ("arn", "attachmentCount", "policyId")
    replaced_by = frozenset({"name", "namePrefix", "path", "description"})

    def refusals(self, inputs: Mapping[str, Any]) -> Iterator[str]:
        if isinstance(inputs.get("name"), str) and not re.fullmatch(r"[\w+=,.@-]{1,128}", inputs["name"], re.ASCII):
            yield f"name: IAM takes no policy of the name {inputs['name']!r}"
        if not isinstance(inputs["policy"], str):
            return
        try:
            json.loads(inputs["policy"])
        except ValueError as error:
            yield f"policy: is no JSON: {error}"
        size = len(re.sub(r"\s", "", inputs["policy"]))
        if size > _POLICY_SIZE:
            yield f"policy: has {size} characters; a managed policy takes {_POLICY_SIZE}"

    def settled(self, properties: Properties) -> Properties:
        """A document is what it says, however it is written; the path is / unless said."""
        settled = {"path": "/", **properties}
        if isinstance(settled.get("policy"), str):
            settled["policy"] = json.loads(settled["policy"])
        return settled

    def create(self, cloud: Cloud, inputs: Properties) -> tuple[str, Properties]:
        filled = {"path": "/", "description": "", **inputs}
        arn = f"arn:aws:iam::{ACCOUNT}:policy{filled['path']}{filled['name']}"
        return arn, {**filled, "arn": arn, "attachmentCount": 0, "policyId": f"ANPA{uuid4().hex[:16].upper()}"}


class Attachment(_Remembered):
    """A managed policy at a role. Everything about it replaces it."""

    token = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    arguments = "pulumi_aws.iam:RolePolicyAttachmentArgs"
    computed = ()
    replaced_by = frozenset({"policyArn", "role"})

    def create(self, cloud: Cloud, inputs: Properties) -> tuple[str, Properties]:
        return f"{inputs['role']}/{inputs['policyArn']}", dict(inputs)


class ReplicationSet(_Remembered):
    """The replication set of the account. One to be imported has the provider's Region, AWS's key and no tags."""

    token = "aws:ssmincidents/replicationSet:ReplicationSet"
    arguments = "pulumi_aws.ssmincidents:ReplicationSetArgs"
    computed = ("arn", "createdBy", "deletionProtected", "lastModifiedBy", "status")

    def refusals(self, inputs: Mapping[str, Any]) -> Iterator[str]:
        regions = inputs.get("regions")
        if isinstance(regions, list) and not 1 <= len(regions) <= 3:
            yield f"regions: has {len(regions)} entries; a replication set takes 1 to 3"

    def settled(self, properties: Properties) -> Properties:
        """Regions have no order, and AWS's own key unless said."""
        if not isinstance(properties.get("regions"), list):
            return properties
        regions = sorted(_with_keys(properties["regions"]), key=lambda region: str(region["name"]))
        return {**properties, "regions": regions}

    def create(self, cloud: Cloud, inputs: Properties) -> tuple[str, Properties]:
        arn = f"arn:aws:ssm-incidents::{ACCOUNT}:replication-set/{uuid4()}"
        return arn, {**inputs, "regions": _with_keys(inputs.get("regions", [])), **_made(arn)}

    def read(self, cloud: Cloud, identity: str, state: Properties) -> Properties | None:
        if state:
            return state
        return {"regions": _with_keys([{"name": cloud.region}]), "tagsAll": {}, **_made(identity)}


def _with_keys(regions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"kmsKeyArn": "DefaultKey", **each} for each in regions]


def _made(arn: str) -> Properties:
    by = f"arn:aws:iam::{ACCOUNT}:root"
    return {"arn": arn, "createdBy": by, "deletionProtected": False, "lastModifiedBy": by, "status": "ACTIVE"}
