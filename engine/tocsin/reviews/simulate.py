"""Who is woken when: the pages of one alert, each walked in time over the people of the policy set."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from tocsin.timeline import Answer, Why, timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tocsin.decision import Decision, Rendering
    from tocsin.model import Page
    from tocsin.roster import ChannelKind, Roster
    from tocsin.timeline import Ending, Gap, Notice, Timeline

_EXPECTED = frozenset({Why.ENGAGED, Why.ANSWERED})
"""Nobody is missed where a plan passes over somebody for one of these."""


class Acknowledgement(NamedTuple):
    """A contact that answers `after` the page went out."""

    contact: str
    after: timedelta


class Notified(NamedTuple):
    """One attempt to reach somebody. `stage` is the escalation's where there is one, `own_stage` the person's own."""

    at: datetime
    contact: str
    channel: str
    type: ChannelKind
    attempt: int
    via: tuple[str, ...]
    stage: int
    own_stage: int
    policy: str

    @property
    def target(self) -> str:
        """Whom the policy pages: the beginning of the way to the contact."""
        return (*self.via, self.contact)[0]


class Missed(NamedTuple):
    """A moment at which a plan came to somebody and notified nobody; `expected` where that is no hole in it."""

    at: datetime
    reason: str
    target: str
    channel: str | None
    via: tuple[str, ...]
    policy: str
    expected: bool


class Answered(NamedTuple):
    """An answer that reached a page; `stops` says whether it ended the page's plan."""

    at: datetime
    contact: str
    target: str
    policy: str
    stops: bool


class Walked(NamedTuple):
    """One page to its end. `stopped_by` is whose answer ended it."""

    policy: str
    target: str
    ends: Ending
    ended: datetime
    stopped_by: str | None


class Simulation(NamedTuple):
    """What one alert leads to, in time order. `start` is when its pages go out; None where it pages nobody."""

    decision: Decision
    start: datetime | None
    time_zone: str
    notified: tuple[Notified, ...] = ()
    missed: tuple[Missed, ...] = ()
    answered: tuple[Answered, ...] = ()
    pages: tuple[Walked, ...] = ()

    @property
    def ends(self) -> Ending:
        """ "acknowledged" only if an answer ended every page's plan."""
        stopped = bool(self.pages) and all(page.ends == "acknowledged" for page in self.pages)
        return "acknowledged" if stopped else "plan_end"

    @property
    def end_minute(self) -> int:
        """When the last plan ends; 0 where there is none."""
        return max((self.minute(page.ended) for page in self.pages), default=0)

    def minute(self, at: datetime) -> int:
        """The whole minutes since the pages went out."""
        return (at - self.start) // timedelta(minutes=1) if self.start else 0


def simulate(result: Rendering, roster: Roster, said: Sequence[Acknowledgement] = ()) -> Simulation:
    """The pages of a rendering, sent at the instant of its decision; an answer goes to every page that had reached
    its contact by then. Raises ValueError where there are pages and no instant.
    """
    decision = result.decision
    if not result.pages:
        return Simulation(decision, None, roster.time_zone)
    if decision.at is None:
        msg = "the alert has no time of its own"
        raise ValueError(msg)
    answers = [Answer(each.contact, decision.at + each.after) for each in said]
    lines = [(page, timeline(roster, page.target, decision.at, answers, roster.choices)) for page in result.pages]
    notified = chain.from_iterable(_notified(page, line, roster) for page, line in lines)
    missed = chain.from_iterable(_missed(page, line) for page, line in lines)
    answered = chain.from_iterable(_answered(page, line, answers) for page, line in lines)
    return Simulation(
        decision,
        decision.at,
        roster.time_zone,
        tuple(sorted(notified, key=_at)),
        tuple(sorted(missed, key=_at)),
        tuple(sorted(answered, key=_at)),
        tuple(Walked(page.policy, page.target, line.ending, line.ended, line.stopped_by) for page, line in lines),
    )


def _at(event: Notified | Missed | Answered) -> datetime:
    return event.at


def _notified(page: Page, line: Timeline, roster: Roster) -> Iterator[Notified]:
    for notice in line.notices:
        stage = notice.stage if notice.escalated is None else notice.escalated
        yield Notified(
            notice.at,
            notice.contact,
            notice.channel,
            _type(notice, roster),
            notice.attempt,
            notice.via,
            stage,
            notice.stage,
            page.policy,
        )


def _type(notice: Notice, roster: Roster) -> ChannelKind:
    return roster.contacts[notice.contact].channels[notice.channel].kind


def _missed(page: Page, line: Timeline) -> Iterator[Missed]:
    for gap in line.gaps:
        reason = f"{_where(gap)}: {gap.why.value}"
        yield Missed(gap.at, reason, gap.contact, gap.channel, gap.via, page.policy, gap.why in _EXPECTED)


def _where(gap: Gap) -> str:
    return f"{gap.contact}, {gap.channel}" if gap.channel else gap.contact


def _answered(page: Page, line: Timeline, answers: Sequence[Answer]) -> Iterator[Answered]:
    for answer in answers:
        if answer not in line.idle:
            stops = answer.contact == line.stopped_by and answer.at == line.ended
            yield Answered(answer.at, answer.contact, page.target, page.policy, stops)
