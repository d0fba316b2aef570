"""`diff`, and what it says of recorded events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.model import SCHEMA_VERSION
from tocsin.reporters.json_.values import alert, text

if TYPE_CHECKING:
    from tocsin.reviews.diff import Backtest, Change, Diff, Outcome


def diff(found: Diff) -> str:
    """The result of `diff -o json`. Values of alerts are as they may be shown; `request` holds texts of them."""
    result = {
        "schema_version": SCHEMA_VERSION,
        "base": found.base,
        "head": found.head,
        "changes": [_change(change) for change in found.changes],
        "summary": found.summary,
        "alerts": found.questions,
        "notes": list(found.notes),
    }
    return text({**result, "backtest": _backtest(found.backtest)} if found.backtest else result)


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "alert": alert(change.alert),
        "at": change.at.isoformat() if change.at else None,
        "before": _outcome(change.before),
        "after": _outcome(change.after),
        "policies": list(change.policies),
        "details": list(change.details),
        "fields": dict(change.fields),
        "people": {"lost": list(change.lost), "gained": list(change.gained)},
        "origin": change.origin,
        "alerts": change.questions,
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "decision": outcome.decision.value,
        "pages": [
            {"policy": page.policy, "target": page.target, "request": dict(page.request.parameters)}
            for page in outcome.pages
        ],
        "calls": [call._asdict() for call in outcome.calls],
        "silence": outcome.silence,
        "elsewhere": list(outcome.elsewhere),
    }


def _backtest(found: Backtest) -> dict[str, Any]:
    counts = {
        name: {key: each._asdict() for key, each in sorted(table.items())}
        for name, table in (
            ("pages", found.pages), ("nights", found.nights), ("people", found.people), ("storms", found.storms)
        )
    }  # fmt: skip
    return {
        "events": found.events,
        "alerts": found.alerts,
        "time_zone": found.time_zone,
        **counts,
        "storm_limit": found.storm_limit,
        "newly_silent": [each._asdict() for each in found.silent],
    }
