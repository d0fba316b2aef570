"""The command line: one command a file, imported when it is called.

Exit codes: 0 good; 1 findings, undeliverable pages; 2 usage, unreadable input, invalid policies; 3 AWS or network.
With --detailed-exitcode 2 says that something has changed, and errors are 1.
Results go to stdout, everything else to stderr.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from tocsin.errors import DeliveryError, InvalidPolicies, LedgerUnavailable, TocsinError

if TYPE_CHECKING:
    from collections.abc import Sequence

GOOD, FAILED, UNUSABLE, UNAVAILABLE = 0, 1, 2, 3
INTERRUPTED = 130
DETAILED = "--detailed-exitcode"
TRACEBACK = "TOCSIN_TRACEBACK"
"""Set in the environment: a fault of tocsin's own shows its traceback."""

COMMANDS = {
    "init": "A new policy repository: example policies, a template, a test, CI workflows.",
    "validate": "Every finding at once: schema, references, patterns, templates.",
    "render": "The dry run: the exact requests for these events.",
    "explain": "Why: each policy considered, with the first condition that failed.",
    "test": "Run the policy tests: who must be paged for what, with which words.",
    "diff": "Who is paged otherwise, or not at all, than by the policies of another revision.",
    "simulate": "Who is notified at which minute on which channel, until someone answers.",
    "oncall": "Who is on call, from when to when, and where nobody is.",
    "plan": "What a deploy provisions, and what it leaves to people.",
    "page": "Execute: start_engagement for each request.",
    "stop": "Stop an engagement.",
    "ack": "Acknowledge a page by the code in its message.",
    "status": "An engagement with its pages and receipts.",
    "emulator": "The SSM Contacts API on this machine, with an inbox.",
    "schema": "The JSON Schema of policy files, for editors.",
    "compile": "Write the compiled policy set that a runtime loads.",
}


class _Commands(click.Group):
    """Looks a command up in its own module, so that `validate` never pays for what `emulator` imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"tocsin.commands.{name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        from tocsin.finding import nearest

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            meant = nearest(args[0], COMMANDS)
            raise click.UsageError(
                f"no such command `{args[0]}`" + (f"; did you mean `{meant}`?" if meant else ""), ctx
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from tocsin import __version__

        click.echo(f"tocsin {__version__}")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "directory", default=".", metavar="DIR", help="The folder that holds policies/ and templates/.")
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version.")
@click.pass_context
def cli(ctx: click.Context, directory: str) -> None:
    """Paging as code for AWS Incident Manager contacts: YAML policies in, exact StartEngagement requests out."""
    ctx.obj = directory


def run(arguments: Sequence[str]) -> int:
    """Run one command line; its exit code. Every error that a user can mend becomes a message on stderr."""
    wrong = FAILED if DETAILED in arguments else UNUSABLE
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 - closed by the caller (`>&-`); lives until the end
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # the same bytes everywhere, whatever the locale can say
    try:
        code = cli.main(list(arguments), prog_name="tocsin", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.Abort:
        click.echo("tocsin: interrupted", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return FAILED if DETAILED in arguments else error.exit_code
    except InvalidPolicies as error:
        _complain(error)
        return wrong
    except TocsinError as error:
        _say(f"tocsin: error: {error}")
        return UNAVAILABLE if isinstance(error, DeliveryError | LedgerUnavailable) else wrong
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        _say(f"tocsin: internal error: {type(error).__name__}: {error}")
        click.echo(f"This is a fault of tocsin's. {TRACEBACK}=1 shows where; please report it.", err=True)
        return wrong
    return int(code or GOOD)


def _say(message: str) -> None:
    """On standard error. Names of files and keys of events are in it, which anybody may have chosen."""
    from tocsin.reporters import inert

    click.echo(inert.lines(message), err=True)


def _complain(error: InvalidPolicies) -> None:
    from tocsin.reporters.human.findings import findings
    from tocsin.reporters.human.paint import Paint

    click.echo(
        findings(error.findings, Paint(sys.stderr.isatty() and "NO_COLOR" not in os.environ)), err=True, nl=False
    )
    errors = sum(finding.severity == "error" for finding in error.findings)
    whose = f" of {error.whose}" if error.whose else ""
    click.echo(
        f"tocsin: error: the policies{whose} are not valid ({errors} error{'s' if errors != 1 else ''})", err=True
    )
