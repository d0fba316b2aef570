"""Worlds for plans to be walked in, and walks, both written short.

A walk is a table: a row is `minute contact channel attempt`, one with `-` a gap and its reason, the last one the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tocsin.roster import Channel, ChannelTarget, Contact, ContactTarget, Stage
from tocsin.timeline import Answer, Notice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tocsin.timeline import Event, Timeline

START = datetime(2026, 3, 12, 3, 12, 10, tzinfo=UTC)


@dataclass
class Town:
    """A world whose rotations are tables: from this minute on these people are on call."""

    contacts: dict[str, Contact] = field(default_factory=dict)
    rotas: Mapping[str, Sequence[tuple[int, tuple[str, ...]]]] = field(default_factory=dict)

    def contact(self, key: str) -> Contact | None:
        return self.contacts.get(key)

    def on_call(self, rotation: str, at: datetime) -> tuple[str, ...]:
        begun = [people for minute, people in self.rotas.get(rotation, []) if START + timedelta(minutes=minute) <= at]
        return begun[-1] if begun else ()


def town(*contacts: Contact, **rotas: Sequence[tuple[int, tuple[str, ...]]]) -> Town:
    return Town({contact.key: contact for contact in contacts}, rotas)


def person(name: str, *stages: tuple[int, str]) -> Contact:
    """`(5, "phone/2 mail")`: a stage of five minutes; the phone is tried every two minutes."""
    made, channels = [], dict[str, Channel]()
    for minutes, targets in stages:
        pairs = [target.partition("/") for target in targets.split()]
        made.append(Stage(minutes, tuple(ChannelTarget(channel, int(retry or 0)) for channel, _, retry in pairs)))
        channels |= {channel: Channel(channel, "sms") for channel, _, _ in pairs}
    return Contact(name, name, "PERSONAL", tuple(made), channels)


def escalation(name: str, *stages: tuple[int, str]) -> Contact:
    """`(5, "akuam chen?")`: a stage of five minutes that engages akuam, and chen, who is not essential."""
    made = [
        Stage(minutes, tuple(ContactTarget(target.rstrip("?"), not target.endswith("?")) for target in targets.split()))
        for minutes, targets in stages
    ]
    return Contact(name, name, "ESCALATION", tuple(made))


def schedule(name: str, *rotations: str) -> Contact:
    return Contact(name, name, "ONCALL_SCHEDULE", rotations=rotations)


AKUAM = person("akuam", (5, "phone/2 mail/2"), (10, "call"))
BOB = person("bob", (10, "phone"))
CHEN = person("chen", (10, "call/5"))
WAKE = escalation("wake", (5, "akuam"), (10, "bob chen?"))


def answers(*said: tuple[str, float]) -> list[Answer]:
    return [Answer(contact, START + timedelta(minutes=minute)) for contact, minute in said]


def minute(at: datetime) -> int:
    return (at - START) // timedelta(minutes=1)


def row(event: Event) -> str:
    if isinstance(event, Notice):
        return f"{minute(event.at)} {event.contact} {event.channel} {event.attempt}"
    where = f"{event.contact}.{event.channel}" if event.channel else event.contact
    return f"{minute(event.at)} - {where}: {event.why.value}"


def rows(line: Timeline) -> list[str]:
    events: list[Event] = [*line.notices, *line.gaps]
    events.sort(key=lambda event: event.at)
    return [*map(row, events), f"{minute(line.ended)} {line.ending}"]


def table(text: str) -> list[str]:
    return [" ".join(written.split()) for written in text.strip().splitlines()]
