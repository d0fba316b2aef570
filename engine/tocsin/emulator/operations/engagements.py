"""StartEngagement, DescribeEngagement, ListEngagements, StopEngagement."""

from __future__ import annotations

import math
import uuid
from typing import TYPE_CHECKING, Any

from tocsin.emulator.engagement import Engagement, begin
from tocsin.emulator.errors import invalid, invalid_fields
from tocsin.emulator.pagination import page
from tocsin.emulator.resources import existing
from tocsin.emulator.state import alias_of
from tocsin.emulator.tokens import once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.emulator.state import State

_TEXTS = ("Sender", "Subject", "Content", "PublicSubject", "PublicContent", "IncidentId")
_LISTED = ("EngagementArn", "ContactArn", "Sender", "IncidentId", "StartTime", "StopTime")


def start_engagement(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """Start an engagement and page whoever its plan reaches at once. The same token never pages again.

    It does nothing of what is due for others meanwhile: the call is as quick with a thousand engagements as with one.
    """

    def create() -> str:
        contact = existing(state, "contact", given["ContactId"])
        arn = state.home.arn("engagement", contact["Alias"], str(uuid.uuid4()))
        engagement = {
            "EngagementArn": arn,
            "ContactArn": contact["ContactArn"],
            **{name: given.get(name) for name in _TEXTS},
            "IdempotencyToken": given.get("IdempotencyToken") or None,
            "StartTime": state.now(),
        }
        begin(state, engagement)
        return arn

    return {"EngagementArn": once(state, "StartEngagement", given, create)}


def describe_engagement(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """Everything about an engagement but its pages."""
    return _shown(
        existing(state, "engagement", given["EngagementId"]),
        ("EngagementArn", "ContactArn", *_TEXTS, "StartTime", "StopTime"),
    )


def list_engagements(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """Engagements of an incident, or started within a time range (both ends included), oldest first."""
    span, incident = given.get("TimeRangeValue", {}), given.get("IncidentId")
    start, end = span.get("StartTime", -math.inf), span.get("EndTime", math.inf)
    if end < start:
        raise invalid_fields([("TimeRangeValue.EndTime", "is before StartTime")])
    rows, more = page(
        state,
        "ListEngagements",
        given,
        "SELECT * FROM engagement WHERE StartTime BETWEEN ? AND ? AND (? IS NULL OR IncidentId = ?)",
        *(start, end, incident, incident),
    )
    return {"Engagements": [_shown(row, _LISTED) for row in rows], **more}


def stop_engagement(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """No further contact is engaged, nobody is called again. What was sent stays sent, and can be answered."""
    engagement = Engagement(state, existing(state, "engagement", given["EngagementId"]))
    if not engagement.over:
        engagement.stop(given.get("Reason"), state.now())
    elif state.choices.stopped_again == "refuse":
        raise invalid("The engagement is over already")
    return {}


def read_ledger(state: State) -> list[dict[str, Any]]:
    """Every engagement that was accepted, oldest first, for tests: engagement (ARN), contact (alias), contact_arn,
    token (null where none was sent), seen (how many calls with this token were accepted), started (epoch seconds).
    """
    rows = state.rows(
        "SELECT EngagementArn AS engagement, ContactArn AS contact_arn, IdempotencyToken AS token,"
        " coalesce(Seen, 1) AS seen, StartTime AS started"
        " FROM engagement LEFT JOIN token"
        " ON Operation = 'StartEngagement' AND Token = IdempotencyToken AND Arn = EngagementArn ORDER BY engagement.n"
    )
    return [{**row, "contact": alias_of(row["contact_arn"])} for row in rows]


def _shown(engagement: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: engagement[name] for name in names if engagement[name] is not None}
