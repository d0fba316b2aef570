"""`tocsin schema`: the JSON Schemas of the files that people write, and of results."""

from __future__ import annotations

import json
import sys
from typing import get_args

import click

from tocsin.schemas import Form, Result, result_schema, schema_text


@click.command("schema")
@click.argument("form", type=click.Choice(get_args(Form)), required=False, metavar="[policy|test]")
@click.option(
    "--of",
    "command_name",
    type=click.Choice(get_args(Result)),
    help="Of this JSON result: a command's, or the coverage file.",
)
def command(*, form: Form | None, command_name: Result | None) -> None:
    """Print the JSON Schema (draft 2020-12) of policy files or policy tests; docs/editors.md says how editors use it.

    With --of, print that of a JSON result instead.
    """
    if form and command_name:
        raise click.UsageError("give a kind of file, or --of COMMAND")
    if command_name:
        sys.stdout.write(json.dumps(result_schema(command_name), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(schema_text(form or "policy"))
