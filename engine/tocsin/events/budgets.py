"""AWS Budgets notifications, which SNS delivers as plain text.

Shape: AWS Cost Management user guide, "Creating an Amazon SNS topic for budget notifications"; no document gives the
text, so the lines "Key: value" are read as they have been received.

Traps. Prose, no JSON: the event is the SNS notification itself, or {"Message": text} with raw delivery. Alert Type is
ACTUAL or FORECASTED, the nearest thing to a severity. A budget that is within its limits again says nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tocsin.events import severities
from tocsin.events.fields import collected, first, text, underscored
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.events.times import rfc3339

if TYPE_CHECKING:
    from tocsin.model import Alert, Json

_LINE = re.compile(r"^([A-Z][A-Za-z ]{2,39}): (.*?)\r?$", re.MULTILINE)
_LINK = re.compile(r"^\[1\] (https://\S+)", re.MULTILINE)
_ACCOUNT = re.compile(r"^AWS Account ([0-9]{12})", re.MULTILINE)
_DATE = re.compile(r"^AWS Budget Notification ([A-Z][a-z]{2})[a-z]* ([0-9]{1,2}), ([0-9]{4})", re.MULTILINE)


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of a notification: that a budget's threshold is, or will be, passed this month."""
    message = event["Message"]
    lines = collected(_LINE.findall(message))
    topic = text(event.get("TopicArn")) or ""
    account = _found(_ACCOUNT, message) or "".join(topic.split(":")[4:5])
    name, threshold = lines.get("Budget Name", ""), f"{lines.get('Alert Type', '')} {lines.get('Alert Threshold', '')}"
    alert = normal(
        "budgets",
        event,
        type=name,
        severity=severities.severity(lines.get("Alert Type")),
        id="/".join([topic or account, name, threshold.strip(), _month(message, event.get("Timestamp"))]),
        summary=first(event.get("Subject"), f"{name}: {threshold.strip()}"),
        starts_at=event.get("Timestamp") or _day(message),
        url=_found(_LINK, message),
        account=account,
        labels=underscored(lines),
        annotations=collected([("message", message)]),
        observed_at=event.get("Timestamp"),
    )
    return (alert,)


def _found(pattern: re.Pattern[str], message: str) -> str | None:
    found = pattern.search(message)
    return found[1] if found else None


def _day(message: str) -> str | None:
    """Midnight of the day that the text's first line names."""
    found = _DATE.search(message)
    return rfc3339(f"{found[2]:0>2} {found[1]} {found[3]} 00:00:00 GMT") if found else None


def _month(message: str, timestamp: Json) -> str:
    """The month whose budget it is ("2026-03"): of the text, else of the envelope."""
    return (_day(message) or rfc3339(timestamp) or "")[:7]


SHAPES: Final = (Shape(read, needs={"Message": re.compile(r"^Budget Name: ", re.MULTILINE)}),)
