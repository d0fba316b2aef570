"""Reads a plan: the saved output of `render -o json`, checked to the byte, and nothing but its requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from tocsin.errors import UnreadableInput
from tocsin.execute.jobs import Job
from tocsin.model import SCHEMA_VERSION, DecisionKind, Json, Page, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUIRED = ("ContactId", "Sender", "Subject", "Content", "IdempotencyToken")
"""StartEngagement's required parameters, and the token, without which a page could be doubled."""

OPTIONAL = ("PublicSubject", "PublicContent", "IncidentId")
"""Its other parameters (botocore, ssm-contacts 2021-05-03, StartEngagementRequest)."""


MAY_BE_EMPTY = ("Sender",)
"""Required, but of any length."""


def read_plan(text: str) -> list[Job]:
    """The jobs of a saved render, in its order; they have no alternatives: a plan is executed as it stands.

    Raises UnreadableInput, naming the page, where a field is missing or has the wrong type, where a request holds
    anything but StartEngagement's parameters, and where it is not the one that its digest was made of.
    """
    plan = _object(_parse(text), "the plan")
    version = plan.get("schema_version")
    if version != SCHEMA_VERSION:
        raise UnreadableInput(
            f"the plan has schema_version {json.dumps(version)}, expected {json.dumps(SCHEMA_VERSION)}"
        )
    alerts = _list(plan, "alerts", "the plan")
    return [job for index, entry in enumerate(alerts) for job in _jobs(entry, f"alerts[{index}]")]


def _parse(text: str) -> Json:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"the plan is not JSON: {error}") from None


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object names a key twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _jobs(entry: Json, place: str) -> Iterator[Job]:
    entry = _object(entry, place)
    alert = _object(entry.get("alert"), f"{place}.alert")
    alert_id, starts_at = _text(alert, "id", f"{place}.alert"), alert.get("starts_at")
    if starts_at is not None and not isinstance(starts_at, str):
        raise UnreadableInput(f"{place}.alert.starts_at is not a text")
    pages = _list(entry, "pages", place)
    decision = _text(entry, "decision", place)
    if pages and decision not in (DecisionKind.PAGE, DecisionKind.FALLBACK):
        raise UnreadableInput(f"{place} has pages, but its decision is none that pages")
    for index, page in enumerate(pages):
        yield Job(_page(page, f"{place}.pages[{index}]"), alert_id, starts_at)


def _page(value: Json, place: str) -> Page:
    page = _object(value, place)
    policy, target = _text(page, "policy", place), _text(page, "target", place)
    place = f"{place} (policy {policy}, target {target})"
    line = page.get("line")
    if not isinstance(line, int) or isinstance(line, bool):
        raise UnreadableInput(f"{place}: line is not a whole number")
    fields = _list(page, "fallback_fields", place)
    if not all(isinstance(field, str) for field in fields):
        raise UnreadableInput(f"{place}: fallback_fields is not a list of texts")
    file, stated = _text(page, "file", place), _text(page, "digest", place)
    request = _request(page.get("request"), stated, place)
    return Page(policy, file, line, target, request, tuple(fields))


def _request(value: Json, stated: str, place: str) -> Request:
    parameters = _object(value, f"{place}: request")
    unknown = sorted(set(parameters) - {*REQUIRED, *OPTIONAL})
    if unknown:
        raise UnreadableInput(f"{place}: StartEngagement has no parameter {unknown[0]!r}")
    for name in parameters:
        _text(parameters, name, f"{place}: request")
    for name in REQUIRED:
        if name not in parameters or (parameters[name] == "" and name not in MAY_BE_EMPTY):
            raise UnreadableInput(f"{place}: request has no {name}")
    request = Request(parameters)
    if request.digest != stated:
        raise UnreadableInput(f"{place}: the request is not the one that was rendered (its digest differs)")
    return request


def _object(value: Json, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableInput(f"{place} is not an object")
    return value


def _list(owner: dict[str, Any], name: str, place: str) -> list[Any]:
    value = owner.get(name)
    if not isinstance(value, list):
        raise UnreadableInput(f"{place}: {name} is not a list")
    return value


def _text(owner: dict[str, Any], name: str, place: str) -> str:
    value = owner.get(name)
    if not isinstance(value, str):
        raise UnreadableInput(f"{place}: {name} is not a text")
    return value
