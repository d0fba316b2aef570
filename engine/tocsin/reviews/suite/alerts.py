"""The alerts of a policy test: those of an event file, or one that the test itself makes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from tocsin.errors import UnreadableInput
from tocsin.events import SOURCES, normalise, read_alerts
from tocsin.finding import nearest
from tocsin.load.files import leads_within
from tocsin.validate.words import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tocsin.model import Alert

Events = dict[tuple[str, str | None], tuple["Alert", ...]]
"""The alerts of event files that have been read, by path and adapter: many tests speak of one event."""


class Unusable(Exception):
    """The test has no alert to speak of; `key` is the key of the test that says which it should be."""

    def __init__(self, rule: str, key: str, message: str, help_: str = "") -> None:
        super().__init__(message)
        self.rule, self.key, self.help = rule, key, help_


def made(fields: Mapping[str, Any], at: datetime | None) -> tuple[Alert, ...]:
    """The alert that a test makes: firing, and starting at the instant of the test, unless it says otherwise."""
    defaults = {"status": "firing", "starts_at": at.isoformat() if at else None}
    return normalise({**defaults, **fields}, "generic")


def sent(folder: str, name: str, source: str | None, known: Events, *, within: str) -> tuple[Alert, ...]:
    """The alerts of the events in a file, as the adapters read them. Raises Unusable.

    `name` is relative to `folder`. Files outside of `within` are not read: whoever sends tests for a check would see
    other files of the machine in what is said about them.
    """
    if source is not None and source not in SOURCES:
        meant = nearest(source, SOURCES)
        help_ = f"Did you mean `{meant}`?" if meant else f"There are {', '.join(SOURCES)}."
        raise Unusable("TOC201", "from", f"unknown adapter {quoted(source)}", help_)
    path = os.path.normpath(os.path.join(folder, name))
    if not leads_within(path, within):
        raise Unusable("TOC212", "event", f"{quoted(name)} leads out of the folder of the policies")
    if (path, source) not in known:
        known[path, source] = _read(path, name, source)
    return known[path, source]


def _read(path: str, name: str, source: str | None) -> tuple[Alert, ...]:
    if not os.path.isfile(path):
        raise Unusable("TOC212", "event", f"no such event file: {quoted(name)}", _near(path, name))
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8-sig")
        return tuple(read_alerts(text, source))
    except OSError as error:
        problem = f"cannot read: {error.strerror}"
    except UnicodeDecodeError as error:
        problem = f"not UTF-8 at byte {error.start}"
    except UnreadableInput as error:
        problem = str(error)
    raise Unusable("TOC212", "event", f"{quoted(name)}: {problem}")


def _near(path: str, name: str) -> str:
    """What was probably meant: another file of the same folder."""
    folder, missing = os.path.split(path)
    meant = nearest(missing, os.listdir(folder)) if os.path.isdir(folder) else None
    near = os.path.join(os.path.dirname(name), meant) if meant else None
    return f"Did you mean `{near}`?" if near else "Paths are relative to the test file."
