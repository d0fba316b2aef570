"""Datadog monitors, through the webhooks integration.

Shape: Datadog documentation, "Webhooks integration": the default payload, and the one that docs/alerts.md recommends
(its variables $ALERT_TRANSITION, $ALERT_CYCLE_KEY, $ALERT_PRIORITY, $TAGS, ...).

Traps. The default payload has neither status nor tags nor priority: they are read off the title, "[P1] [Triggered on
{service:api}] Name", and no field names the alert. All values of the recommended one are text, an unset variable is
empty. `date` is the time of this notification, so a recovery tells its end and not its start. One cycle key covers a
monitor's group from the first trigger to the recovery; a renotification is a page of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tocsin.events import severities
from tocsin.events.fields import collected, first, picked, text
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.model import Alert, Json

_BRACKETS = re.compile(r"\s*\[([^\[\]]*)\]")
_SCOPE = re.compile(r"\{([^{}]*)\}")
_FIRING = ("Triggered", "Re-Triggered", "Warn", "Re-Warn", "No Data", "Re-No Data", "Renotify")


def read_custom(event: Json) -> tuple[Alert, ...]:
    """The one alert of the recommended payload."""
    transition = event["alert_transition"]
    name, _ = _title(event["alert_title"])
    resolved = transition == "Recovered"
    alert = normal(
        "datadog",
        event,
        type=first(name, event.get("alert_id")),
        status="resolved" if resolved else "firing",
        severity=severities.severity(first(event.get("alert_priority"), _kind(event))),
        id=first(event.get("alert_cycle_key"), event.get("aggreg_key")),
        summary=first(event.get("text_only_msg"), event.get("alert_status")),
        starts_at=None if resolved else event.get("date_posix"),
        ends_at=event.get("date_posix"),
        url=event.get("link"),
        labels=collected([*_tags(event.get("tags")), *_tags(event.get("alert_scope"))]) | picked(event, "hostname"),
        annotations=picked(event, "alert_status", "alert_query", "text_only_msg"),
        observed_at=event.get("date_posix"),
        hold=None if transition in _FIRING else _hold(transition),
    )
    return (alert,)


def read_default(event: Json) -> tuple[Alert, ...]:
    """The one alert of the default payload, as far as its title tells."""
    name, brackets = _title(event["title"])
    resolved = any(re.match(r"(?:Warn )?Recovered\b", part) for part in brackets)
    priority = next((part for part in brackets if re.fullmatch(r"P[1-5]", part)), None)
    scopes = [scope for part in brackets for scope in _SCOPE.findall(part)]
    alert = normal(
        "datadog",
        event,
        type=name,
        status="resolved" if resolved else "firing",
        severity=severities.severity(priority),
        summary=event["title"],
        starts_at=None if resolved else event["date"],
        ends_at=event["date"],
        labels=collected(pair for scope in scopes for pair in _tags(scope)),
        annotations=picked(event, "body"),
        observed_at=first(event.get("last_updated"), event["date"]),
    )
    return (alert,)


def _title(title: str) -> tuple[str, list[str]]:
    """The monitor's name, and what the brackets in front of it say: "[P1] [Triggered on {a:b}] Name"."""
    brackets, position = [], 0
    while found := _BRACKETS.match(title, position):
        brackets.append(found[1].strip())
        position = found.end()
    return title[position:].strip(), brackets


def _tags(tags: Json) -> Iterator[tuple[str, str]]:
    """Labels of "env:prod,monitor": what has no value is "true"."""
    for tag in (text(tags) or "").split(","):
        name, colon, value = tag.strip().partition(":")
        yield name, value if colon else "true"


def _kind(event: Json) -> Json:
    """The alert type, unless it says that all is well (which is a status and no severity)."""
    return None if event.get("alert_type") == "success" else event.get("alert_type")


def _hold(transition: str) -> Hold | None:
    return Hold("the monitor neither triggered nor recovered", "event.alert_transition", transition)


SHAPES: Final = (
    Shape(read_custom, needs={"alert_transition": str, "alert_title": str}),
    Shape(read_default, needs={"event_type": str, "title": str, "date": str}),
)
