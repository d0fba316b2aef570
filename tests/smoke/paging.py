"""What every smoke test does: a policy set, an event, `tocsin page`, and a look at who was reached."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sets
from commands.driver import tocsin

if TYPE_CHECKING:
    from pathlib import Path

    from emulating import Emulator

PEOPLE = """
version: 1
settings: {account: "111122223333", region: us-east-2, fallback: {page: bob}}
contacts:
  akuam:
    channels: {phone: {sms: "+12065550100"}, mail: {email: akuam@example.com}}
    plan: [{notify: [phone, mail], for: 5m}]
  bob: {channels: {call: {voice: "+12065550101"}}, plan: [{notify: call, for: 5m}]}
"""


def page(emulator: Emulator, folder: Path, files: dict[str, str], *events: dict[str, Any]) -> list[dict[str, Any]]:
    """Page for the events; the inbox afterwards."""
    sets.write(folder, {"people.yaml": PEOPLE, **files})
    keys = {"AWS_ENDPOINT_URL_SSM_CONTACTS": emulator.url, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    lines = "".join(json.dumps(event) + "\n" for event in events)
    ran = tocsin("-C", str(folder), "page", "-", stdin=lines, env=keys)
    assert ran.code == 0, ran
    return emulator.inbox()


def alert(**fields: Any) -> dict[str, Any]:
    """One firing alert in normal form."""
    return {"type": "disk-full", "status": "firing", "id": "a", "starts_at": "2026-03-12T03:12:10Z", **fields}
