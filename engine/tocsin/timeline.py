"""A plan or an escalation walked in time: who is notified at which minute on which channel, until someone answers.

`Walk` is one engagement on its way. It asks its `World` for contacts at the moment it needs them, as AWS does: an
escalation resolves a schedule when the stage with the schedule begins, and a plan changed meanwhile holds from its next
stage on. `timeline` walks to the end at once; the emulator walks as its clock goes, and keeps the walk in between.

Rules: Incident Manager user guide, "Working with escalation plans" and "Working with contacts"; Stage,
ChannelTargetInfo and ContactTargetInfo of the API reference. What they leave open is a switch in `tocsin.choices`.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tocsin.choices import CHOICES, Choices
from tocsin.roster import ChannelTarget

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tocsin.roster import Contact, World

Ending = Literal["plan_end", "acknowledged", "stopped"]


class Why(StrEnum):
    """Why a plan came to somebody and did not notify them; every output prints the same words."""

    NOBODY_ON_CALL = "nobody is on call"
    NO_PLAN = "has no engagement plan"
    NO_TARGETS = "a stage without targets"
    NO_CHANNEL = "the channel is deleted or not activated"
    UNKNOWN = "not known here"
    ELSEWHERE = "provisioned elsewhere: the plan is not known here"
    ENGAGED = "is being notified already"
    ANSWERED = "has answered already"


class Notice(NamedTuple):
    """One attempt to reach somebody: the try number `attempt` (from 1) on a channel of a contact.

    `via` leads to the contact from the target of the page: escalation, schedule. `stage` counts (from 0) in the
    contact's own plan, `escalated` in the escalation's; None without one.
    """

    at: datetime
    contact: str
    channel: str
    attempt: int
    via: tuple[str, ...]
    stage: int
    escalated: int | None


class Gap(NamedTuple):
    """A moment at which a plan came to a contact (or to one of its channels) and notified nobody."""

    at: datetime
    contact: str
    channel: str | None
    why: Why
    via: tuple[str, ...]


Event = Notice | Gap


class Answer(NamedTuple):
    """A contact acknowledges a page at an instant."""

    contact: str
    at: datetime


class Timeline(NamedTuple):
    """A walk from its start to its end.

    `stopped_by` is whose answer ended it. `idle` answers came from contacts that had not been notified by then.
    """

    notices: tuple[Notice, ...]
    gaps: tuple[Gap, ...]
    ending: Ending
    ended: datetime
    idle: tuple[Answer, ...] = ()
    stopped_by: str | None = None


def timeline(
    world: World, target: str, start: datetime, answers: Sequence[Answer] = (), choices: Choices = CHOICES
) -> Timeline:
    """What happens to an engagement of `target`. An answer takes effect after whatever falls on the same instant."""
    walk, events, idle, stopped_by = Walk(target, start, choices), list[Event](), list[Answer](), None
    for answer in sorted(answers, key=lambda answer: answer.at.timestamp()):
        events += walk.advance(world, answer.at)
        if any(isinstance(event, Notice) and event.contact == answer.contact for event in events):
            running = walk.ending is None
            walk.acknowledge(answer.contact, answer.at)
            stopped_by = answer.contact if running and walk.ending == "acknowledged" else stopped_by
        else:
            idle.append(answer)
    while walk.due:
        events += walk.advance(world, walk.due)
    notices = tuple(event for event in events if isinstance(event, Notice))
    gaps = tuple(event for event in events if isinstance(event, Gap))
    return Timeline(notices, gaps, walk.ending or "plan_end", walk.ended or walk.start, tuple(idle), stopped_by)


class _Moment(NamedTuple):
    """Something to come: without a channel the stage of a contact's plan, with one the next attempt on it.

    Ties go by `order`, which counts what was planned. Attempts are made before `until`, `retry` minutes apart.
    """

    at: datetime
    order: int
    contact: str
    via: tuple[str, ...]
    escalated: int | None
    stage: int
    channel: str | None = None
    attempt: int = 0
    retry: int = 0
    until: datetime | None = None

    def data(self) -> list[Any]:
        """JSON values, for `of`."""
        return [str(value) if isinstance(value, datetime) else value for value in self]

    @classmethod
    def of(cls, data: Sequence[Any]) -> _Moment:
        """The moment that `data` described."""
        moment = cls(*data)
        until = datetime.fromisoformat(data[-1]) if data[-1] else None
        return moment._replace(at=datetime.fromisoformat(data[0]), via=tuple(moment.via), until=until)


@dataclass(slots=True)
class Walk:
    """One engagement of `target`, started at the instant `start`.

    `due` says when something happens next, `advance` lets it happen. `ending` says how the plan came to its end, at
    `ended`; until then it is None. People engaged before an answer ended the plan are called on while something is due
    (choices.acknowledged).
    """

    target: str
    start: datetime
    choices: Choices = CHOICES
    ending: Ending | None = None
    ended: datetime | None = None
    _coming: list[_Moment] = field(default_factory=list)
    _planned: int = 0
    _running: set[str] = field(default_factory=set)
    _engaged: set[str] = field(default_factory=set)
    _answered: set[str] = field(default_factory=set)
    _stops: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Engage the target, unless the walk was kept. Minutes are counted in UTC: no clock change lies between two."""
        self.start = self.start.astimezone(UTC)
        if not self._planned:
            self._plan(_Moment(self.start, 0, self.target, (), None, 0))

    @property
    def due(self) -> datetime | None:
        """When something happens next; None when nothing is left to happen."""
        return self._coming[0].at if self._coming else None

    def advance(self, world: World, until: datetime) -> list[Event]:
        """All that happens up to the instant `until` and at it, in order."""
        events: list[Event] = []
        while self._coming and self._coming[0].at <= until:
            moment = self._coming.pop(0)
            events += self._open(world, moment) if moment.channel is None else self._attempt(world, moment)
            self._end_if_over(moment.at)
        return events

    def acknowledge(self, contact: str, at: datetime) -> None:
        """A contact has answered: its own plan stops, and with it every plan in which it is essential."""
        self._answered.add(contact)
        stopped = self._stopped_by(contact)
        if self.target in stopped:
            self._end("acknowledged", at)
            if self.choices.acknowledged == "everything":
                stopped = self._everybody()
        self._drop(stopped)
        self._end_if_over(at)

    def stop(self, at: datetime) -> None:
        """Nobody further is engaged, and nobody is tried again."""
        self._end("stopped", at)
        self._drop(self._everybody())

    def _open(self, world: World, moment: _Moment) -> Iterator[Event]:
        """A stage begins: the next one is planned, its targets are engaged."""
        contact = world.contact(moment.contact)
        if moment.stage == 0 and (why := self._refusal(contact, moment)):
            yield Gap(moment.at, moment.contact, None, why, moment.via)
        elif contact is None:
            self._running.discard(moment.contact)
            yield Gap(moment.at, moment.contact, None, Why.UNKNOWN, moment.via)
        elif contact.kind == "ONCALL_SCHEDULE":
            yield from self._resolve(world, contact, moment)
        elif moment.stage >= len(contact.stages):
            self._running.discard(moment.contact)
        else:
            yield from self._stage(contact, moment)

    def _refusal(self, contact: Contact | None, moment: _Moment) -> Why | None:
        """Why the plan of a contact is not started, or None."""
        if contact is None:
            return Why.UNKNOWN
        if contact.elsewhere:
            return Why.ELSEWHERE
        if contact.key in moment.via:  # plans that lead to each other would never end
            return Why.ENGAGED
        if contact.kind == "ONCALL_SCHEDULE":
            return None
        if not contact.stages:
            return Why.NO_PLAN
        if contact.key in self._answered and not self.choices.engaged_after_answer:
            return Why.ANSWERED
        twice = {"when_over": self._running, "always": (), "never": self._engaged}[self.choices.engaged_twice]
        return Why.ENGAGED if contact.key in twice else None

    def _resolve(self, world: World, schedule: Contact, moment: _Moment) -> Iterator[Gap]:
        """A schedule stands for whoever is on call this very moment; an answer of any of them is its answer."""
        people = [person for rotation in schedule.rotations for person in world.on_call(rotation, moment.at)]
        if not people:
            yield Gap(moment.at, schedule.key, None, Why.NOBODY_ON_CALL, moment.via)
        for person in dict.fromkeys(people):
            self._engage(person, moment, moment.escalated, essential=True)

    def _stage(self, contact: Contact, moment: _Moment) -> Iterator[Gap]:
        stage = contact.stages[moment.stage]
        if moment.stage == 0:
            self._running.add(contact.key)
            self._engaged.add(contact.key)
        end = moment.at + timedelta(minutes=stage.minutes)
        self._plan(moment._replace(at=end, stage=moment.stage + 1))
        if not stage.targets:
            yield Gap(moment.at, contact.key, None, Why.NO_TARGETS, moment.via)
        for target in stage.targets:
            if isinstance(target, ChannelTarget):
                until = self._retries_until(contact, moment, end)
                self._plan(moment._replace(channel=target.channel, attempt=1, retry=target.retry, until=until))
            else:
                self._engage(target.contact, moment, moment.stage, essential=target.essential)

    def _retries_until(self, contact: Contact, moment: _Moment, end: datetime) -> datetime:
        if self.choices.retries_until == "stage":
            return end
        return moment.at + timedelta(minutes=sum(stage.minutes for stage in contact.stages[moment.stage :]))

    def _engage(self, contact: str, moment: _Moment, escalated: int | None, *, essential: bool) -> None:
        """Start the plan of somebody whom the plan of `moment.contact` has come to."""
        if essential:
            self._stops.setdefault(contact, set()).add(moment.contact)
        self._plan(_Moment(moment.at, 0, contact, (*moment.via, moment.contact), escalated, 0))

    def _attempt(self, world: World, moment: _Moment) -> Iterator[Event]:
        """One try on a channel; the next one is planned whether or not it reaches anybody."""
        contact, key = world.contact(moment.contact), moment.channel or ""
        channel = contact.channels.get(key) if contact else None
        if channel is None or not channel.active:
            yield Gap(moment.at, moment.contact, key, Why.NO_CHANNEL, moment.via)
        else:
            stage, escalated = moment.stage, moment.escalated
            yield Notice(moment.at, moment.contact, key, moment.attempt, moment.via, stage, escalated)
        again = moment.at + timedelta(minutes=moment.retry)
        if moment.retry and moment.until and again < moment.until:
            self._plan(moment._replace(at=again, attempt=moment.attempt + 1))

    def _plan(self, moment: _Moment) -> None:
        self._planned += 1
        insort(self._coming, moment._replace(order=self._planned))

    def _stopped_by(self, contact: str) -> set[str]:
        """The contact, the plans that its answer stops, and so on upwards."""
        stopped, ahead = {contact}, [contact]
        for each in ahead:
            above = self._stops.get(each, set()) - stopped
            stopped |= above
            ahead += sorted(above)
        return stopped

    def _everybody(self) -> set[str]:
        """All whose plans have anything left to do."""
        return {moment.contact for moment in self._coming}

    def _drop(self, contacts: set[str]) -> None:
        """Nothing more comes of these contacts' plans."""
        self._coming = [moment for moment in self._coming if moment.contact not in contacts]
        self._running -= contacts

    def _end(self, how: Ending, at: datetime) -> None:
        if self.ending is None:
            self.ending, self.ended = how, at

    def _end_if_over(self, at: datetime) -> None:
        if not self._coming:
            self._end("plan_end", at)

    def data(self) -> dict[str, Any]:
        """The walk as JSON values, for `of`."""
        return {
            "target": self.target,
            "start": self.start.isoformat(),
            "ending": self.ending,
            "ended": self.ended.isoformat() if self.ended else None,
            "coming": [moment.data() for moment in self._coming],
            "planned": self._planned,
            "running": sorted(self._running),
            "engaged": sorted(self._engaged),
            "answered": sorted(self._answered),
            "stops": {contact: sorted(plans) for contact, plans in self._stops.items()},
        }

    @classmethod
    def of(cls, data: Mapping[str, Any], choices: Choices = CHOICES) -> Walk:
        """The walk that `data` described."""
        return cls(
            data["target"],
            datetime.fromisoformat(data["start"]),
            choices,
            data["ending"],
            datetime.fromisoformat(data["ended"]) if data["ended"] else None,
            [_Moment.of(moment) for moment in data["coming"]],
            data["planned"],
            set(data["running"]),
            set(data["engaged"]),
            set(data["answered"]),
            {contact: set(plans) for contact, plans in data["stops"].items()},
        )
