"""`tocsin oncall`: who is on call."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from tocsin import roster
from tocsin.clock import SystemClock
from tocsin.commands import options
from tocsin.durations import seconds
from tocsin.finding import nearest
from tocsin.inspection import valid
from tocsin.reviews import oncall
from tocsin.windows import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.commands.options import Output, Talk
    from tocsin.reporters.human.paint import Paint
    from tocsin.reviews.oncall import Asked, OnCall
    from tocsin.roster import Roster

LONGEST = timedelta(days=730)


class _Length(click.ParamType[timedelta]):
    name = "DURATION"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        try:
            length = timedelta(seconds=seconds(str(value)))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not timedelta() < length <= LONGEST:
            self.fail(f"`{value}`: expected more than 0s and at most {LONGEST.days}d", param, ctx)
        return length


@click.command("oncall")
@click.argument("name", required=False)
@options.at("now", "shifts, where the answer begins")
@click.option("--for", "length", type=_Length(), default="14d", show_default=True, help="How far to look, up to 730d.")
@click.option("--ical", metavar="FILE", help="Write the shifts as iCalendar too; - is standard output, and no table.")
@click.option("--quality", "measured", is_flag=True, help="Gaps, and how nights, weekends and hours are spread.")
@options.output("human", "json")
@options.volume
@options.color
@click.pass_context
def command(
    ctx: click.Context,
    *,
    name: str | None,
    given: datetime | str | None,
    length: timedelta,
    ical: str | None,
    measured: bool,
    outputs: Sequence[Output],
    talk: Talk,
    paint: Paint,
) -> None:
    """Show who is on call, from when to when, and where nobody is.

    NAME is a schedule, a rotation or a person; without it, all schedules are shown.
    """
    people, start = _roster(ctx.obj), _start(given)
    asked = _asked(people, name, talk)
    answer = oncall.review(people, asked, start, start + length, measured=measured)
    _notes(people, asked, talk)
    if ical is not None:
        outputs = _beside(ical, outputs, ctx)
        _write_calendar(ical, answer)
    _write(answer, outputs, paint)


def _roster(directory: str) -> Roster:
    loaded, _ = valid(directory)
    return roster.read(loaded.documents)


def _start(given: datetime | str | None) -> datetime:
    """To the second, as calendars have it."""
    start = given if isinstance(given, datetime) else SystemClock().now()
    if not EARLIEST <= start < LATEST:
        raise click.BadParameter(f"expected a year from {EARLIEST.year} to {LATEST.year - 1}", param_hint="--at")
    return start.replace(microsecond=0)


def _asked(people: Roster, name: str | None, talk: Talk) -> Asked | None:
    if name is None:
        return None
    found = oncall.meanings(people, name)
    if not found:
        raise click.BadParameter(_unknown(people, name), param_hint="NAME")
    for other in found[1:]:
        talk.note(f"`{name}` is also a {other.kind}; this is the {found[0].kind}")
    return found[0]


def _unknown(people: Roster, name: str) -> str:
    if name in people.contacts:
        return f"`{name}` is an escalation; expected a schedule, a rotation or a person"
    meant = nearest(name, oncall.names(people))
    return f"no schedule, rotation or person is called `{name}`" + (f"; did you mean `{meant}`?" if meant else "")


def _notes(people: Roster, asked: Asked | None, talk: Talk) -> None:
    """What an answer about schedules leaves out."""
    for rotation in oncall.unscheduled(people):
        if asked is None or (asked.kind == "person" and asked.name in people.rotations[rotation].members):
            talk.note(f"rotation `{rotation}` is in no schedule: it pages nobody. `tocsin oncall {rotation}` shows it")


def _beside(ical: str, outputs: Sequence[Output], ctx: click.Context) -> Sequence[Output]:
    """The other results. Where the calendar goes to standard output, the one that nobody asked for is left out."""
    if ical != "-":
        return outputs
    from click.core import ParameterSource

    if ctx.get_parameter_source("outputs") is ParameterSource.DEFAULT:
        return ()
    if any(output.file is None for output in outputs):
        raise click.UsageError("`--ical -` and -o both want standard output; give one of them a FILE", ctx)
    return outputs


def _write_calendar(file: str, answer: OnCall) -> None:
    from tocsin.reporters import ical

    options.Output("ical", None if file == "-" else file).write(ical.calendar(answer))


def _write(answer: OnCall, outputs: Sequence[Output], paint: Paint) -> None:
    from tocsin.reporters import json_
    from tocsin.reporters.human.oncall import oncall as table

    options.write(
        outputs,
        human=lambda: table(answer, paint),
        json=lambda: json_.oncall(answer),
    )
