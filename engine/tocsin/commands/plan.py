"""`tocsin plan`: what a deploy provisions. Pulumi is not asked, and need not be installed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from tocsin import collector
from tocsin.commands import FAILED, GOOD, options
from tocsin.commands.sources import sources
from tocsin.finding import Finding
from tocsin.provision import stack
from tocsin.provision.review import review
from tocsin.provision.tasks import tasks
from tocsin.reporters.human.findings import findings, summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.commands.options import Output
    from tocsin.provision.review import Review
    from tocsin.provision.stack import Stack
    from tocsin.reporters.human.paint import Paint


@click.command("plan")
@click.option("--stack", "name", metavar="NAME", help="For this stack: reads Pulumi.NAME.yaml (default: for none).")
@click.option(
    "--against", "state", metavar="FILE",
    help="Refuse what would leave a policy paging nobody, by a `pulumi stack export` or `pulumi preview --json`; "
    "- is standard input.",
)  # fmt: skip
@options.output("human", "json")
@options.color
@click.pass_obj
@collector.paused()
def command(directory: str, *, name: str | None, state: str | None, outputs: Sequence[Output], paint: Paint) -> int:
    """Show what `pulumi up` provisions: people, rotations, schedules, escalations, and the right to page them.

    It also says what is left to people, such as activating channels, and what AWS would refuse.
    """
    given = stack.read(directory, name)
    reviewed, refused = review(directory, given), tuple[Finding, ...]()
    if state:
        reviewed, refused = _against(state, reviewed, given)
    options.write(
        outputs,
        human=lambda: _human(directory, reviewed, name, refused, paint),
        json=lambda: _json(reviewed, name, refused),
    )
    errors = (each for each in (*reviewed.findings, *refused) if each.severity == "error")
    return FAILED if any(each.suppressed is None for each in errors) else GOOD


def _against(path: str, reviewed: Review, whose: Stack) -> tuple[Review, tuple[Finding, ...]]:
    """The plan where there is something already, with what is left to people then; and what speaks against it."""
    from tocsin.provision.changes import activated, check_home, open_state, refusals

    state = open_state(path)
    check_home(state, whose.name and whose.name.rpartition("/")[2], whose.project)
    whole, made, configuration = reviewed.whole, reviewed.plan, reviewed.configuration
    left = tasks(whole, configuration, activated(made, state))
    found = refusals(made, state, whole.engine.policies, configuration)
    return reviewed._replace(plan=replace(made, tasks=tuple(left))), found


def _human(directory: str, reviewed: Review, name: str | None, refused: Sequence[Finding], paint: Paint) -> str:
    """Below the plan the findings, with the lines that they are about.

    Those of the stack's own files are not shown, for the addresses that they may hold in clear.
    """
    from tocsin.reporters.human.plan import plan

    documents, found = reviewed.whole.loaded.documents, _sorted(reviewed, refused)
    closing = summary(found, len(documents), len(reviewed.whole.engine.policies.policies))
    told = findings(found, paint, sources(directory, documents))
    return f"{plan(reviewed, name, refused, paint)}\n{told}{closing}"


def _json(reviewed: Review, name: str | None, refused: Sequence[Finding]) -> str:
    from tocsin.reporters import json_

    return json_.plan(reviewed, name, _sorted(reviewed, refused))


def _sorted(reviewed: Review, refused: Sequence[Finding]) -> list[Finding]:
    return sorted((*reviewed.findings, *refused), key=Finding.sort_key)
