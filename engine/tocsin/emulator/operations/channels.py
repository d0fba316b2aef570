"""Contact channels, and the codes that prove that their owner reads them."""

from __future__ import annotations

import re
import secrets
import uuid
from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import ServiceError, conflict, invalid_fields
from tocsin.emulator.inbox import send_code
from tocsin.emulator.pagination import page
from tocsin.emulator.resources import KINDS, existing
from tocsin.emulator.tokens import once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.emulator.state import State

_NUMBER = re.compile(r"\+[1-9][0-9]{1,14}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def create_contact_channel(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """A new channel, not activated; its code is sent at once unless DeferActivation."""

    def create() -> str:
        contact = _owner(state, given["ContactId"])
        arn = state.home.arn("contact-channel", contact["Alias"], str(uuid.uuid4()))
        channel = {
            "ContactChannelArn": arn,
            "ContactArn": contact["ContactArn"],
            "Name": given["Name"],
            "Type": given["Type"],
            "SimpleAddress": _address(given["Type"], given["DeliveryAddress"]),
            "ActivationStatus": "NOT_ACTIVATED",
        }
        _refuse_repeated(state, channel)
        state.put("channel", **channel)
        if not given.get("DeferActivation", False):
            _send_new_code(state, channel)
        return arn

    return {"ContactChannelArn": once(state, "CreateContactChannel", given, create)}


def get_contact_channel(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The channel with its activation status."""
    return _shown(existing(state, "channel", given["ContactChannelId"]))


def list_contact_channels(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """One contact's channels."""
    contact = existing(state, "contact", given["ContactId"])
    select = "SELECT * FROM channel WHERE ContactArn = ?"
    rows, more = page(state, "ListContactChannels", given, select, contact["ContactArn"])
    return {"ContactChannels": [_shown(row) for row in rows], **more}


def update_contact_channel(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """A new name, a new address; the type stays."""
    old = existing(state, "channel", given["ContactChannelId"])
    new = {**old, "Name": given.get("Name", old["Name"])}
    if "DeliveryAddress" in given:
        new["SimpleAddress"] = _address(old["Type"], given["DeliveryAddress"])
    _refuse_repeated(state, new)
    if new["SimpleAddress"] != old["SimpleAddress"] and state.choices.address_change_deactivates:
        new |= {"ActivationStatus": "NOT_ACTIVATED", "Code": None}
    state.put("channel", **new)
    return {}


def delete_contact_channel(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The channel goes; stages that name it stay, and reach nobody."""
    state.execute("DELETE FROM channel WHERE n = ?", existing(state, "channel", given["ContactChannelId"])["n"])
    return {}


def activate_contact_channel(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The code from the message activates the channel. It stays good, so that a repeated call is harmless."""
    channel = existing(state, "channel", given["ContactChannelId"])
    if not _code_is_good(state, channel, given["ActivationCode"]):
        raise invalid_fields([("ActivationCode", "is not the code that was sent, or is too old")])
    state.execute("UPDATE channel SET ActivationStatus = 'ACTIVATED' WHERE n = ?", channel["n"])
    return {}


def deactivate_contact_channel(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The channel is engaged no more, until it is activated with a new code."""
    number = existing(state, "channel", given["ContactChannelId"])["n"]
    state.execute("UPDATE channel SET ActivationStatus = 'NOT_ACTIVATED', Code = NULL WHERE n = ?", number)
    return {}


def send_activation_code(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """A new code to the channel; older ones are void."""
    _send_new_code(state, existing(state, "channel", given["ContactChannelId"]))
    return {}


def _owner(state: State, arn: str) -> dict[str, Any]:
    try:
        return existing(state, "contact", arn)
    except ServiceError:
        if state.choices.channel_without_contact == "ResourceNotFoundException":
            raise
        raise invalid_fields([("ContactId", "names a contact that does not exist")]) from None


def _address(channel_type: str, given: Mapping[str, str]) -> str:
    """The address, if it has the form that the API's reference asks of the channel's type."""
    form, meaning = (_EMAIL, "an e-mail address") if channel_type == "EMAIL" else (_NUMBER, "+ and a phone number")
    address = given.get("SimpleAddress", "")
    if not form.fullmatch(address):
        raise invalid_fields([("DeliveryAddress.SimpleAddress", f"must be {meaning}")])
    return address


def _refuse_repeated(state: State, channel: Mapping[str, Any]) -> None:
    """ConflictException if another channel of the contact is the same, as far as the choice goes."""
    compared = {"address": ("Type", "SimpleAddress"), "name": ("Name",), "never": ()}[state.choices.channel_conflict]
    for other in state.rows("SELECT * FROM channel WHERE ContactArn = ?", channel["ContactArn"]):
        same = compared and all(other[name] == channel[name] for name in compared)
        if same and other["ContactChannelArn"] != channel["ContactChannelArn"]:
            message = f"The contact has a channel with this {compared[-1]}"
            raise conflict(KINDS["channel"], other["ContactChannelArn"], message)


def _send_new_code(state: State, channel: Mapping[str, Any]) -> None:
    code = f"{secrets.randbelow(10**6):06}"
    sql = "UPDATE channel SET Code = ?, CodeTime = ? WHERE ContactChannelArn = ?"
    state.execute(sql, code, state.now(), channel["ContactChannelArn"])
    send_code(state, channel, code)


def _code_is_good(state: State, channel: Mapping[str, Any], code: str) -> bool:
    lifetime = state.choices.code_lifetime
    if channel["Code"] is None or (lifetime is not None and state.now() - channel["CodeTime"] >= lifetime):
        return False
    return bool(channel["Code"] == code)


def _shown(channel: Mapping[str, Any]) -> dict[str, Any]:
    names = ("ContactArn", "ContactChannelArn", "Name", "Type", "ActivationStatus")
    return {**{name: channel[name] for name in names}, "DeliveryAddress": {"SimpleAddress": channel["SimpleAddress"]}}
