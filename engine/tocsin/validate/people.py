"""Contacts, channels, engagement plans and escalations against AWS Incident Manager's rules.

Limits: the service model of ssm-contacts (botocore) and the Incident Manager user guide; see docs/aws-limits.md.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, Any

from tocsin.durations import seconds
from tocsin.finding import Finding, nearest
from tocsin.validate.names import CONTACT_ARN, Names, Steps, misspelt
from tocsin.validate.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.document import Entry

MAX_STAGE_MINUTES = 30
MAX_RETRY_MINUTES = 60
MANY_CHANNELS = 20
"""So many of a person's channels are looked through for the one that was meant."""

_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
FORMS = {
    "an e-mail address": "For example akua@example.com.",
    "a phone number": 'E.164: a plus, the country code and the number, quoted: "+12065550100".',
}
"""How an address is written, by what it is."""

MAX_TRAIL = 100
"""So many escalations are followed to find out whether one leads back to itself."""


def people(names: Names) -> Iterator[Finding]:
    """Every finding on contacts and escalations."""
    for entry in names.sections["contacts"].values():
        yield from _elsewhere(entry) if "arn" in entry.value else _person(entry, names)
    for entry in names.sections["escalations"].values():
        yield from _display_name(entry)
        yield from _escalation(entry, names)


def items(value: Any) -> list[tuple[tuple[int, ...], Any]]:
    """A value that may be one thing or a list of them, as (steps from the value, thing)."""
    return [((i,), each) for i, each in enumerate(value)] if isinstance(value, list) else [((), value)]


def _elsewhere(entry: Entry) -> Iterator[Finding]:
    arn = entry.value["arn"]
    if isinstance(arn, str) and arn and not CONTACT_ARN.fullmatch(arn):
        yield not_an_arn(entry, ("arn",), arn)
    for key in entry.value:
        if key in {"channels", "plan"}:
            message = f"`{key}` says nothing of a contact that is provisioned elsewhere"
            yield Finding("TOC205", "error", message, entry.span(key, key=True), "Remove it, or remove `arn`.")


def not_an_arn(entry: Entry, steps: Steps, text: str) -> Finding:
    """What begins like an ARN, or must be one, and is not that of a contact."""
    message = f"{quoted(text)} is not the ARN of a contact"
    return Finding("TOC204", "error", message, entry.span(*steps), "arn:aws:ssm-contacts:REGION:ACCOUNT:contact/ALIAS")


def _person(entry: Entry, names: Names) -> Iterator[Finding]:
    yield from _display_name(entry)
    channels = entry.value.get("channels", {})
    if not isinstance(channels, dict) or misspelt(entry.value, "channels"):
        return
    for name, channel in channels.items():
        if isinstance(channel, dict):
            yield from _addresses(entry, name, channel)
    plan = entry.value.get("plan")
    for index, stage in enumerate(plan if isinstance(plan, list) else []):
        if isinstance(stage, dict):
            yield from _stage(entry, index, stage, channels, names)


def _display_name(entry: Entry) -> Iterator[Finding]:
    name = entry.value.get("name")
    if not isinstance(name, str):
        return
    wrong = [c for c in name if c not in "_.-" and unicodedata.category(c)[0] not in "LZN"]
    if wrong:
        message = f"a display name holds no {quoted(wrong[0])}"
        yield Finding("TOC204", "error", message, entry.span("name"), "AWS takes letters, digits, spaces, _ . and -")


def _addresses(entry: Entry, name: str, channel: dict[str, Any]) -> Iterator[Finding]:
    for kind, address in channel.items():
        if isinstance(address, str) and address and (ought := not_an_address(kind, address)):
            span = entry.span("channels", name, kind)
            yield Finding("TOC204", "error", f"{quoted(address)} is not {ought}", span, FORMS[ought])


def not_an_address(kind: str, address: str) -> str | None:
    """What an address of this kind of channel ought to be, if it is not (a key of FORMS)."""
    form = _EMAIL if kind == "email" else _PHONE
    if form.fullmatch(address):
        return None
    return "an e-mail address" if kind == "email" else "a phone number"


def _stage(
    entry: Entry, index: int, stage: dict[str, Any], channels: dict[str, Any], names: Names
) -> Iterator[Finding]:
    yield from minutes(entry, ("plan", index, "for"), stage.get("for"), MAX_STAGE_MINUTES)
    if stage.get("retry") != "none":
        yield from minutes(entry, ("plan", index, "retry"), stage.get("retry"), MAX_RETRY_MINUTES)
    for steps, name in items(stage.get("notify")):
        if isinstance(name, str) and name and name not in channels and names.complete:
            few = list(islice(channels, MANY_CHANNELS))
            meant = nearest(name, few)
            help_ = f"Did you mean `{meant}`?" if meant else f"`{entry.name}` has {', '.join(few) or 'no channels'}."
            span = entry.span("plan", index, "notify", *steps)
            yield Finding("TOC201", "error", f"unknown channel {quoted(name)}", span, help_, meant)


def minutes(entry: Entry, steps: Steps, value: Any, most: int) -> Iterator[Finding]:
    """AWS counts stages and retries in whole minutes up to a limit."""
    try:
        length = seconds(value)
    except (ValueError, TypeError):
        return  # absent, or the schema has said it
    if length % 60 or length > most * 60:
        message = f"{quoted(value)} is not a length that AWS takes here"
        yield Finding("TOC204", "error", message, entry.span(*steps), f"Whole minutes, 0m to {most}m.")


def _escalation(entry: Entry, names: Names) -> Iterator[Finding]:
    stages = entry.value.get("stages")
    for index, stage in enumerate(stages if isinstance(stages, list) else []):
        if not isinstance(stage, dict):
            continue
        yield from minutes(entry, ("stages", index, "for"), stage.get("for"), MAX_STAGE_MINUTES)
        for steps, name in stage_targets(stage):
            yield from _stage_target(entry, ("stages", index, "page", *steps), name, names)


def stage_targets(stage: dict[str, Any]) -> Iterator[tuple[Steps, str]]:
    """The names that a stage of an escalation engages, with the steps from `page` to each."""
    for steps, each in items(stage.get("page")):
        if isinstance(each, str):
            yield steps, each
        elif isinstance(each, dict) and isinstance(each.get("contact"), str):
            yield (*steps, "contact"), each["contact"]


def _stage_target(entry: Entry, steps: Steps, name: str, names: Names) -> Iterator[Finding]:
    kind = names.kind(name)
    if name.startswith("arn:"):
        if not CONTACT_ARN.fullmatch(name):
            yield not_an_arn(entry, steps, name)
    elif kind is None and name:
        known = [*names.sections["contacts"], *names.sections["schedules"]]
        yield from names.unknown("contact or schedule", name, known, entry.span(*steps))
    elif kind == "escalations" and (trail := _trail(name, entry.name, names)):
        if entry.name == min(trail):  # one finding for a circle, however many stages make it
            message = f"the escalation leads back to itself: {' -> '.join([entry.name, *trail])}"
            yield Finding("TOC203", "error", message, entry.span(*steps), _STAGES_HELP)
    elif kind == "escalations":
        message = f"{quoted(name)} is an escalation: stages engage contacts and schedules only"
        yield Finding("TOC204", "error", message, entry.span(*steps), _STAGES_HELP)


_STAGES_HELP = "AWS has no escalation inside an escalation: name its contacts and schedules here."


def _trail(start: str, goal: str, names: Names) -> list[str]:
    """The escalations from `start` to `goal`, both included; empty if none of the nearest leads there."""
    escalations = names.sections["escalations"]
    trails = {start: [start]}
    for name in (ahead := [start]):
        if name == goal:
            return trails[name]
        for step in sorted(_engaged(escalations[name]) & escalations.keys() - trails.keys()):
            if len(trails) < MAX_TRAIL:
                trails[step] = [*trails[name], step]
                ahead.append(step)
    return []


def _engaged(entry: Entry) -> set[str]:
    stages = entry.value.get("stages")
    mappings = [stage for stage in (stages if isinstance(stages, list) else []) if isinstance(stage, dict)]
    return {name for stage in mappings for _, name in stage_targets(stage)}
