"""Policy sets for tests: written out as a user would, opened as the command line does."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

from tocsin.events import normalise
from tocsin.pipeline import Engine, open_set, open_whole

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.model import Alert
    from tocsin.roster import Roster

PEOPLE = """
version: 1
settings: {account: "111122223333", region: us-east-2, fallback: {page: platform}}
contacts:
  akuam: {name: Akua Mansa, channels: {phone: {sms: "+12065550100"}}, plan: [{notify: phone, for: 5m}]}
  bob: {name: Bob Stone, channels: {mail: {email: bob@example.com}}, plan: [{notify: mail, for: 5m}]}
  platform: {channels: {mail: {email: platform@example.com}}, plan: [{notify: mail, for: 5m}]}
escalations:
  example_escalation: {stages: [{page: akuam, for: 5m}]}
"""


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write a set: "a.yaml" goes to policies/, "a.j2" to templates/; people.yaml is there unless given."""
    for name, text in {"people.yaml": PEOPLE, **files}.items():
        path = folder / ("templates" if name.endswith(".j2") else "policies") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return folder


def engine(folder: Path, files: dict[str, str]) -> Engine:
    """The set, opened."""
    return open_set(str(write(folder, files)))


def open_with_roster(folder: str) -> tuple[Engine, Roster]:
    """A set that was written, opened, and its people."""
    whole = open_whole(folder)
    return whole.engine, whole.roster


def alert(**fields: Any) -> Alert:
    """One firing alert in normal form."""
    shape = {"type": "disk-full", "status": "firing", "id": "a-1", "starts_at": "2026-03-12T03:12:10Z", **fields}
    (made,) = normalise(shape)
    return made
