"""CloudEvents 1.0 in structured JSON mode (a batch is an array of them).

Shape: CNCF, "CloudEvents - Version 1.0.2" and "JSON Event Format"; severity: the documented extension "Severity".

Traps. `id` names the event and not what it is about, and `time` is optional. An event of a subject is an alert of that
subject if `time` tells its firings apart; else each event is an alert of its own. Status is a convention in the data:
`data.status` or `data.state` of resolved, recovered, ok or closed resolves, all else fires. In binary mode the
attributes travel in HTTP headers, which are not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events import severities
from tocsin.events.fields import collected, first, mapping
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.events.times import rfc3339

if TYPE_CHECKING:
    from tocsin.model import Alert, Json

_ATTRIBUTES = {"specversion", "id", "type", "time", "datacontenttype", "dataschema", "data", "data_base64"}
_RESOLVED = ("resolved", "recovered", "ok", "closed")


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of an event; attributes beyond the specification's own are labels."""
    data = mapping(event.get("data"))
    time, word = rfc3339(event.get("time")), first(data.get("status"), data.get("state"))
    resolved = word is not None and word.lower() in _RESOLVED
    alert = normal(
        "cloudevents",
        event,
        type=event["type"],
        status="resolved" if resolved else "firing",
        severity=severities.severity(first(event.get("severitytext"), data.get("severity"))),
        id=f"{event['source']}#{(first(event.get('subject')) if time else None) or event['id']}",
        summary=first(data.get("summary"), data.get("title"), data.get("message"), event.get("subject")),
        starts_at=None if resolved else time,
        ends_at=time,
        url=data.get("url"),
        labels=collected((name, value) for name, value in event.items() if name not in _ATTRIBUTES),
        observed_at=time,
    )
    return (alert,)


SHAPES: Final = (Shape(read, claims={"specversion": ("1.0",)}, needs={"id": str, "source": str, "type": str}),)
