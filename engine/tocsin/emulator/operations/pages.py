"""AcceptPage, DescribePage, and the lists of pages, of their receipts and of how they came to their contact."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tocsin.emulator.engagement import Engagement, write_receipt
from tocsin.emulator.errors import invalid_fields, not_found
from tocsin.emulator.pagination import page as page_of_list
from tocsin.emulator.resources import existing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.emulator.state import State

KIND = "PAGE"

_SELECT = (
    "SELECT * FROM (SELECT page.*, Sender, IncidentId FROM page JOIN engagement USING (EngagementArn)) WHERE {} = ?"
)
_LISTED = ("PageArn", "EngagementArn", "ContactArn", "Sender", "IncidentId", "SentTime", "DeliveryTime", "ReadTime")
_TEXTS = ("Subject", "Content", "PublicSubject", "PublicContent")


def accept_page(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The contact answers: READ acknowledges the page, DELIVERED only if so chosen. Again is no error.

    Whether the engagement goes on makes no difference: what was sent can be answered.
    """
    page = _existing(state, given["PageId"])
    channel = _channel(state, page, given)
    _check_code(state, page, given)
    at = state.now()
    kinds = ("DELIVERED", "READ") if given["AcceptType"] == "READ" else ("DELIVERED",)
    new = [kind for kind in kinds if page[_TIMES[kind]] is None]
    for kind in new:
        state.execute(f"UPDATE page SET {_TIMES[kind]} = ? WHERE n = ?", at, page["n"])  # noqa: S608 - the module's own names
        write_receipt(state, {**page, "ContactChannelArn": channel}, kind, _info(state, given), at)
    if new and (new[-1] == "READ" or state.choices.delivered_acknowledges):
        Engagement(state, existing(state, "engagement", page["EngagementArn"])).acknowledge(page, at)
    return {}


def describe_page(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The page with the engagement's texts."""
    page = _existing(state, given["PageId"])
    return _shown({**existing(state, "engagement", page["EngagementArn"]), **page}, (*_LISTED, *_TEXTS))


def list_pages_by_contact(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """Pages to one contact in all engagements."""
    contact = existing(state, "contact", given["ContactId"])["ContactArn"]
    return _list(state, "ListPagesByContact", given, "ContactArn", contact)


def list_pages_by_engagement(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """Pages of one engagement."""
    engagement = existing(state, "engagement", given["EngagementId"])["EngagementArn"]
    return _list(state, "ListPagesByEngagement", given, "EngagementArn", engagement)


def list_page_receipts(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """What became of a page. Sorted by type and then time, as in AWS's example: DELIVERED, READ, SENT."""
    page = _existing(state, given["PageId"])
    select = (
        "SELECT * FROM (SELECT ContactChannelArn, ReceiptType, ReceiptInfo, ReceiptTime,"
        " row_number() OVER (ORDER BY ReceiptType, ReceiptTime, n) AS n FROM receipt WHERE PageArn = ?) WHERE TRUE"
    )
    rows, more = page_of_list(state, "ListPageReceipts", given, select, page["PageArn"])
    names = ("ContactChannelArn", "ReceiptType", "ReceiptInfo", "ReceiptTime")
    return {"Receipts": [_shown(row, names) for row in rows], **more}


def list_page_resolutions(state: State, given: Mapping[str, Any]) -> dict[str, Any]:
    """The way from the engaged contact to the page's: escalation plan, on-call schedule, person."""
    page = _existing(state, given["PageId"])
    select = "SELECT * FROM (SELECT value, key + 1 AS n FROM json_each(?)) WHERE TRUE"
    rows, more = page_of_list(state, "ListPageResolutions", given, select, page["Resolution"])
    return {"PageResolutions": [json.loads(row["value"]) for row in rows], **more}


_TIMES = {"DELIVERED": "DeliveryTime", "READ": "ReadTime"}
"""Type of a receipt -> when the page first had one."""


def _existing(state: State, arn: str) -> dict[str, Any]:
    found = state.row(_SELECT.format("PageArn"), arn)
    if found is None:
        raise not_found(KIND, arn)
    return found


def _channel(state: State, page: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """The channel that the answer came from: one of the contact's, by default the one that was engaged."""
    arn = str(given.get("ContactChannelId", page["ContactChannelArn"]))
    if arn != page["ContactChannelArn"]:
        found = state.row("SELECT ContactArn FROM channel WHERE ContactChannelArn = ?", arn)
        if found is None or found["ContactArn"] != page["ContactArn"]:
            raise invalid_fields([("ContactChannelId", "is not a channel of the page's contact")])
    return arn


def _check_code(state: State, page: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    validation = given.get("AcceptCodeValidation", state.choices.accept_code_validation)
    if validation == "ENFORCE" and given["AcceptCode"] != page["Code"]:
        raise invalid_fields([("AcceptCode", "is not the code that was sent with the page")])


def _info(state: State, given: Mapping[str, Any]) -> str:
    """ReceiptInfo of an answer."""
    return str(given.get("Note", given["AcceptCode"]) if state.choices.note_in_receipt else given["AcceptCode"])


def _list(state: State, operation: str, given: Mapping[str, Any], column: str, arn: str) -> dict[str, Any]:
    rows, more = page_of_list(state, operation, given, _SELECT.format(column), arn)
    return {"Pages": [_shown(row, _LISTED) for row in rows], **more}


def _shown(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names if row[name] is not None}
