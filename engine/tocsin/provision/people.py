"""People: contacts with their channels and engagement plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.provision.names import formerly
from tocsin.provision.resource import Reference, Resource, Sealed, key
from tocsin.provision.tokens import CHANNEL, CONTACT, PLAN
from tocsin.roster import ChannelTarget

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.provision.configuration import Configuration
    from tocsin.provision.resource import Input
    from tocsin.roster import Channel, Contact, Roster, Stage


def people(roster: Roster, configuration: Configuration) -> Iterator[Resource]:
    """The contacts of the roster's people, but for those that somebody else provisions."""
    for contact in roster.contacts.values():
        if contact.kind == "PERSONAL" and not contact.elsewhere:
            yield contact_of(contact, configuration)
            yield from (_channel(contact, channel, configuration) for channel in contact.channels.values())
            if contact.stages:
                yield plan_of(contact, [_stage(contact, stage) for stage in contact.stages], configuration)


def contact_of(contact: Contact, configuration: Configuration) -> Resource:
    """The contact itself, whether a person or an escalation plan."""
    return Resource(
        CONTACT,
        contact.key,
        "People" if contact.kind == "PERSONAL" else "OnCall",
        {
            "alias": contact.key,
            "displayName": contact.title,
            "type": contact.kind,
            "tags": configuration.all_tags,
        },
        formerly=formerly(contact.key, configuration.renames),
    )


def plan_of(contact: Contact, stages: list[Input], configuration: Configuration) -> Resource:
    """The stages of a contact, in order."""
    return Resource(
        PLAN,
        contact.key,
        "People" if contact.kind == "PERSONAL" else "OnCall",
        {"contactId": Reference(key(CONTACT, contact.key)), "stages": stages},
        formerly=formerly(contact.key, configuration.renames),
    )


def channel_name(contact: str, channel: str) -> str:
    """The logical name of a person's channel."""
    return f"{contact}/{channel}"


def _channel(contact: Contact, channel: Channel, configuration: Configuration) -> Resource:
    name = channel_name(contact.key, channel.name)
    return Resource(
        CHANNEL,
        name,
        "People",
        {
            "contactId": Reference(key(CONTACT, contact.key)),
            "name": channel.name,
            "type": channel.kind.upper(),
            "deliveryAddress": {"simpleAddress": _address(channel, configuration)},
        },
        formerly=formerly(name, configuration.renames),
    )


def _address(channel: Channel, configuration: Configuration) -> Sealed:
    if channel.secret is None:
        return Sealed(channel.address)
    return Sealed(configuration.addresses.get(channel.secret), channel.secret)


def _stage(contact: Contact, stage: Stage) -> Mapping[str, Input]:
    return {
        "durationInMinutes": stage.minutes,
        "targets": [_target(contact, each) for each in stage.targets if isinstance(each, ChannelTarget)],
    }


def _target(contact: Contact, target: ChannelTarget) -> Mapping[str, Input]:
    channel = Reference(key(CHANNEL, channel_name(contact.key, target.channel)))
    info: dict[str, Input] = {"contactChannelId": channel, "retryIntervalInMinutes": target.retry}
    return {"channelTargetInfo": info}
