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
from tocsin.emulator.shapes import input_shape, read_input

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tocsin.emulator.state import State

OPERATIONS: Mapping[str, Callable[[State, Mapping[str, Any]], dict[str, Any]]] = {
    "ActivateContactChannel": activate_contact_channel,
    "CreateContact": create_contact,
    "CreateContactChannel": create_contact_channel,
    "DeactivateContactChannel": deactivate_contact_channel,
    "DeleteContact": delete_contact,
    "DeleteContactChannel": delete_contact_channel,
    "DescribeEngagement": describe_engagement,
    "GetContact": get_contact,
    "GetContactChannel": get_contact_channel,
    "ListContactChannels": list_contact_channels,
    "ListContacts": list_contacts,
    "ListEngagements": list_engagements,
    "SendActivationCode": send_activation_code,
    "StartEngagement": start_engagement,
    "StopEngagement": stop_engagement,
    "UpdateContact": update_contact,
    "UpdateContactChannel": update_contact_channel,
}


def call(state: State, operation: str, given: Any) -> dict[str, Any]:
    """Check the input, do the operation in one transaction, return its output. Raises ServiceError."""
    input_shape(operation)
    if operation not in OPERATIONS:
        raise unknown_operation(f"This emulator does not have {operation}")
    checked = read_input(operation, given, state.choices)
    with state.transaction():
        return OPERATIONS[operation](state, checked)
