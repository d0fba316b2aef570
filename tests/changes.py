"""Changes of behaviour for tests of reporters, made by hand: each says what it is about in as few words as it can."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sets
from tocsin.model import DecisionKind, Page, Request
from tocsin.reviews.diff import Call, Change, Diff, Outcome, Titles

if TYPE_CHECKING:
    from tocsin.reviews.diff import Kind

TITLES = Titles({"akuam": "Akua Mansa"}, {"akuam": "Akua Mansa"})
AT = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
NOBODY = Outcome(DecisionKind.UNROUTED, (), (), None)


def pages(*people: str, target: str = "oncall", text: str = "x") -> Outcome:
    """One page, by which these people are called, a minute after each other."""
    page = Page("p", "policies/a.yaml", 7, target, Request(_request(target, text)), ())
    calls = tuple(Call(minute, who, "phone", "sms", 1, target, "p") for minute, who in enumerate(people))
    return Outcome(DecisionKind.PAGE, (page,), calls, None)


def _request(target: str, text: str) -> dict[str, str]:
    return {"ContactId": target, "Sender": "tocsin", "Subject": text, "Content": text, "IdempotencyToken": "tocsin-1-0"}


def silenced(by: str) -> Outcome:
    """Nobody is paged because of this silence."""
    return Outcome(DecisionKind.SILENCED, (), (), by)


def change(kind: Kind, before: Outcome, after: Outcome, **rest: Any) -> Change:
    """A change in the paging of disk-full."""
    given = {
        "alert": sets.alert(),
        "at": AT,
        "origin": "made from policy p",
        "fields": {"type": "disk-full", "labels.env": "prod"},
        "policies": ("p",),
        "details": ("a before, b after",),
        "questions": 3,
        **rest,
    }
    return Change(kind=kind, before=before, after=after, **given)


def diff(*found: Change, **rest: Any) -> Diff:
    """A comparison that found these."""
    return Diff(**{"base": "0123456789abcdef", "head": "worktree", "changes": found, "questions": 9,
                   "titles": TITLES, **rest})  # fmt: skip
