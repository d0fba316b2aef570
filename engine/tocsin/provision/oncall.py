"""On call: rotations, the schedules that they make up, and escalation plans, which engage people and schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.provision.names import formerly
from tocsin.provision.people import contact_of, plan_of
from tocsin.provision.resource import Reference, Resource, key
from tocsin.provision.tokens import CONTACT, ROTATION, SCHEDULE
from tocsin.roster import ContactTarget
from tocsin.rotations.wallclock import within_calendar
from tocsin.windows import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from tocsin.provision.configuration import Configuration
    from tocsin.provision.resource import Input
    from tocsin.roster import Contact, Roster, Stage
    from tocsin.rotations import HandOff, Rotation

_TYPES = {"PERSONAL": CONTACT, "ESCALATION": CONTACT, "ONCALL_SCHEDULE": SCHEDULE}


def oncall(roster: Roster, configuration: Configuration) -> Iterator[Resource]:
    """The rotations, schedules and escalation plans of a roster."""
    yield from (_rotation(rotation, configuration) for rotation in roster.rotations.values())
    yield from (_schedule(schedule, configuration) for schedule in roster.schedules())
    for contact in roster.contacts.values():
        if contact.kind == "ESCALATION":
            yield contact_of(contact, configuration)
            yield plan_of(contact, [_stage(roster, stage) for stage in contact.stages], configuration)


def _rotation(rotation: Rotation, configuration: Configuration) -> Resource:
    return Resource(
        ROTATION,
        rotation.name,
        "OnCall",
        {
            "name": rotation.name,
            "contactIds": [Reference(key(CONTACT, member)) for member in rotation.members],
            "startTime": _instant(rotation.start),
            "timeZoneId": rotation.time_zone,
            "recurrence": _recurrence(rotation),
            "tags": configuration.all_tags,
        },
        formerly=formerly(rotation.name, configuration.renames),
    )


def _schedule(schedule: Contact, configuration: Configuration) -> Resource:
    """The rotations in the order of their names: all of them are engaged at once, and Cloud Control keeps no order."""
    rotations: list[Input] = [Reference(key(ROTATION, name)) for name in sorted(schedule.rotations)]
    return Resource(
        SCHEDULE,
        schedule.key,
        "OnCall",
        {
            "alias": schedule.key,
            "displayName": schedule.title,
            "type": schedule.kind,
            "plan": [{"rotationIds": rotations}],
            "tags": [{"key": name, "value": value} for name, value in configuration.all_tags.items()],
        },
        formerly=formerly(schedule.key, configuration.renames),
    )


def _stage(roster: Roster, stage: Stage) -> Mapping[str, Input]:
    return {
        "durationInMinutes": stage.minutes,
        "targets": [_target(roster, each) for each in stage.targets if isinstance(each, ContactTarget)],
    }


def _target(roster: Roster, target: ContactTarget) -> Mapping[str, Input]:
    info: dict[str, Input] = {"contactId": _engaged(roster, target.contact), "isEssential": target.essential}
    return {"contactTargetInfo": info}


def _engaged(roster: Roster, name: str) -> str | Reference:
    """A contact of the stack, or the ARN of one that somebody else provisions: a stage may name it outright."""
    contact = roster.contact(name)
    if contact is None:
        return name
    return contact.arn or Reference(key(_TYPES[contact.kind], contact.key))


def _recurrence(rotation: Rotation) -> Mapping[str, Input]:
    hand_offs: list[Input] = [_hand_off(rotation, each) for each in rotation.hand_offs]
    recurrence: dict[str, Input] = {
        "numberOfOnCalls": rotation.people,
        "recurrenceMultiplier": rotation.every,
        f"{rotation.unit}Settings": hand_offs,
    }
    if rotation.cover is not None:
        recurrence["shiftCoverages"] = [
            {
                "mapBlockKey": WEEKDAYS[day].upper(),
                "coverageTimes": [{"start": _clock(start), "end": _clock(end)} for start, end in spans],
            }
            for day, spans in sorted(rotation.cover.items())
        ]
    return recurrence


def _hand_off(rotation: Rotation, hand_off: HandOff) -> Mapping[str, Input]:
    at = _clock(hand_off.minute)
    match rotation.unit:
        case "daily":
            return at
        case "weekly":
            return {"dayOfWeek": WEEKDAYS[hand_off.day].upper(), "handOffTime": at}
        case "monthly":
            return {"dayOfMonth": hand_off.day, "handOffTime": at}


def _instant(start: datetime) -> str:
    """As the provider writes it when it reads a rotation, so that no other spelling is taken for a change."""
    return within_calendar(start).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _clock(minute: int) -> dict[str, Input]:
    """A time of day: midnight at the end of one is that of the next, which AWS reads so after a start."""
    hour, rest = divmod(minute % 1440, 60)
    return {"hourOfDay": hour, "minuteOfHour": rest}
