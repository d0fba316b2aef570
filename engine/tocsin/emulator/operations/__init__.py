"""The operations that this emulator has, by the name in X-Amz-Target. Each takes the state and the checked input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import unknown_operation
from tocsin.emulator.operations.channels import (
    activate_contact_channel,
    create_contact_channel,
    deactivate_contact_channel,
    delete_contact_channel,
    get_contact_channel,
    list_contact_channels,
    send_activation_code,
    update_contact_channel,
)
from tocsin.emulator.operations.contacts import (
    create_contact,
    delete_contact,
    get_contact,
    list_contacts,
    update_contact,
)
from tocsin.emulator.operations.engagements import (
    describe_engagement,
    list_engagements,
    start_engagement,
    stop_engagement,
)
from tocsin.emulator.operations.overrides import (
    create_rotation_override,
    delete_rotation_override,
    get_rotation_override,
    list_rotation_overrides,
)
from tocsin.emulator.operations.pages import (
    accept_page,
    describe_page,
    list_page_receipts,
    list_page_resolutions,
    list_pages_by_contact,
    list_pages_by_engagement,
)
from tocsin.emulator.operations.policies import get_contact_policy, put_contact_policy
from tocsin.emulator.operations.rotations import (
    create_rotation,
    delete_rotation,
    get_rotation,
    list_rotations,
    update_rotation,
)
from tocsin.emulator.operations.shifts import list_preview_rotation_shifts, list_rotation_shifts
from tocsin.emulator.operations.tags import list_tags_for_resource, tag_resource, untag_resource
from tocsin.emulator.shapes import input_shape, read_input

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tocsin.emulator.state import State

OPERATIONS: Mapping[str, Callable[[State, Mapping[str, Any]], dict[str, Any]]] = {
    "AcceptPage": accept_page,
    "ActivateContactChannel": activate_contact_channel,
    "CreateContact": create_contact,
    "CreateContactChannel": create_contact_channel,
    "CreateRotation": create_rotation,
    "CreateRotationOverride": create_rotation_override,
    "DeactivateContactChannel": deactivate_contact_channel,
    "DeleteContact": delete_contact,
    "DeleteContactChannel": delete_contact_channel,
    "DeleteRotation": delete_rotation,
    "DeleteRotationOverride": delete_rotation_override,
    "DescribeEngagement": describe_engagement,
    "DescribePage": describe_page,
    "GetContact": get_contact,
    "GetContactChannel": get_contact_channel,
    "GetContactPolicy": get_contact_policy,
    "GetRotation": get_rotation,
    "GetRotationOverride": get_rotation_override,
    "ListContactChannels": list_contact_channels,
    "ListContacts": list_contacts,
    "ListEngagements": list_engagements,
    "ListPageReceipts": list_page_receipts,
    "ListPageResolutions": list_page_resolutions,
    "ListPagesByContact": list_pages_by_contact,
    "ListPagesByEngagement": list_pages_by_engagement,
    "ListPreviewRotationShifts": list_preview_rotation_shifts,
    "ListRotationOverrides": list_rotation_overrides,
    "ListRotationShifts": list_rotation_shifts,
    "ListRotations": list_rotations,
    "ListTagsForResource": list_tags_for_resource,
    "PutContactPolicy": put_contact_policy,
    "SendActivationCode": send_activation_code,
    "StartEngagement": start_engagement,
    "StopEngagement": stop_engagement,
    "TagResource": tag_resource,
    "UntagResource": untag_resource,
    "UpdateContact": update_contact,
    "UpdateContactChannel": update_contact_channel,
    "UpdateRotation": update_rotation,
}


def call(state: State, operation: str, given: Any) -> dict[str, Any]:
    """Check the input, do the operation in one transaction, return its output. Raises ServiceError."""
    input_shape(operation)
    if operation not in OPERATIONS:  # a botocore newer than this emulator
        raise unknown_operation(f"This emulator does not have {operation}")
    checked = read_input(operation, given, state.choices)
    with state.transaction():
        return OPERATIONS[operation](state, checked)
