"""`tocsin schema`: the JSON Schema of policy files."""

from __future__ import annotations

import sys

import click

from tocsin.schemas import policy_schema_text


@click.command("schema")
def command() -> None:
    """Print the JSON Schema (draft 2020-12) of policy files; docs/editors.md says how editors use it."""
    sys.stdout.write(policy_schema_text())
