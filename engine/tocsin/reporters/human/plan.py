"""`plan` for people at a terminal: who is provisioned, in the words of the trade, and what is left to people."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import TYPE_CHECKING

from tocsin.reporters.human.paint import safe
from tocsin.reporters.sentences import listed, plural
from tocsin.roster import ChannelTarget
from tocsin.rotations.wallclock import DAY
from tocsin.windows import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tocsin.finding import Finding
    from tocsin.provision.resource import Task
    from tocsin.provision.review import Review
    from tocsin.reporters.human.paint import Paint
    from tocsin.roster import Channel, Contact, Stage
    from tocsin.rotations import HandOff, Rotation

WIDTH = 116
_UNITS = {"daily": "days", "weekly": "weeks", "monthly": "months"}
_LEFT: Mapping[str, str] = {
    "replication-set": "Before the deploy: once for an account",
    "address": "Before the deploy: set the addresses that are secret",
    "activation": "After the deploy: activate channels. Nothing arrives on one before its own code has been entered",
    "override": "After the deploy: put in overrides, at most six months ahead; those that are over need nothing. "
    "For nobody: --new-contact-ids '[]'",
}
"""What is left to people, by the kind of task."""


def plan(review: Review, stack: str | None, refusals: Sequence[Finding], paint: Paint) -> str:
    """The people, rotations, schedules and escalations, a line each; whom the executor may page; what else is to do.

    No address is shown, of a phone number in clear the last two digits. Findings are not among it, but for those of the
    `refusals` that somebody has accepted.
    """
    return "".join(f"{line}\n" for line in _lines(review, stack, refusals, paint))


def _lines(review: Review, stack: str | None, refusals: Sequence[Finding], paint: Paint) -> Iterator[str]:
    roster = review.whole.roster
    yield paint("bold", _headline(review, stack))
    yield from _section("Settings", list(_settings(review)), paint)
    own = [contact for contact in roster.contacts.values() if not contact.elsewhere]
    formerly = review.configuration.renames
    people = [(_titled(each, formerly), _channels(each), _plan(each)) for each in own if each.kind == "PERSONAL"]
    yield from _section("People", people, paint)
    rotations = [(name, ", ".join(each.members), _turns(each)) for name, each in roster.rotations.items()]
    yield from _section("Rotations", rotations, paint)
    schedules = [(_titled(each, formerly), ", ".join(each.rotations)) for each in roster.schedules()]
    yield from _section("On-call schedules", schedules, paint)
    escalations = [(_titled(each, formerly), _plan(each)) for each in own if each.kind == "ESCALATION"]
    yield from _section("Escalations", escalations, paint)
    elsewhere = [(each.key, each.arn or "") for each in roster.contacts.values() if each.elsewhere]
    yield from _section("Provisioned elsewhere", elsewhere, paint)
    yield from _executor(review, paint)
    yield from _left(review.plan.tasks, paint)
    yield from _accepted(refusals, paint)


def _headline(review: Review, stack: str | None) -> str:
    contacts, rotations = review.whole.roster.contacts.values(), review.whole.roster.rotations
    kinds = [contact.kind for contact in contacts if not contact.elsewhere]
    counts = [
        _count(kinds.count("PERSONAL"), "person", "people"),
        _count(len(rotations), "rotation"),
        _count(kinds.count("ONCALL_SCHEDULE"), "schedule"),
        _count(kinds.count("ESCALATION"), "escalation"),
    ]
    made = _count(len(review.plan.resources), "resource")
    return f"Plan{f' for stack {safe(stack)}' if stack else ''}: {listed(counts)}, as {made}"


def _settings(review: Review) -> Iterator[tuple[str, str]]:
    configuration = review.configuration
    wanted = configuration.replication
    if wanted.mode != "none":
        yield "replication set", f"{'made' if wanted.mode == 'create' else 'taken over'}: {', '.join(wanted.regions)}"
    yield "tags", ", ".join(f"{safe(name)}={safe(value)}" for name, value in configuration.all_tags.items())
    if configuration.protect:
        yield "protected", "Pulumi deletes nothing of it"


def _section(title: str, rows: Sequence[Sequence[str]], paint: Paint) -> Iterator[str]:
    """Rows in columns below a title, if there are any."""
    if rows:
        yield ""
        yield paint("bold", title)
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _titled(contact: Contact, formerly: Mapping[str, str]) -> str:
    title = "" if contact.title == contact.key else f" ({safe(contact.title)})"
    return contact.key + title + (f", formerly {formerly[contact.key]}" if contact.key in formerly else "")


def _channels(contact: Contact) -> str:
    return ", ".join(map(_channel, contact.channels.values())) or "no channels"


def _channel(channel: Channel) -> str:
    if channel.secret is not None:
        return f"{channel.name} {channel.kind} (secret)"
    end = f" …{channel.address[-2:]}" if channel.address and channel.kind != "email" else ""
    return f"{channel.name} {channel.kind}{end}"


def _plan(contact: Contact) -> str:
    return ", then ".join(map(_stage, contact.stages)) or "no plan: never notified"


def _stage(stage: Stage) -> str:
    """`phone + mail 5m (retry 2m)`, `payments-oncall + chen (not essential) 10m`."""
    names, retry = [], 0
    for target in stage.targets:
        if isinstance(target, ChannelTarget):
            names.append(target.channel)
            retry = target.retry
        else:
            names.append(target.contact if target.essential else f"{target.contact} (not essential)")
    return f"{' + '.join(names)} {stage.minutes}m" + (f" (retry {retry}m)" if retry else "")


def _turns(rotation: Rotation) -> str:
    every = rotation.unit if rotation.every == 1 else f"every {rotation.every} {_UNITS[rotation.unit]}"
    at = ", ".join(_hand_off(rotation, each) for each in rotation.hand_offs)
    several = f", {rotation.people} at a time" if rotation.people > 1 else ""
    hours = "" if not rotation.cover or rotation.all_hours else f", only {_hours(rotation.cover)}"
    return f"{every} at {at}, {rotation.time_zone}, from {rotation.start:%Y-%m-%d %H:%M}{several}{hours}"


def _hours(cover: Mapping[int, Sequence[tuple[int, int]]]) -> str:
    """`Mon-Fri 08:00-12:00 and 13:00-18:00, Sat 22:00-06:00`."""
    parts = list[str]()
    for spans, days in groupby(range(len(WEEKDAYS)), key=lambda day: sorted(cover.get(day, ()))):
        first, *others = days
        if spans:
            until = f"-{_day(others[-1])}" if others else ""
            hours = " and ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)
            parts.append(f"{_day(first)}{until} {hours}")
    return ", ".join(parts)


def _hand_off(rotation: Rotation, hand_off: HandOff) -> str:
    clock = _clock(hand_off.minute)
    match rotation.unit:
        case "daily":
            return clock
        case "weekly":
            return f"{_day(hand_off.day)} {clock}"
        case "monthly":
            return f"{clock} on the {hand_off.day}."


def _day(weekday: int) -> str:
    return WEEKDAYS[weekday].title()


def _clock(minute: int) -> str:
    """A time of day; past midnight that of the next."""
    hour, rest = divmod(minute if minute <= DAY else minute - DAY, 60)
    return f"{hour:02}:{rest:02}"


def _executor(review: Review, paint: Paint) -> Iterator[str]:
    """Whom the policies page; contacts of other accounts and Regions by their ARNs."""
    if not review.paged:
        return
    roles = ", ".join(map(safe, review.configuration.roles)) or "no role"
    yield ""
    yield paint("bold", f"The executor may page, and nobody else (attached to {roles})")
    yield from textwrap.wrap(
        ", ".join(review.paged), WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
    )


def _left(tasks: Iterable[Task], paint: Paint) -> Iterator[str]:
    """A line for each name; how it is done by the example of the last, for the first override may be over."""
    for kind, group in groupby(tasks, key=lambda task: task.kind):
        same = list(group)
        yield from _section(_LEFT[kind], [(task.subject, task.text) for task in same], paint)
        yield from (paint("dim", f"    $ {line}") for line in same[-1].command.splitlines())


def _accepted(refusals: Iterable[Finding], paint: Paint) -> Iterator[str]:
    rows = [(each.rule, safe(each.message), safe(each.suppressed)) for each in refusals if each.suppressed is not None]
    yield from _section("Refused, and accepted by this stack's configuration", rows, paint)


def _count(number: int, noun: str, several: str = "") -> str:
    return f"{number or 'no'} {noun if number == 1 else several or plural(noun)}"
