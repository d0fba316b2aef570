"""The fields of alerts: those of the normal form with the words that some of them hold, and which of an alert type's
own a template may send where.

`public` fields may be sent by SMS, `internal` ones (the default) by voice and e-mail only. `secret` ones should be in
no message: a template that sends one by voice or e-mail is warned about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ALERT_FIELDS = (
    "type", "status", "severity", "source", "id", "summary", "starts_at", "ends_at",
    "url", "account", "region", "labels", "annotations", "event",
)  # fmt: skip
"""What every alert has: the normal form, in the order of every output (docs/alerts.md)."""

_SAME = {
    "critical": ("critical", "crit", "fatal", "emergency", "emerg", "panic", "p1", "sev1", "sev-1"),
    "error": ("error", "err", "high", "major", "p2", "sev2", "sev-2"),
    "warning": ("warning", "warn", "medium", "moderate", "minor", "p3", "sev3", "sev-3"),
    "info": (
        "info", "information", "informational", "low", "notice", "debug", "success",
        "p4", "p5", "sev4", "sev-4", "sev5", "sev-5",
    ),
}  # fmt: skip

SEVERITY_WORDS = {word: severity for severity, words in _SAME.items() for word in words}
"""A source's word of severity in lower case -> critical, error, warning or info; any other word stays as it is."""

SOURCES = (
    "alertmanager", "budgets", "cloudevents", "cloudtrail", "cloudwatch", "codepipeline", "datadog", "ecs",
    "eventbridge", "generic", "grafana", "guardduty", "health", "newrelic", "opsgenie", "opsitem", "pagerduty", "rds",
    "securityhub", "sentry",
)  # fmt: skip
"""What adapters call themselves (a test compares them with `events`, which is too heavy to ask at every save)."""

FALLBACK = "fallback"
"""The name under which settings.fallback pages; no policy may have it."""


def visibilities(alert_type: Mapping[str, Any]) -> dict[str, str]:
    """The declared fields of one entry of `alerts`: dotted path -> public, internal or secret."""
    fields = alert_type.get("fields")
    if not isinstance(fields, dict):
        return {}
    return {
        path: str(field.get("visibility", "internal")) if isinstance(field, dict) else "internal"
        for path, field in fields.items()
    }


def public_paths(fields: Mapping[str, str]) -> frozenset[str]:
    """The fields that public blocks see.

    A public mapping is public with all that it holds, unless something below it is declared otherwise: then only what
    is itself declared public counts.
    """
    hidden = [path for path, visibility in fields.items() if visibility != "public"]
    return frozenset(
        path
        for path, visibility in fields.items()
        if visibility == "public" and not any(other.startswith(path + ".") for other in hidden)
    )


def secret_paths(fields: Mapping[str, str]) -> frozenset[str]:
    """The fields whose values no public text may hold, wherever they come from."""
    return frozenset(path for path, visibility in fields.items() if visibility == "secret")
