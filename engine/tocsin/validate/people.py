"""Contacts, channels, engagement plans and escalations against AWS Incident Manager's rules.

Limits: the service model of ssm-contacts (botocore) and the Incident Manager user guide; see docs/aws-limits.md.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from tocsin.durations import seconds
from tocsin.finding import Finding
from tocsin.validate.names import CONTACT_ARN, Names, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.document import Entry

MAX_STAGE_MINUTES = 30
MAX_RETRY_MINUTES = 60

_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")


def people(names: Names) -> Iterator[Finding]:
    """Every finding on contacts and escalations."""
    for entry in names.sections["contacts"].values():
        yield from _elsewhere(entry) if "arn" in entry.value else _person(entry)
    for entry in names.sections["escalations"].values():
        yield from _display_name(entry)
        yield from _escalation(entry, names)
    yield from _cycles(names)


def items(value: Any) -> list[tuple[tuple[int, ...], Any]]:
    """A value that may be one thing or a list of them, as (steps from the value, thing)."""
    return [((i,), each) for i, each in enumerate(value)] if isinstance(value, list) else [((), value)]


def _elsewhere(entry: Entry) -> Iterator[Finding]:
    arn = entry.value["arn"]
    if isinstance(arn, str) and not CONTACT_ARN.fullmatch(arn):
        yield Finding("TOC204", "error", f"`{arn[:80]}` is not the ARN of a contact", entry.span("arn"), ARN_HELP)
    for key in entry.value:
        if key in {"channels", "plan"}:
            message = f"`{key}` says nothing of a contact that is provisioned elsewhere"
            yield Finding("TOC205", "error", message, entry.span(key, key=True), "Remove it, or remove `arn`.")


ARN_HELP = "arn:aws:ssm-contacts:REGION:ACCOUNT:contact/ALIAS"


def _person(entry: Entry) -> Iterator[Finding]:
    yield from _display_name(entry)
    channels = entry.value.get("channels")
    channels = channels if isinstance(channels, dict) else {}
    for name, channel in channels.items():
        if isinstance(channel, dict):
            yield from _addresses(entry, name, channel)
    plan = entry.value.get("plan")
    for index, stage in enumerate(plan if isinstance(plan, list) else []):
        if isinstance(stage, dict):
            yield from _stage(entry, index, stage, channels)


def _display_name(entry: Entry) -> Iterator[Finding]:
    name = entry.value.get("name")
    if not isinstance(name, str):
        return
    wrong = [c for c in name if c not in "_.-" and unicodedata.category(c)[0] not in "LZN"]
    if wrong:
        message = f"AWS allows no `{wrong[0]}` in a display name"
        yield Finding("TOC204", "error", message, entry.span("name"), "Letters, digits, spaces, `_`, `.` and `-`.")


def _addresses(entry: Entry, name: str, channel: dict[str, Any]) -> Iterator[Finding]:
    for kind, address in channel.items():
        if not isinstance(address, str):
            continue
        form, example = (_EMAIL, "akua@example.com") if kind == "email" else (_PHONE, '"+12065550100"')
        if not form.fullmatch(address):
            message = f"`{address}` is not an address for {kind}"
            yield Finding("TOC204", "error", message, entry.span("channels", name, kind), f"For example {example}.")


def _stage(entry: Entry, index: int, stage: dict[str, Any], channels: dict[str, Any]) -> Iterator[Finding]:
    yield from minutes(entry, ("plan", index, "for"), stage.get("for"), MAX_STAGE_MINUTES)
    if stage.get("retry") != "none":
        yield from minutes(entry, ("plan", index, "retry"), stage.get("retry"), MAX_RETRY_MINUTES)
    for steps, name in items(stage.get("notify")):
        if isinstance(name, str) and name not in channels:
            yield unknown("channel", name, channels, entry.span("plan", index, "notify", *steps))


def minutes(entry: Entry, steps: tuple[str | int, ...], value: Any, most: int) -> Iterator[Finding]:
    """AWS counts stages and retries in whole minutes up to a limit."""
    try:
        length = seconds(value)
    except (ValueError, TypeError):
        return  # absent, or the schema has said it
    if length % 60 or length > most * 60:
        message = f"`{value}`: AWS takes whole minutes from 0 to {most} here"
        yield Finding("TOC204", "error", message, entry.span(*steps))


def _escalation(entry: Entry, names: Names) -> Iterator[Finding]:
    stages = entry.value.get("stages")
    for index, stage in enumerate(stages if isinstance(stages, list) else []):
        if not isinstance(stage, dict):
            continue
        yield from minutes(entry, ("stages", index, "for"), stage.get("for"), MAX_STAGE_MINUTES)
        for steps, name in stage_targets(stage):
            yield from _stage_target(entry, ("stages", index, "page", *steps), name, names)


def stage_targets(stage: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The names that a stage of an escalation engages, with the steps from `page` to each."""
    for steps, each in items(stage.get("page")):
        if isinstance(each, str):
            yield steps, each
        elif isinstance(each, dict) and isinstance(each.get("contact"), str):
            yield (*steps, "contact"), each["contact"]


def _stage_target(entry: Entry, steps: tuple[str | int, ...], name: str, names: Names) -> Iterator[Finding]:
    if name.startswith("arn:"):
        if not CONTACT_ARN.fullmatch(name):
            yield Finding("TOC204", "error", f"`{name[:80]}` is not the ARN of a contact", entry.span(*steps), ARN_HELP)
    elif (kind := names.kind(name)) is None:
        known = [n for n in names.targets() if n not in names.sections["escalations"]]
        yield unknown("contact or schedule", name, known, entry.span(*steps))
    elif kind == "escalations":
        message = f"`{name}` is an escalation: AWS stages engage contacts and schedules only"
        yield Finding("TOC204", "error", message, entry.span(*steps), "Name its contacts and schedules here.")


def _cycles(names: Names) -> Iterator[Finding]:
    escalations = names.sections["escalations"]
    after = {name: _engaged(entry) & set(escalations) for name, entry in escalations.items()}
    for name, entry in escalations.items():
        trail, reached, ahead = [name], set[str](), sorted(after[name])
        while ahead:
            step = ahead.pop()
            if step == name:
                message = f"the escalation `{name}` leads back to itself ({' -> '.join([*trail, name])})"
                yield Finding("TOC203", "error", message, entry.span(key=True))
                break
            if step not in reached:
                reached.add(step)
                trail.append(step)
                ahead += sorted(after[step])


def _engaged(entry: Entry) -> set[str]:
    stages = entry.value.get("stages")
    return {
        name
        for stage in (stages if isinstance(stages, list) else [])
        if isinstance(stage, dict)
        for _, name in stage_targets(stage)
    }
