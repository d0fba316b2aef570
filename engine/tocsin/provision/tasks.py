"""What a deploy leaves to people, since no provider does it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from tocsin.provision.addresses import missing
from tocsin.provision.home import home
from tocsin.provision.resource import Task
from tocsin.rotations.wallclock import wall_clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set
    from datetime import datetime

    from tocsin.pipeline import Whole
    from tocsin.provision.configuration import Configuration
    from tocsin.provision.home import Home
    from tocsin.roster import Contact, Roster
    from tocsin.rotations import Rotation
    from tocsin.rotations.overrides import Override


def tasks(whole: Whole, configuration: Configuration, activated: Set[str] = frozenset()) -> Iterator[Task]:
    """In the order in which they are done: before the deploy, then after it; overrides by when they begin.

    `activated` are channels (person/channel) that have had their codes.
    """
    roster, at = whole.roster, home(whole, configuration)
    if configuration.replication.mode == "none":
        text = "AWS makes no contacts without one, and this stack neither makes nor adopts it"
        yield Task("replication-set", "replication set", text, f"aws ssm-incidents list-replication-sets {_in(at)}")
    for each in missing(whole, configuration):
        yield Task("address", each.secret, f"{each.kind} of {each.contact}", each.command)
    for contact in roster.contacts.values():
        waiting = [name for name in contact.channels if f"{contact.key}/{name}" not in activated]
        if waiting:
            yield _activation(contact, waiting, at)
    overrides = [(rotation, override) for rotation in roster.rotations.values() for override in rotation.overrides]
    for rotation, override in sorted(overrides, key=lambda each: each[1].start):
        yield _override(rotation, override, roster, at)


def _in(at: Home) -> str:
    return f"--region {at.region or 'REGION'}"


def _activation(contact: Contact, channels: Iterable[str], at: Home) -> Task:
    """The provider makes channels without sending their codes (DeferActivation)."""
    command = (
        f"aws ssm-contacts list-contact-channels {_in(at)} --contact-id {at.contact(contact.key)}\n"
        f"aws ssm-contacts send-activation-code {_in(at)} --contact-channel-id CHANNEL_ARN\n"
        f"aws ssm-contacts activate-contact-channel {_in(at)} --contact-channel-id CHANNEL_ARN --activation-code CODE"
    )
    return Task("activation", contact.key, ", ".join(channels), command)


def _override(rotation: Rotation, override: Override, roster: Roster, at: Home) -> Task:
    clock = wall_clock(rotation.time_zone)
    start, end = (clock.shown(each).strftime("%Y-%m-%d %H:%M") for each in (override.start, override.end))
    members = " ".join(roster.contacts[each].arn or at.contact(each) for each in override.members) or "'[]'"
    query = f"\"Rotations[?Name=='{rotation.name}'].RotationArn\""
    command = (
        f"aws ssm-contacts list-rotations {_in(at)} --rotation-name-prefix {rotation.name} --query {query}\n"
        f"aws ssm-contacts create-rotation-override {_in(at)} --rotation-id ROTATION_ARN --new-contact-ids {members} "
        f"--start-time {_utc(override.start)} --end-time {_utc(override.end)}"
    )
    text = f"{', '.join(override.members) or 'nobody'} from {start} to {end}, {rotation.time_zone}"
    return Task("override", rotation.name, text, command)


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
