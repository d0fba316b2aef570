"""`simulate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.model import SCHEMA_VERSION
from tocsin.reporters.json_.values import alert, instant, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tocsin.reviews.simulate import Answered, Missed, Notified, Simulation


def simulations(found: Iterable[Simulation]) -> str:
    """The result of `simulate -o json`: one object an alert, one after the other."""
    return "".join(text(_simulation(each)) for each in found)


def _simulation(found: Simulation) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "alert": alert(found.decision.alert),
        "decision": found.decision.kind.value,
        "timeline": [_notified(each, found) for each in found.notified],
        "gaps": [_missed(each, found) for each in found.missed],
        "ends": found.ends,
        "end_minute": found.end_minute,
        "answers": [_answered(each, found) for each in found.answered],
        "pages": [
            {
                "policy": page.policy,
                "target": page.target,
                "ends": page.ends,
                "end_minute": found.minute(page.ended),
                "stopped_by": page.stopped_by,
            }
            for page in found.pages
        ],
        "notes": list(found.decision.notes),
    }


def _notified(each: Notified, found: Simulation) -> dict[str, Any]:
    return {
        "minute": found.minute(each.at),
        "time": instant(each.at),
        "contact": each.contact,
        "channel": each.channel,
        "type": each.type,
        "attempt": each.attempt,
        "via": list(each.via),
        "stage": each.stage,
        "policy": each.policy,
        "own_stage": each.own_stage,
    }


def _missed(each: Missed, found: Simulation) -> dict[str, Any]:
    return {
        "minute": found.minute(each.at),
        "reason": each.reason,
        "time": instant(each.at),
        "target": each.target,
        "channel": each.channel,
        "via": list(each.via),
        "policy": each.policy,
    }


def _answered(each: Answered, found: Simulation) -> dict[str, Any]:
    return {
        "minute": found.minute(each.at),
        "time": instant(each.at),
        "contact": each.contact,
        "policy": each.policy,
        "target": each.target,
        "stops": each.stops,
    }
