"""What the inbox page shows beside messages: engagements with their past and what is to come, and the people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tocsin.emulator.clock import rfc3339
from tocsin.emulator.engagement import Engagement
from tocsin.emulator.resources import find
from tocsin.emulator.state import alias_of
from tocsin.emulator.world import StateWorld
from tocsin.timeline import Notice, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tocsin.emulator.state import State

MOST_TO_COME = 50
"""Attempts of one engagement that are foretold."""

_MOST_INSTANTS = 1000
"""So far the future is searched for them."""


def engagement_arns(state: State, most: int) -> list[str]:
    """The engagements started last, newest first."""
    rows = state.rows("SELECT EngagementArn FROM engagement ORDER BY n DESC LIMIT ?", most)
    return [row["EngagementArn"] for row in rows]


def read_engagement(state: State, arn: str) -> dict[str, Any] | None:
    """One engagement: its texts, how it stands, `pages`, `timeline` (what happened) and `next` (what will happen if
    nobody answers). None if it is gone. Times are RFC 3339, contacts aliases, channels names.
    """
    row = find(state, "engagement", arn)
    if row is None:
        return None
    walk = Engagement(state, row).walk
    return {
        "engagement": arn,
        "contact": alias_of(row["ContactArn"]),
        "sender": row["Sender"],
        "subject": row["Subject"],
        "content": row["Content"],
        "public_subject": row["PublicSubject"],
        "public_content": row["PublicContent"],
        "incident": row["IncidentId"],
        "started": rfc3339(row["StartTime"]),
        "ended": rfc3339(walk.ended.timestamp()) if walk.ended else None,
        "status": walk.ending or "running",
        "calling": walk.due is not None,
        "pages": [_page(page) for page in state.rows(_PAGES, arn)],
        "timeline": [_event(event) for event in state.rows(_EVENTS, arn)],
        "next": list(_to_come(state, walk)),
    }


def read_people(state: State) -> list[dict[str, Any]]:
    """All contacts with their channels, in order of creation."""
    people: dict[str, dict[str, Any]] = {}
    for row in state.rows("SELECT * FROM contact ORDER BY n"):
        name = row["DisplayName"] or row["Alias"]
        people[row["ContactArn"]] = {"contact": row["Alias"], "name": name, "type": row["Type"], "channels": []}
    for row in state.rows("SELECT * FROM channel ORDER BY n"):
        if row["ContactArn"] in people:
            people[row["ContactArn"]]["channels"].append(_channel(row))
    return list(people.values())


_PAGES = (
    "SELECT page.*, channel.Name, channel.Type, channel.SimpleAddress"
    " FROM page LEFT JOIN channel USING (ContactChannelArn) WHERE EngagementArn = ? ORDER BY page.n"
)
_EVENTS = "SELECT * FROM event WHERE EngagementArn = ? ORDER BY time, n"


def _page(row: Mapping[str, Any]) -> dict[str, Any]:
    """A page; channel, type and address are null once the channel is deleted."""
    return {
        "page": row["PageArn"],
        "contact": alias_of(row["ContactArn"]),
        "channel": row["Name"],
        "type": row["Type"] and row["Type"].lower(),
        "address": row["SimpleAddress"],
        "sent": _time(row["SentTime"]),
        "attempts": row["Attempts"],
        "delivered": _time(row["DeliveryTime"]),
        "read": _time(row["ReadTime"]),
        "code": row["Code"],
    }


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    columns = ("time", "what", "contact", "channel", "attempt", "via", "text")
    return {name: row[name] for name in columns} | {"time": rfc3339(row["time"]), "via": json.loads(row["via"])}


def _channel(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "channel": row["ContactChannelArn"],
        "name": row["Name"],
        "type": row["Type"].lower(),
        "address": row["SimpleAddress"],
        "active": row["ActivationStatus"] == "ACTIVATED",
    }


def _to_come(state: State, walk: Walk) -> Iterator[dict[str, Any]]:
    """The attempts to come if nobody answers and people stay as they are now."""
    ahead, world, found = Walk.of(walk.data(), state.choices), StateWorld(state), 0
    for _ in range(_MOST_INSTANTS):
        if ahead.due is None:
            return
        for event in ahead.advance(world, ahead.due):
            if isinstance(event, Notice) and found < MOST_TO_COME and (shown := _foretold(state, event)):
                found += 1
                yield shown


def _foretold(state: State, notice: Notice) -> dict[str, Any] | None:
    """An attempt to come, unless it will fail."""
    sql = "SELECT Name, Type FROM channel WHERE ContactChannelArn = ? AND ActivationStatus = 'ACTIVATED'"
    channel = state.row(sql, notice.channel)
    return channel and {
        "time": rfc3339(notice.at.timestamp()),
        "contact": alias_of(notice.contact),
        "channel": channel["Name"],
        "type": channel["Type"].lower(),
        "attempt": notice.attempt,
    }


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else rfc3339(seconds)
