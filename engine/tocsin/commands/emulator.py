"""`tocsin emulator`: the SSM Contacts API on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tocsin.commands import options
from tocsin.document import Entry, entries, many
from tocsin.durations import seconds
from tocsin.errors import InvalidPolicies, UnreadableInput
from tocsin.inspection import inspect
from tocsin.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.compile import Overrides
    from tocsin.document import Document

SECRET_ADDRESSES = {"sms": "+12065550199", "voice": "+12065550199", "email": "someone@example.com"}
"""Stand in for addresses that only provisioning knows."""


@click.command("emulator")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS")
@click.option("--port", default=4010, show_default=True, type=click.IntRange(0, 65535))
@click.option("--state", "state_file", metavar="FILE", help="Keep the state in a file; it survives a kill.")
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
    seed: bool,
    anywhere: bool,
    overrides: Overrides,
) -> None:
    """Run the SSM Contacts API on this machine, for any AWS SDK or CLI through AWS_ENDPOINT_URL_SSM_CONTACTS.

    GET /_tocsin/inbox shows what would have reached whom.
    """
    try:
        from tocsin.emulator import State, load_people, serve
    except ModuleNotFoundError as error:
        raise UnreadableInput(f"`tocsin emulator` needs {error.name}: install tocsin[emulator]") from None
    people = _people(directory, overrides) if seed else None
    state = State(Path(state_file)) if state_file else State()
    if people is not None:
        load_people(state, people)

    def started(url: str) -> None:
        click.echo(f"export AWS_ENDPOINT_URL_SSM_CONTACTS={url}", err=True)
        click.echo(f"inbox: {url}/_tocsin/inbox", err=True)

    serve(host, port, state=state, anywhere=anywhere, started=started)


def _people(directory: str, overrides: Overrides) -> dict[str, Any]:
    loaded = load(directory)
    checked = inspect(loaded)
    if any(finding.severity == "error" for finding in checked.findings):
        raise InvalidPolicies(checked.findings)
    return people(loaded.documents, overrides)


def people(documents: Sequence[Document], overrides: Overrides) -> dict[str, Any]:
    """The people of a valid set, as tocsin.emulator.load_people takes them, where `page` will look for them."""
    settings: dict[str, Any] = next((dict(d.data["settings"]) for d in documents if d.data.get("settings")), {})
    members = {entry.name: entry.value["contacts"] for entry in entries(documents, "rotations")}
    return {
        "account": overrides.account or settings.get("account", "111122223333"),
        "region": overrides.region or settings.get("region", "us-east-2"),
        "partition": settings.get("partition", "aws"),
        "contacts": [
            *(_person(entry) for entry in entries(documents, "contacts")),
            *(_escalation(entry) for entry in entries(documents, "escalations")),
            *(_schedule(entry, members) for entry in entries(documents, "schedules")),
        ],
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


def _schedule(entry: Entry, members: dict[str, list[str]]) -> dict[str, Any]:
    """Whoever is first in each rotation is on call: shifts in time are not the emulator's business yet."""
    return {
        "alias": entry.name,
        "name": entry.value.get("name", entry.name),
        "type": "ONCALL_SCHEDULE",
        "members": list(dict.fromkeys(name for rotation in entry.value["rotations"] for name in members[rotation])),
    }
