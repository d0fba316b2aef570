"""What a comparison of two policy sets finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tocsin.model import Alert, DecisionKind, Json, Page
    from tocsin.reviews.diff.backtest import Backtest
    from tocsin.roster import ChannelKind

Kind = Literal["unrouted", "silenced", "moved", "added", "removed", "timeline", "message"]
"""How an alert's paging changes, gravest first; a change that is several of these is the first of them.

unrouted, silenced: nobody is paged any more, because no policy takes the alert or because a silence does.
moved: other targets are paged. added: further targets. removed: fewer, but not none.
timeline: the same targets, but other people, minutes or channels behind them, or another course after the first page
(repeat, dedupe, storm, resolve). message: the same pages with other texts, sender or incident.
"""

KINDS: tuple[Kind, ...] = get_args(Kind)


class Call(NamedTuple):
    """One attempt to reach somebody, `minute` after the page went out; `target` and `policy` are those of the page."""

    minute: int
    contact: str
    channel: str
    type: ChannelKind
    attempt: int
    target: str
    policy: str


class Outcome(NamedTuple):
    """What one side does with an alert. `calls` are those made while nobody answers; `silence` is the one in force.

    `elsewhere` are contacts that the pages come to and somebody else provisions: whom these call is not known here.
    `period` is when the silence holds, RFC 3339 (start None: since ever).
    """

    decision: DecisionKind
    pages: tuple[Page, ...]
    calls: tuple[Call, ...]
    silence: str | None
    elsewhere: tuple[str, ...] = ()
    period: tuple[str | None, str] | None = None

    @property
    def reached(self) -> tuple[str, ...]:
        """The contacts that the pages come to: those called, and those provisioned elsewhere."""
        return (*self.people, *self.elsewhere)

    @property
    def people(self) -> tuple[str, ...]:
        """The contacts called, in the order of their first call."""
        return tuple(dict.fromkeys(call.contact for call in self.calls))


class Change(NamedTuple):
    """One change, with the plainest alert and instant that show it, and what either side does with them.

    Whatever one cause changes alike is one change: `policies` are all that it meets, those of the example first.
    `alert` is as it may be shown: values that are not public are made up (docs/diff.md). `fields` are those that the
    example's policies ask for, by dotted path ("labels.env"). `details` say in words what differs. `questions` counts
    the alerts that show the same change; `origin` says where this one comes from. `concerned` are, in a timeline, the
    people who are called otherwise. `mixed`: other alerts or instants show it with other people or targets.
    """

    kind: Kind
    alert: Alert
    at: datetime | None
    origin: str
    fields: Mapping[str, Json]
    before: Outcome
    after: Outcome
    policies: tuple[str, ...]
    details: tuple[str, ...]
    questions: int
    concerned: tuple[str, ...] = ()
    mixed: bool = False

    @property
    def lost(self) -> tuple[str, ...]:
        """The contacts that pages come to before and not after, because of this change."""
        return self._without(self.before, self.after)

    @property
    def gained(self) -> tuple[str, ...]:
        """The contacts that pages come to after and not before, because of this change."""
        return self._without(self.after, self.before)

    def _without(self, one: Outcome, other: Outcome) -> tuple[str, ...]:
        return tuple(who for who in one.reached if who not in other.reached and who in (self.concerned or one.reached))

    @property
    def others(self) -> tuple[str, ...]:
        """The policies that the example says nothing of: what they page for changes alike."""
        shown = {page.policy for side in (self.before, self.after) for page in side.pages}
        return tuple(name for name in self.policies if name not in shown)

    @property
    def texts(self) -> Mapping[tuple[str, str], tuple[str, str]]:
        """What pages to targets of both sides say and would say: what of it `details` name, by that and target."""
        old, new = (
            {page.request.parameters["ContactId"]: page.request.parameters for page in side.pages}
            for side in (self.before, self.after)
        )
        pairs = {
            (name, target): (old[target].get(name, ""), new[target].get(name, ""))
            for name in self.details
            for target in old
            if target in new
        }
        return {place: pair for place, pair in pairs.items() if pair[0] != pair[1]}


class Titles(NamedTuple):
    """People's display names, by contact, on either side."""

    before: Mapping[str, str]
    after: Mapping[str, str]


class Diff(NamedTuple):
    """The changes, gravest first. `base` and `head` are commits, or "worktree".

    `questions` is how many alerts were compared, each at every instant that matters. `notes` are for people: what is no
    change and good to know all the same.
    """

    base: str
    head: str
    changes: tuple[Change, ...]
    questions: int
    titles: Titles
    notes: tuple[str, ...] = ()
    backtest: Backtest | None = None

    @property
    def summary(self) -> dict[Kind, int]:
        """How many changes there are of each kind, of those that there are."""
        counts = {kind: sum(change.kind == kind for change in self.changes) for kind in KINDS}
        return {kind: count for kind, count in counts.items() if count}
