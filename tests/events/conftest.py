"""Payloads for the adapters' tests: the files of tests/payloads, changed where a test needs them to be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from tocsin.events import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.model import Alert, Json

PAYLOADS = Path(__file__).parent.parent / "payloads"
GONE = object()
"""As a change: the field is not there."""


class Payload(Protocol):
    def __call__(self, name: str, changes: Mapping[str, Json] = {}) -> Json: ...


class OneAlert(Protocol):
    def __call__(self, name: str, changes: Mapping[str, Json] = {}, source: str | None = None) -> Alert: ...


@pytest.fixture
def gone() -> object:
    return GONE


@pytest.fixture
def payload() -> Payload:
    """The named payload, with other values at dotted paths (a number is a list's index)."""

    def load(name: str, changes: Mapping[str, Json] = {}) -> Json:
        event = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
        for path, value in changes.items():
            _put(event, path.split("."), value)
        return event

    return load


@pytest.fixture
def one_alert(payload: Payload) -> OneAlert:
    """The only alert of a payload, changed as above."""

    def read(name: str, changes: Mapping[str, Json] = {}, source: str | None = None) -> Alert:
        (alert,) = normalise(payload(name, changes), source)
        return alert

    return read


def _put(node: Json, path: list[str], value: Json) -> None:
    for step in path[:-1]:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
    key: Json = int(path[-1]) if isinstance(node, list) else path[-1]
    if value is GONE:
        del node[key]
    else:
        node[key] = value
