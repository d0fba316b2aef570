"""Stage 6: a decision and its texts to the exact parameters of StartEngagement.

Source of the limits and patterns: botocore's service model ssm-contacts/2021-05-03. They are written by hand (the
model's ARN pattern backtracks exponentially, and loading the model costs 130 ms); a test holds them to the model.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tocsin.model import Page, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.decision import Route
    from tocsin.model import Alert, Text
    from tocsin.policyset import Policy

TOKEN_PREFIX = "tocsin-1-"  # noqa: S105  (an idempotency token, not a secret)

_ARN = re.compile(r"arn:(?:aws|aws-cn|aws-us-gov):ssm-contacts:[-\w+=/,.@]*:[0-9]+:[\w+=/,.@:-]*", re.ASCII)
_NAME = re.compile(r"[\\a-zA-Z0-9_@#%*+=:?./!\s-]*", re.ASCII)
_TOKEN = re.compile(r"[\\/a-zA-Z0-9_+=-]*", re.ASCII)

LIMITS: Mapping[str, tuple[int, int, re.Pattern[str] | None]] = {
    "ContactId": (1, 2048, _ARN),
    "Sender": (0, 255, _NAME),
    "Subject": (1, 2048, None),
    "Content": (1, 8192, None),
    "PublicSubject": (1, 2048, None),
    "PublicContent": (1, 8192, None),
    "IncidentId": (0, 1024, _NAME),
    "IdempotencyToken": (0, 2048, _TOKEN),
}
"""Least and greatest length, and what the whole value must match, by parameter in the API's order."""

_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

REQUIRED = ("ContactId", "Sender", "Subject", "Content")


def page(route: Route, alert: Alert, text: Text, given_at: datetime | None = None) -> Page:
    """The page that a route makes with its text. `given_at`: the instant given by --at, never the clock's."""
    request, dropped = _request(route, text, token(route.policy, route.target.arn, alert, given_at))
    policy = route.policy
    fields = tuple(dict.fromkeys((*text.fallback_fields, *dropped)))
    return Page(policy.name, policy.file, policy.line, route.target.name, request, fields)


def _request(route: Route, text: Text, idempotency_token: str) -> tuple[Request, tuple[str, ...]]:
    """The request, and the optional fields left out because the service would refuse the whole for them."""
    incident = text.incident
    dropped: tuple[str, ...] = ()
    if incident is not None and problem("IncidentId", incident):
        incident, dropped = None, ("IncidentId",)
    parameters = {
        "ContactId": route.target.arn,
        "Sender": route.policy.sender,
        "Subject": text.subject,
        "Content": text.content,
        "PublicSubject": text.public_subject,
        "PublicContent": text.public_content,
    }
    if incident:
        parameters["IncidentId"] = incident
    parameters["IdempotencyToken"] = idempotency_token
    return Request(parameters), dropped


def substitute(original: Page, route: Route, text: Text, purpose: str) -> Request:
    """What to send instead when the service refuses `original` for good: other text or target, a token of its own.

    The token derives from the original's, so that it is the same on every try.
    """
    own = TOKEN_PREFIX + _sha256(["tocsin-substitute", original.request.token, purpose, route.target.arn])
    return _request(route, text, own)[0]


def token(policy: Policy, arn: str, alert: Alert, given_at: datetime | None = None) -> str:
    """The IdempotencyToken: SHA-256 over policy name, contact ARN, dedupe values and the firing.

    Nothing of it comes from the clock or from rendered text, so a redelivery, a restart or a corrected template never
    makes a second page. With dedupe.window the firing is the window's number, counted from the epoch by the alert's
    start; with repeat the number of repeats since the start, by the time that the notification itself carries.
    """
    values = [_at(alert.view(), path) for path in policy.dedupe_by]
    start = _epoch(alert.starts_at) if policy.dedupe_window or policy.repeat else None
    firing: Any = alert.starts_at or f"event:{_sha256(alert.event)}"
    if policy.dedupe_window and start is not None:
        firing = int(start // policy.dedupe_window)
    identity = [policy.name, arn, list(policy.dedupe_by), values, policy.dedupe_window, firing]
    if policy.repeat and start is not None:
        seen = given_at.timestamp() if given_at else _epoch(alert.observed_at)
        identity.append(max(0, int((seen - start) // policy.repeat)) if seen is not None else 0)
    return TOKEN_PREFIX + _sha256(identity)


def check(parameters: Mapping[str, str]) -> list[str]:
    """Every reason for which the service would refuse these parameters, in words; none for a good request."""
    problems = [f"{name} is missing" for name in REQUIRED if name not in parameters]
    return problems + [found for name, value in parameters.items() if (found := problem(name, value))]


def problem(name: str, value: str) -> str | None:
    """Why the service would refuse this value of a parameter, or None."""
    if name not in LIMITS:
        return f"{name} is no parameter of StartEngagement"
    least, most, pattern = LIMITS[name]
    if not least <= len(value) <= most:
        return f"{name} has {len(value)} characters; {least} to {most} are allowed"
    if pattern is not None and not pattern.fullmatch(value):
        return f"{name} has a character or form that the service refuses"
    return None


def _at(view: Mapping[str, Any], path: str) -> Any:
    """The value at a field path; keys of payloads may hold dots, so the longest key that fits is taken."""
    node: Any = view
    steps = path.split(".")[1:]
    while steps:
        if not isinstance(node, dict):
            return None
        for length in range(len(steps), 0, -1):
            if (key := ".".join(steps[:length])) in node:
                node, steps = node[key], steps[length:]
                break
        else:
            return None
    return node


def _epoch(time: str | None) -> float | None:
    return datetime.fromisoformat(time).timestamp() if time else None


def _sha256(value: Any) -> str:
    return hashlib.sha256(_canonical(value)).hexdigest()


def _canonical(value: Any) -> bytes:
    return _CANONICAL.encode(value).encode("utf-8", "surrogatepass")
