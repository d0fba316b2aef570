"""`tocsin emulator`: the SSM Contacts API on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from tocsin import roster
from tocsin.commands import options
from tocsin.document import Entry, entries, many
from tocsin.durations import seconds
from tocsin.errors import UnreadableInput
from tocsin.inspection import valid
from tocsin.windows import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.compile import Overrides
    from tocsin.document import Document
    from tocsin.rotations import HandOff, Rotation

SECRET_ADDRESSES = {"sms": "+12065550199", "voice": "+12065550199", "email": "someone@example.com"}
"""Stand in for addresses that only provisioning knows."""


@click.command("emulator")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS")
@click.option("--port", default=4010, show_default=True, type=click.IntRange(0, 65535))
@click.option("--state", "state_file", metavar="FILE", help="Keep the state in a file; it survives a kill.")
@click.option(
    "--clock", type=click.Choice(["real", "virtual"]), help="A virtual clock stands until it is moved (default: real)."
)
@click.option("--at", metavar="TIME", help="Where a virtual clock starts (default: now).")
@click.option("--seed", is_flag=True, help="The policy set's own people exist, activated, at start.")
@click.option(
    "--anywhere", is_flag=True, help="Allow an address beyond loopback; the emulator asks nobody who they are."
)
@options.account
@click.pass_obj
def command(
    directory: str,
    *,
    host: str,
    port: int,
    state_file: str | None,
    clock: Literal["real", "virtual"] | None,
    at: str | None,
    seed: bool,
    anywhere: bool,
    overrides: Overrides,
) -> None:
    """Run the SSM Contacts API on this machine, for any AWS SDK or CLI through AWS_ENDPOINT_URL_SSM_CONTACTS.

    At its own address a browser shows the inbox: what would have reached whom, and when.
    """
    try:
        from tocsin.emulator import State, load_people, serve
    except ModuleNotFoundError as error:
        raise UnreadableInput(f"`tocsin emulator` needs {error.name}: install tocsin[emulator]") from None
    people = _people(directory, overrides) if seed else None
    start = _instant(clock, at)
    state = State(Path(state_file) if state_file else None, mode=clock, at=start)
    if people is not None:
        load_people(state, people)

    def started(url: str) -> None:
        click.echo(f"export AWS_ENDPOINT_URL_SSM_CONTACTS={url}", err=True)
        click.echo(f"inbox: {url}/", err=True)

    serve(host, port, state=state, anywhere=anywhere, started=started)


def _instant(clock: str | None, at: str | None) -> float | None:
    """--at in epoch seconds."""
    from tocsin.emulator.clock import read_instant

    if at is None:
        return None
    if clock != "virtual":
        raise click.BadParameter("goes with --clock virtual", param_hint="--at")
    try:
        return read_instant(at)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--at") from None


def _people(directory: str, overrides: Overrides) -> dict[str, Any]:
    loaded, _ = valid(directory)
    return people(loaded.documents, overrides)


def people(documents: Sequence[Document], overrides: Overrides) -> dict[str, Any]:
    """The people of a valid set, as tocsin.emulator.load_people takes them, where `page` will look for them."""
    settings: dict[str, Any] = next((dict(d.data["settings"]) for d in documents if d.data.get("settings")), {})
    return {
        "account": overrides.account or settings.get("account", "111122223333"),
        "region": overrides.region or settings.get("region", "us-east-2"),
        "partition": settings.get("partition", "aws"),
        "contacts": [
            *(_person(entry) for entry in entries(documents, "contacts")),
            *(_escalation(entry) for entry in entries(documents, "escalations")),
            *(_schedule(entry) for entry in entries(documents, "schedules")),
        ],
        "rotations": [_rotation(rotation) for rotation in roster.read(documents).rotations.values()],
    }


def _person(entry: Entry) -> dict[str, Any]:
    value = entry.value
    return {
        "alias": entry.name,
        "name": value.get("name", entry.name),
        "type": "PERSONAL",
        **({"arn": value["arn"]} if "arn" in value else {}),
        "channels": [
            {"name": name, "type": kind, "address": address if isinstance(address, str) else SECRET_ADDRESSES[kind]}
            for name, channel in (value.get("channels") or {}).items()
            for kind, address in channel.items()
        ],
        "stages": [
            {
                "minutes": seconds(stage["for"]) // 60,
                "targets": [
                    {"channel": name, "retry": _retry(stage.get("retry", "none"))} for name in many(stage["notify"])
                ],
            }
            for stage in value.get("plan") or []
        ],
    }


def _retry(text: str) -> int:
    return 0 if text == "none" else seconds(text) // 60


def _escalation(entry: Entry) -> dict[str, Any]:
    return {
        "alias": entry.name,
        "name": entry.value.get("name", entry.name),
        "type": "ESCALATION",
        "stages": [
            {"minutes": seconds(stage["for"]) // 60, "targets": list(_engaged(stage["page"]))}
            for stage in entry.value["stages"]
        ],
    }


def _engaged(page: Any) -> Iterator[dict[str, Any]]:
    for each in many(page):
        if isinstance(each, str):
            yield {"contact": each, "essential": True}
        else:
            yield {"contact": each["contact"], "essential": each.get("essential", True)}


def _schedule(entry: Entry) -> dict[str, Any]:
    return {
        "alias": entry.name,
        "name": entry.value.get("name", entry.name),
        "type": "ONCALL_SCHEDULE",
        "rotations": entry.value["rotations"],
    }


def _rotation(rotation: Rotation) -> dict[str, Any]:
    return {
        "name": rotation.name,
        "members": list(rotation.members),
        "start": rotation.start.isoformat(),
        "time_zone": rotation.time_zone,
        "recurrence": _recurrence(rotation),
        "overrides": [
            {"members": list(each.members), "start": each.start.isoformat(), "end": each.end.isoformat()}
            for each in rotation.overrides
        ],
    }


def _recurrence(rotation: Rotation) -> dict[str, Any]:
    """The API's RecurrenceSettings."""
    settings: dict[str, Any] = {"NumberOfOnCalls": rotation.people, "RecurrenceMultiplier": rotation.every}
    settings[f"{rotation.unit.capitalize()}Settings"] = [_hand_off(rotation, each) for each in rotation.hand_offs]
    if rotation.cover is not None:
        settings["ShiftCoverages"] = {
            _day(day): [{"Start": _clock(start), "End": _clock(end)} for start, end in spans]
            for day, spans in rotation.cover.items()
        }
    return settings


def _hand_off(rotation: Rotation, hand_off: HandOff) -> dict[str, Any]:
    at = _clock(hand_off.minute)
    if rotation.unit == "daily":
        return at
    day = {"DayOfWeek": _day(hand_off.day)} if rotation.unit == "weekly" else {"DayOfMonth": hand_off.day}
    return {**day, "HandOffTime": at}


def _day(day: int) -> str:
    return WEEKDAYS[day].upper()


def _clock(minute: int) -> dict[str, int]:
    """A HandOffTime: midnight at the end of a day is that of the next one, which the API reads so after a Start."""
    hour, rest = divmod(minute % 1440, 60)
    return {"HourOfDay": hour, "MinuteOfHour": rest}
