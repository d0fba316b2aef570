"""From the events on a command line to what each of their alerts leads to: the common part of dry run and execution."""

from __future__ import annotations

import functools
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from tocsin.clock import SystemClock
from tocsin.commands import options
from tocsin.errors import UnreadableInput
from tocsin.events import normalise, read_events
from tocsin.pipeline import open_set, own_time, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tocsin.compile import Overrides
    from tocsin.decision import Rendering
    from tocsin.model import Alert
    from tocsin.pipeline import Engine


def dry_run(*, trace: bool) -> options.Decorator:
    """EVENT... with the options of a dry run; hands the command what every alert leads to, as `results`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.argument("events", nargs=-1, required=True, metavar="EVENT...")
        @options.at("the alert's own start")
        @options.source
        @options.account
        @options.volume
        @functools.wraps(function)
        def command(
            *,
            events: tuple[str, ...],
            given: datetime | str | None,
            source_name: str | None,
            overrides: Overrides,
            talk: options.Talk,
            **rest: Any,
        ) -> Any:
            directory: str = click.get_current_context().obj
            engine, found = open_set(directory, overrides), alerts(events, source_name)
            told(talk, engine, found)
            return function(results=plans(engine, found, given, trace=trace), **rest)

        return command

    return decorate


def told(talk: options.Talk, engine: Engine, found: Sequence[Alert]) -> None:
    """With --verbose: what was read."""
    policies = engine.policies
    talk.detail(f"{len(policies.policies)} policies, {len(policies.templates)} templates, {len(found)} alerts")


def plans(
    engine: Engine,
    found: Sequence[Alert],
    given: datetime | str | None,
    *,
    default_now: bool = False,
    trace: bool = False,
) -> list[Rendering]:
    """What every alert leads to; `given` is --at."""
    given_at = given if isinstance(given, datetime) else None
    now = given == "now" or (given is None and default_now)
    return [
        plan(engine, alert, SystemClock().now() if now else given_at or own_time(alert), given_at=given_at, trace=trace)
        for alert in found
    ]


def alerts(paths: Sequence[str], source_name: str | None) -> list[Alert]:
    """Every alert of these event files ("-": standard input), in order.

    All files are read before anything is done with one; what cannot be read is said of all of them at once.
    """
    found: list[Alert] = []
    problems = []
    for path in paths:
        name = "standard input" if path == "-" else path
        try:
            for number, event in enumerate(read_events(text(path)), 1):
                try:
                    found += normalise(event, source_name)
                except UnreadableInput as error:
                    problems.append(f"{name}, event {number}: {error}")
        except UnreadableInput as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise UnreadableInput("\ntocsin: error: ".join(problems))
    return found


def text(path: str) -> str:
    """What a file says ("-": standard input)."""
    try:
        if path == "-":
            raw = sys.stdin.buffer.read()
        else:
            with open(path, "rb") as file:
                raw = file.read()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise UnreadableInput(f"cannot read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"not UTF-8 at byte {error.start}") from None
