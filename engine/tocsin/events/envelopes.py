"""Takes events out of what carried them: SNS, SQS and the records that Lambda is called with.

Shapes: AWS Lambda developer guide, "Using Lambda with Amazon SQS" and "... with Amazon SNS"; Amazon SNS developer
guide, "Parsing Amazon SNS message formats". SNS spells SigningCertURL for HTTP and SigningCertUrl for Lambda, so
nothing here looks at it. With raw message delivery there is no envelope at all, and with SNS in front of SQS there are
two. A message that is not JSON (AWS Budgets writes prose) stays in its envelope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tocsin.errors import UnknownEvent, UnreadableInput
from tocsin.events.fields import at
from tocsin.events.strict_json import loads
from tocsin.events.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.model import Json

_MARKS = frozenset(("Records", "body", "Sns", "Message"))
_DEEPEST = 6
"""Records of Lambda, SQS, SNS and a rule's message make four."""


class Message(NamedTuple):
    """An event, when its carrier sent it (RFC 3339 or None), and where in the carrier it was ("Records[2].body")."""

    event: Json
    sent_at: str | None = None
    place: str = ""


def carried(event: Json) -> bool:
    """Whether the event may be an envelope; cheap, since most are not."""
    return isinstance(event, dict) and not _MARKS.isdisjoint(event)


def unwrap(event: Json) -> Iterator[Message]:
    """The events inside; the event itself where nothing carries it. Raises UnreadableInput for an unreadable body."""
    return _unwrap(Message(event), 0)


def _unwrap(message: Message, depth: int) -> Iterator[Message]:
    inside = _contents(message)
    if inside is None:
        yield message
        return
    if depth == _DEEPEST:
        problem = f"{message.place}: envelopes within envelopes"
        raise UnreadableInput(problem)
    for content in inside:
        yield from _unwrap(content, depth + 1)


def _contents(message: Message) -> list[Message] | None:
    """What an envelope holds; None for what is no envelope."""
    event, sent_at, place = message
    if not isinstance(event, dict):
        return None
    if isinstance(records := event.get("Records"), list):
        return [Message(record, sent_at, f"{place}Records[{index}]") for index, record in enumerate(records)]
    if event.get("eventSource") == "aws:sqs" and isinstance(body := event.get("body"), str):
        sent_at = rfc3339(at(event, "attributes", "SentTimestamp")) or sent_at
        return [Message(_content(body, f"{place}.body"), sent_at, f"{place}.body")]
    if event.get("EventSource") == "aws:sns" and isinstance(event.get("Sns"), dict):
        return [Message(event["Sns"], sent_at, f"{place}.Sns")]
    return _notification(message)


def _notification(message: Message) -> list[Message] | None:
    """What an SNS notification holds, if it is JSON. Raises UnknownEvent for SNS's own housekeeping."""
    event, sent_at, place = message
    kind, content = event.get("Type"), event.get("Message")
    if not isinstance(event.get("TopicArn"), str) or not isinstance(content, str):
        return None
    if kind in ("SubscriptionConfirmation", "UnsubscribeConfirmation"):
        problem = f"an SNS {kind} is no alert: open its SubscribeURL to confirm the subscription"
        raise UnknownEvent(problem)
    if kind != "Notification" or not _looks_like_json(content):
        return None
    place = f"{place}.Message" if place else "Message"
    return [Message(_content(content, place), rfc3339(event.get("Timestamp")) or sent_at, place)]


def _content(text: str, place: str) -> Json:
    """The JSON that a body holds; plain text as a notification of its own."""
    if not _looks_like_json(text):
        return {"Message": text}
    try:
        return loads(text)
    except UnreadableInput as error:
        problem = f"{place}, {error}"
        raise UnreadableInput(problem) from None


def _looks_like_json(text: str) -> bool:
    return text.lstrip(" \t\r\n")[:1] in ("{", "[")
