"""NextToken and MaxResults of the List operations."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from tocsin.emulator.errors import invalid_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.emulator.state import State


def page(
    state: State, operation: str, given: Mapping[str, Any], select: str, *values: Any
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """One page of a query in order of creation, and {"NextToken": …} if more follows.

    `select` ends in a WHERE clause and has the columns `n` and whatever the operation shows. The token holds the
    place, not the query: entries made between two pages are seen, none is seen twice.
    """
    size = given.get("MaxResults") or state.choices.page_size
    after = _place(operation, given["NextToken"]) if "NextToken" in given else 0
    rows = state.rows(f"{select} AND n > ? ORDER BY n LIMIT ?", *values, after, size + 1)
    shown = rows[:size]
    more = {"NextToken": _token(operation, shown[-1]["n"])} if len(rows) > size else {}
    return shown, more


def _token(operation: str, place: int) -> str:
    return base64.b64encode(f"{operation} {place}".encode()).decode()


def _place(operation: str, token: str) -> int:
    """The place a NextToken of this operation stands for; ValidationException for any other text."""
    try:
        name, place = base64.b64decode(token, validate=True).decode("ascii").split(" ")
        if name == operation and len(place) < 19 and token == _token(name, int(place)):
            return int(place)
    except ValueError:
        pass
    raise invalid_fields([("NextToken", f"is not a token of {operation}")])
