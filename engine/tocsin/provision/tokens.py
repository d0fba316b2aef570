"""The types of the resources that tocsin provisions, by Pulumi's tokens."""

from __future__ import annotations

CONTACT = "aws:ssmcontacts/contact:Contact"
CHANNEL = "aws:ssmcontacts/contactChannel:ContactChannel"
PLAN = "aws:ssmcontacts/plan:Plan"
ROTATION = "aws:ssm/contactsRotation:ContactsRotation"
SCHEDULE = "aws-native:ssmcontacts:Contact"
"""pulumi-aws has no way to tie rotations to a schedule (terraform-provider-aws 39758); this provider has."""

REPLICATION_SET = "aws:ssmincidents/replicationSet:ReplicationSet"
POLICY = "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
