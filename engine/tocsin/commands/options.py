"""Options that several commands take, with the one meaning that each has."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tocsin.errors import UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Output(NamedTuple):
    """Where one result goes: a format, and a file or None for stdout."""

    form: str
    file: str | None

    def write(self, text: str) -> None:
        """Write the result; a file is replaced whole or not at all. Raises UnreadableInput where it cannot."""
        try:
            if self.file is None:
                sys.stdout.write(text)
                sys.stdout.flush()
            else:
                _replace(os.path.realpath(self.file), text)
        except BrokenPipeError:
            raise
        except OSError as error:
            name = self.file or "standard output"
            raise UnreadableInput(f"{name}: cannot write: {error.strerror}") from None


def _replace(path: str, text: str) -> None:
    """Write a file under another name first; a device or a pipe is written to, not replaced."""
    fresh = path if os.path.exists(path) and not os.path.isfile(path) else f"{path}.{os.getpid()}.tmp"
    try:
        with open(fresh, "w", encoding="utf-8") as file:
            file.write(text)
        if fresh != path:
            os.replace(fresh, path)
    except OSError:
        if fresh != path:
            with suppress(FileNotFoundError):
                os.unlink(fresh)
        raise


def write(outputs: Sequence[Output], **forms: Callable[[], str]) -> None:
    """Write a result in every form that was asked for; only those are made.

    In a workflow of GitHub Actions its annotations and its summary are added.
    """
    for output in outputs:
        output.write(forms[output.form]())
    if os.environ.get("GITHUB_ACTIONS") == "true":
        from tocsin.commands import actions

        actions.report(forms, {output.form for output in outputs if output.file is None})


class Talk(NamedTuple):
    """How much is said on stderr beside errors."""

    quiet: bool
    verbose: bool

    def note(self, text: str) -> None:
        """What a person should know, unless they asked for quiet."""
        if not self.quiet:
            click.echo(f"tocsin: {text}", err=True)

    def detail(self, text: str) -> None:
        """What only a person who asks wants to know."""
        if self.verbose:
            click.echo(f"tocsin: {text}", err=True)


class _OutputType(click.ParamType[Output]):
    name = "FORMAT[=FILE]"

    def __init__(self, forms: tuple[str, ...]) -> None:
        self.forms = forms

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Output:
        form, equals, file = str(value).partition("=")
        if form not in self.forms or (equals and not file):
            self.fail(f"`{value}`: expected {_listed(self.forms)}, or FORMAT=FILE", param, ctx)
        return Output(form, file or None)


def _listed(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}"


def output(*forms: str) -> Decorator:
    """-o/--output, repeatable; the first format is the default."""
    return click.option(
        "-o", "--output", "outputs", type=_OutputType(forms), multiple=True, default=(forms[0],),
        show_default=True, help=f"{', '.join(forms)}; repeatable, FORMAT=FILE writes a file.",
    )  # fmt: skip


class _Instant(click.ParamType[datetime | str]):
    name = "TIME|now"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime | str:
        if value == "now" or isinstance(value, datetime):
            return value  # type: ignore[no-any-return]  # click hands back what it was given
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"`{value}` is no time; for example 2026-03-29T02:30+02:00, or now", param, ctx)
        if instant.tzinfo is None:
            self.fail(f"`{value}` has no offset; add Z or +02:00", param, ctx)
        return instant


def at(default: str, what: str = "windows and silences") -> Decorator:
    """--at: the clock for windows and silences, or for what else the command looks at."""
    return click.option("--at", "given", type=_Instant(), help=f"The clock for {what} (default: {default}).")


def source(function: Callable[..., Any]) -> Callable[..., Any]:
    """--from: which adapter reads the events."""
    text = "The adapter that reads the events (default: recognised by shape)."
    return click.option("--from", "source_name", metavar="SOURCE", help=text)(function)


def account(function: Callable[..., Any]) -> Callable[..., Any]:
    """--account and --region: in place of the set's own settings; hands the command `overrides`."""
    import functools

    @click.option("--account", envvar="TOCSIN_ACCOUNT", metavar="ID", help="AWS account of the contacts.")
    @click.option(
        "--region", envvar=["TOCSIN_REGION", "AWS_REGION"], metavar="NAME", help="AWS Region of the contacts."
    )
    @functools.wraps(function)
    def command(*arguments: Any, account: str | None, region: str | None, **options: Any) -> Any:
        from tocsin.compile import Overrides

        _check(account, region)
        return function(*arguments, overrides=Overrides(account, region), **options)

    return command


def _check(account: str | None, region: str | None) -> None:
    """The forms that the schema asks of `settings`: whatever else ends up in an ARN, AWS refuses to page."""
    if account is not None and not (len(account) == 12 and account.isascii() and account.isdigit()):
        raise click.BadParameter(f"`{account}`: an account id has twelve digits", param_hint="--account")
    if region is not None and not (len(region) <= 32 and re.fullmatch("[a-z]{2}(-[a-z]+)+-[0-9]", region)):
        raise click.BadParameter(f"`{region}` is not an AWS Region, such as us-east-2", param_hint="--region")


def volume(function: Callable[..., Any]) -> Callable[..., Any]:
    """-q/--quiet and -v/--verbose; hands the command `talk`."""
    import functools

    @click.option("-q", "--quiet", is_flag=True, help="Say nothing beside the result and errors.")
    @click.option("-v", "--verbose", is_flag=True, help="Say on stderr what was read and done.")
    @functools.wraps(function)
    def command(*arguments: Any, quiet: bool, verbose: bool, **options: Any) -> Any:
        return function(*arguments, talk=Talk(quiet, verbose), **options)

    return command


def color(function: Callable[..., Any]) -> Callable[..., Any]:
    """--color; hands the command `paint`. NO_COLOR is honoured by auto."""
    import functools

    @click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
    @functools.wraps(function)
    def command(*arguments: Any, color: str, **options: Any) -> Any:
        from tocsin.reporters.human.paint import Paint

        auto = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        return function(*arguments, paint=Paint(color == "always" or (color == "auto" and auto)), **options)

    return command
