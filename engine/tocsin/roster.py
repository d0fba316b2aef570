"""Who can be woken, in AWS Incident Manager's own nouns: contacts with channels and plans, schedules with rotations.

`read` makes a roster of a validated policy set. Whatever walks plans in time asks for contacts through `World`, so that
a policy set and the emulator's state are walked by the same code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from tocsin.choices import CHOICES, Choices
from tocsin.document import entries, many
from tocsin.durations import seconds
from tocsin.rotations import Rotation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from tocsin.document import Document, Entry
    from tocsin.model import Json

ContactKind = Literal["PERSONAL", "ESCALATION", "ONCALL_SCHEDULE"]
"""Contact.Type of the API."""

ChannelKind = Literal["sms", "voice", "email"]


class Channel(NamedTuple):
    """One way to reach a person. Not `active`: cannot be engaged.

    `address` None: only provisioning knows it, by the name `secret`.
    """

    name: str
    kind: ChannelKind
    address: str | None = None
    active: bool = True
    secret: str | None = None


class ChannelTarget(NamedTuple):
    """A stage's channel (its key in Contact.channels); `retry` in minutes, 0: tried once."""

    channel: str
    retry: int = 0


class ContactTarget(NamedTuple):
    """A stage's contact (its key in the world); the answer of an essential one stops the stages to come."""

    contact: str
    essential: bool = True


class Stage(NamedTuple):
    """Targets engaged together; the next stage begins `minutes` later."""

    minutes: int
    targets: tuple[ChannelTarget | ContactTarget, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """A person (stages of channels), an escalation plan (stages of contacts) or a schedule (rotations).

    With an `arn` it is provisioned by somebody else, so that channels and plan are not known here.
    """

    key: str
    title: str
    kind: ContactKind
    stages: tuple[Stage, ...] = ()
    channels: Mapping[str, Channel] = field(default_factory=dict)
    rotations: tuple[str, ...] = ()
    arn: str | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether somebody else provisions it."""
        return self.arn is not None


class World(Protocol):
    """Whom a walk through plans finds when it asks."""

    def contact(self, key: str) -> Contact | None:
        """The contact as it is now; None where there is none (any more)."""

    def on_call(self, rotation: str, at: datetime) -> tuple[str, ...]:
        """The keys of the contacts on call in a rotation at that instant; nobody in one that is gone."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of one policy set, by name. A `World`. `time_zone` is the set's own, for people to read times in."""

    contacts: Mapping[str, Contact]
    rotations: Mapping[str, Rotation]
    choices: Choices = CHOICES
    time_zone: str = "UTC"

    def contact(self, key: str) -> Contact | None:
        """The contact, escalation or schedule of this name."""
        return self.contacts.get(key)

    def on_call(self, rotation: str, at: datetime) -> tuple[str, ...]:
        """Who is on call in the rotation of this name."""
        found = self.rotations.get(rotation)
        return found.on_call(at, self.choices) if found else ()

    def schedules(self) -> Iterator[Contact]:
        """The on-call schedules, in the order of the files."""
        return (contact for contact in self.contacts.values() if contact.kind == "ONCALL_SCHEDULE")


def read(documents: Sequence[Document], choices: Choices = CHOICES) -> Roster:
    """The roster of a set without errors."""
    settings: Mapping[str, Json] = next((d.data["settings"] for d in documents if d.data.get("settings")), {})
    zone = str(settings.get("time_zone", "UTC"))
    people = [
        *map(_person, entries(documents, "contacts")),
        *map(_escalation, entries(documents, "escalations")),
        *map(_schedule, entries(documents, "schedules")),
    ]
    rotations = {entry.name: Rotation.of(entry.name, entry.value, zone) for entry in entries(documents, "rotations")}
    return Roster({contact.key: contact for contact in people}, rotations, choices, zone)


def _person(entry: Entry) -> Contact:
    value, title = entry.value, entry.value.get("name", entry.name)
    if "arn" in value:
        return Contact(entry.name, title, "PERSONAL", arn=value["arn"])
    channels = {name: _channel(name, channel) for name, channel in (value.get("channels") or {}).items()}
    stages = tuple(
        Stage(
            _minutes(stage["for"]),
            tuple(ChannelTarget(name, _minutes(stage.get("retry", "none"))) for name in many(stage["notify"])),
        )
        for stage in value.get("plan") or ()
    )
    return Contact(entry.name, title, "PERSONAL", stages, channels)


def _channel(name: str, channel: Mapping[ChannelKind, Json]) -> Channel:
    kind: ChannelKind
    address: Json
    ((kind, address),) = channel.items()
    if isinstance(address, str):
        return Channel(name, kind, address)
    return Channel(name, kind, secret=address["secret"])


def _minutes(text: str) -> int:
    return 0 if text == "none" else seconds(text) // 60


def _escalation(entry: Entry) -> Contact:
    stages = tuple(
        Stage(_minutes(stage["for"]), tuple(_engaged(each) for each in many(stage["page"])))
        for stage in entry.value["stages"]
    )
    return Contact(entry.name, entry.value.get("name", entry.name), "ESCALATION", stages)


def _engaged(target: Json) -> ContactTarget:
    if isinstance(target, str):
        return ContactTarget(target)
    return ContactTarget(target["contact"], target.get("essential", True))


def _schedule(entry: Entry) -> Contact:
    rotations = tuple(entry.value["rotations"])
    return Contact(entry.name, entry.value.get("name", entry.name), "ONCALL_SCHEDULE", rotations=rotations)
