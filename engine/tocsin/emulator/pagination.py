"""NextToken and MaxResults of the List operations."""

from __future__ import annotations

import base64
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from tocsin.emulator.errors import invalid_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tocsin.emulator.state import State

Entry = TypeVar("Entry")


def page(
    state: State, operation: str, given: Mapping[str, Any], select: str, *values: Any
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """One page of a query in order of creation, and {"NextToken": …} if more follows.

    `select` ends in a WHERE clause and has the columns `n` and whatever the operation shows. The token holds the
    place, not the query: entries made between two pages are seen, none is seen twice.
    """

    def fetch(after: int | None, most: int) -> list[dict[str, Any]]:
        return state.rows(f"{select} AND n > ? ORDER BY n LIMIT ?", *values, after or 0, most)

    return page_of(state, operation, given, fetch, lambda row: int(row["n"]))


def page_of(
    state: State,
    operation: str,
    given: Mapping[str, Any],
    fetch: Callable[[int | None, int], Iterable[Entry]],
    place: Callable[[Entry], int],
) -> tuple[list[Entry], dict[str, str]]:
    """One page of any list, and {"NextToken": …} if more follows.

    `fetch(after, most)` gives the entries behind a place (None: from the first) in order, at least `most` of them or
    all there are; no more than `most` are taken. `place` is the number by which an entry is found again.
    """
    size = given.get("MaxResults") or state.choices.page_size
    after = _place(operation, given["NextToken"]) if "NextToken" in given else None
    entries = list(islice(fetch(after, size + 1), size + 1))
    more = {"NextToken": _token(operation, place(entries[size - 1]))} if len(entries) > size else {}
    return entries[:size], more


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
