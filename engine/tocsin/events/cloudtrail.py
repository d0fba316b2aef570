"""API calls that CloudTrail reports through EventBridge.

Shape: EventBridge reference, "Events delivered via CloudTrail" and the pages of aws.ssm-contacts and
aws.ssm-incidents; CloudTrail user guide, "CloudTrail record contents".

Traps. The service that pages reports its own StartEngagement this way, so a policy that took every event would page
about its pages for ever: calls of ssm-contacts and ssm-incidents are held until a policy names them by type. Message
texts arrive masked. Delivery is best effort, and nothing ever resolves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin.events.fields import at, first, picked, text
from tocsin.events.normal import normal
from tocsin.events.shapes import Shape
from tocsin.model import Hold

if TYPE_CHECKING:
    from tocsin.model import Alert, Json

_PAGING = ("ssm-contacts.amazonaws.com", "ssm-incidents.amazonaws.com")


def read(event: Json) -> tuple[Alert, ...]:
    """The one alert of a call."""
    detail = event["detail"]
    name, service = detail["eventName"], detail["eventSource"]
    who = first(at(detail, "userIdentity", "arn"), at(detail, "userIdentity", "type"))
    alert = normal(
        "cloudtrail",
        event,
        type=name,
        id=detail.get("eventID"),
        summary=f"{text(name) or 'a call'} of {text(service)}" + (f" by {who}" if who else ""),
        starts_at=first(detail.get("eventTime"), event.get("time")),
        account=first(detail.get("recipientAccountId"), event.get("account")),
        region=first(detail.get("awsRegion"), event.get("region")),
        labels=_labels(detail),
        annotations=picked(detail, "errorMessage"),
        observed_at=event.get("time"),
        hold=Hold("a page about a page would be a loop", "type", name) if service in _PAGING else None,
    )
    return (alert,)


def _labels(detail: Json) -> dict[str, str]:
    labels = picked(detail, "eventSource", "eventName", "awsRegion", "sourceIPAddress", "errorCode", "readOnly")
    identity = picked(detail.get("userIdentity"), "type", "arn")
    return labels | {f"user_{key}": value for key, value in identity.items()}


SHAPES: Final = (
    Shape(
        read,
        claims={
            "detail-type": (
                "AWS API Call via CloudTrail",
                "AWS Console Sign In via CloudTrail",
                "AWS Service Event via CloudTrail",
            )
        },
        needs={"source": str, "detail.eventName": str, "detail.eventSource": str},
    ),
)
