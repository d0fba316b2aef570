"""Reads groups of alerts in the form that Alertmanager's webhook gave the world and Grafana took over.

Traps. One message holds many alerts, each with a status of its own: the group fires while any of them does. An alert
that fires ends in year 1. `truncatedAlerts` above zero means that alerts were left out for size and nobody will see
them here; every alert of such a message says so in an annotation of that name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.errors import UnknownEvent
from tocsin.events import severities
from tocsin.events.fields import collected, first, mapping, picked
from tocsin.events.normal import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tocsin.model import Alert, Json


def read_group(source: str, event: Mapping[str, Json], extras: Sequence[str] = ()) -> tuple[Alert, ...]:
    """An alert for each of the group; `extras` are fields of an alert that join its annotations.

    Raises UnknownEvent for an entry without labels, which is no alert.
    """
    left_out = event.get("truncatedAlerts")
    truncated = picked(event, "truncatedAlerts") if isinstance(left_out, int) and left_out > 0 else {}
    for index, entry in enumerate(event["alerts"]):
        if not isinstance(entry, dict) or not isinstance(entry.get("labels"), dict):
            problem = f"{source}: alerts[{index}] has no labels"
            raise UnknownEvent(problem)
    return tuple(_read(source, event, entry, extras, truncated) for entry in event["alerts"])


def _read(
    source: str,
    event: Mapping[str, Json],
    entry: Mapping[str, Json],
    extras: Sequence[str],
    truncated: Mapping[str, str],
) -> Alert:
    labels = collected(entry["labels"].items())
    annotations = {**picked(entry, *extras), **collected(mapping(entry.get("annotations")).items()), **truncated}
    return normal(
        source,
        event,
        type=labels.get("alertname"),
        status="resolved" if entry.get("status") == "resolved" else "firing",
        severity=severities.severity(labels.get("severity")),
        id=entry.get("fingerprint"),
        summary=first(*(annotations.get(key) for key in ("summary", "description", "message"))),
        starts_at=entry.get("startsAt"),
        ends_at=entry.get("endsAt"),
        url=entry.get("generatorURL"),
        labels=labels,
        annotations=annotations,
    )
