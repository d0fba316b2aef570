"""`tocsin init`: a policy repository that works at once."""

from __future__ import annotations

import os
import re
import shlex
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.commands import GOOD, options
from tocsin.errors import UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.commands.options import Talk
    from tocsin.compile import Overrides

STARTER = Path(__file__).parents[1] / "starter"
"""What is written, as files. Of names that tools would take for theirs `dot_` is the dot, and `.starter` the end."""

EXAMPLE = ("policies/", "templates/", "samples/", "tests/")
"""What would page people, and what goes with it: only for a folder that has no policies yet."""

PROVISIONING = ("Pulumi.yaml", "__main__.py", "requirements.txt")
"""The Pulumi project, for those who provision people from here."""

ACCOUNT, REGION = "111122223333", "us-east-2"
PLACEHOLDER = ("OWNER/tocsin", "0" * 40)
"""The repository and the commit that the starter's workflows name: no such repository exists, and no such commit."""


@click.command("init")
@click.argument("folder", default=".", metavar="[DIR]")
@options.account
@click.option("--action", metavar="OWNER/REPO@COMMIT", help="Where the workflows find tocsin (default: a placeholder).")
@click.option("--pulumi", "provisioning", is_flag=True, help="Also a Pulumi project, which provisions the people.")
@options.volume
@click.pass_obj
def command(
    directory: str, *, folder: str, overrides: Overrides, action: str | None, provisioning: bool, talk: Talk
) -> int:
    """Begin a policy repository in DIR: policies, a template, a test, a sample, workflows, pre-commit, editor schemas.

    What is there is kept. Where policies are, no example is added to them.
    """
    named = _action(action)
    files = _files(overrides.account or ACCOUNT, overrides.region or REGION, named)
    if not provisioning:
        files = {path: text for path, text in files.items() if path not in PROVISIONING}
    root = os.path.normpath(os.path.join(directory, folder))
    if _has_others(root, files):
        files = {path: text for path, text in files.items() if not path.startswith(EXAMPLE)}
        talk.note("there are policies already; the example is left out")
    written = _lay(root, files)
    _report(files, written)
    if named == PLACEHOLDER and any(path.startswith(".github/") for path in written):
        talk.note(f"the workflows name {PLACEHOLDER[0]}, which stands for the repository that holds tocsin (README.md)")
    talk.note(f"next: {_next_step(root, files)}")
    return GOOD


def _next_step(root: str, files: Mapping[str, str]) -> str:
    """A command line for the reader's shell. Whoever has policies already may have no tests of them yet."""
    there = "" if root == os.curdir else f"cd {shlex.quote(root)} && "
    return f"{there}tocsin validate{' && tocsin test' if any(path.startswith(EXAMPLE) for path in files) else ''}"


def _action(given: str | None) -> tuple[str, str]:
    """The repository and the revision of the GitHub Action."""
    if given is None:
        return PLACEHOLDER
    found = re.fullmatch(r"([\w.-]+/[\w.-]+)@([0-9a-f]{40})", given, re.ASCII)
    if found is None:
        raise click.BadParameter(
            f"`{given}`: expected OWNER/REPO@COMMIT, a full commit: a tag can be moved", param_hint="--action"
        )
    return found[1], found[2]


def _files(account: str, region: str, action: tuple[str, str]) -> dict[str, str]:
    """Path to text of all that belongs into a new repository, in path order."""
    from tocsin.schemas import schema_text

    files = {_name(path): path.read_text(encoding="utf-8") for path in STARTER.rglob("*") if path.is_file()}
    if action != PLACEHOLDER:
        files = {path: _naming(text, *action) for path, text in files.items()}
    filled = {path: text.replace(ACCOUNT, account).replace(REGION, region) for path, text in files.items()}
    schemas = {f"{form}.schema.json": schema_text(form) for form in ("policy", "test")}
    return dict(sorted((filled | schemas).items()))


def _name(path: Path) -> str:
    parts = path.relative_to(STARTER).parts
    return "/".join(re.sub("^dot_", ".", part).removesuffix(".starter") for part in parts)


def _naming(text: str, repository: str, revision: str) -> str:
    """The text with this action; the placeholder's version is not that of the revision."""
    owner, commit = PLACEHOLDER
    return re.sub(f"{commit}( # v[0-9.]+)?", lambda _: revision, text.replace(owner, repository))


def _has_others(root: str, files: Mapping[str, str]) -> bool:
    """Whether policies are there that are not the example itself: two sets in one folder page whom nobody expects."""
    for base, _, names in os.walk(os.path.join(root, "policies")):
        for name in names:
            path = os.path.join(base, name)
            ours = files.get(os.path.relpath(path, root).replace(os.sep, "/"))
            if name.endswith((".yaml", ".yml")) and not _holds(path, ours):
                return True
    return False


def _holds(path: str, text: str | None) -> bool:
    try:
        with open(path, "rb") as file:
            return text is not None and file.read() == text.encode()
    except OSError:
        return False


def _lay(root: str, files: Mapping[str, str]) -> list[str]:
    """Write what is not there; the paths written. All of it or, where one cannot be written, nothing."""
    made: list[str] = []
    written: list[str] = []
    try:
        for path, text in files.items():
            place = os.path.join(root, path)
            if os.path.lexists(place):
                continue
            _make_folder(os.path.dirname(place), made)
            made.append(place)
            options.Output("text", place).write(text)
            written.append(path)
    except BaseException:
        _take_back(made)
        raise
    return written


def _make_folder(path: str, made: list[str]) -> None:
    """Make a folder and those above it that are missing; `made` tells which."""
    if os.path.isdir(path):
        return
    _make_folder(os.path.dirname(path) or os.curdir, made)
    try:
        os.mkdir(path)
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot make a folder: {error.strerror}") from None
    made.append(path)


def _take_back(made: list[str]) -> None:
    for path in reversed(made):
        with suppress(OSError):
            if os.path.isdir(path):
                os.rmdir(path)
            else:
                os.unlink(path)


def _report(files: Mapping[str, str], written: list[str]) -> None:
    for path in files:
        click.echo(f"{'wrote' if path in written else 'kept '}  {path}")
    kept = len(files) - len(written)
    click.echo(f"{len(written)} written" + (f", {kept} kept" if kept else ""))
