"""What holds of every plan: random people, escalations (also such that lead to each other) and schedules."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.choices import Choices
from tocsin.roster import Channel, ChannelTarget, Contact, ContactTarget, Stage
from tocsin.timeline import Answer, Walk, timeline
from towns import START, Town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tocsin.timeline import Event

pytestmark = pytest.mark.slow
"""Many processes, or many examples."""

PEOPLE = ("akuam", "bob", "chen", "dora")
PLANS = ("wake", "again")
SCHEDULES = ("oncall", "second")
CHANNELS = ("phone", "mail")

CHOICES = st.builds(
    Choices,
    retries_until=st.sampled_from(("stage", "plan")),
    engaged_twice=st.sampled_from(("when_over", "always", "never")),
    acknowledged=st.sampled_from(("stages", "everything")),
    engaged_after_answer=st.booleans(),
)
MINUTES = st.integers(0, 8)
INSTANTS = st.integers(0, 50 * 60).map(lambda seconds: START + timedelta(seconds=seconds))


@st.composite
def people(draw: st.DrawFn, name: str) -> Contact:
    """With channels that may be missing or not activated."""
    target = st.builds(ChannelTarget, st.sampled_from(CHANNELS), st.integers(0, 4))
    targets = st.lists(target, max_size=2, unique_by=lambda target: target.channel).map(tuple)
    plan = draw(st.lists(st.builds(Stage, MINUTES, targets), max_size=3))
    known = draw(st.lists(st.sampled_from(CHANNELS), unique=True))
    channels = {each: Channel(each, "sms", active=draw(st.booleans())) for each in known}
    return Contact(name, name, "PERSONAL", tuple(plan), channels)


def plans(name: str) -> st.SearchStrategy[Contact]:
    """Escalations that may lead to themselves, to each other and to nobody."""
    names = st.sampled_from((*PEOPLE, *PLANS, *SCHEDULES, "nobody"))
    targets = st.lists(st.builds(ContactTarget, names, st.booleans()), max_size=3)
    stages = st.lists(st.builds(Stage, MINUTES, targets.map(tuple)), max_size=3).map(tuple)
    return st.builds(Contact, st.just(name), st.just(name), st.just("ESCALATION"), stages)


ROTAS = st.lists(st.tuples(st.integers(0, 20), st.lists(st.sampled_from((*PEOPLE, "oncall")), max_size=2).map(tuple)))


@st.composite
def towns(draw: st.DrawFn) -> Town:
    schedules = [Contact(name, name, "ONCALL_SCHEDULE", rotations=("first", "other")) for name in SCHEDULES]
    everybody = [*(draw(people(name)) for name in PEOPLE), *(draw(plans(name)) for name in PLANS), *schedules]
    rotas = {rotation: sorted(draw(ROTAS), key=lambda row: row[0]) for rotation in ("first", "other")}
    return Town({contact.key: contact for contact in everybody}, rotas)


TARGETS = st.sampled_from((*PEOPLE, *PLANS, *SCHEDULES))


def at_once(town: Town, walk: Walk) -> list[Event]:
    events: list[Event] = []
    while walk.due:
        events += walk.advance(town, walk.due)
    return events


@given(towns(), TARGETS, CHOICES, st.lists(INSTANTS).map(sorted), st.data())
def test_a_walk_in_steps_and_kept_in_between_is_the_walk_at_once(
    town: Town, target: str, choices: Choices, steps: list[datetime], data: st.DataObject
) -> None:
    walk, events = Walk(target, START, choices), list[object]()
    for step in steps:
        events += walk.advance(town, step)
        if data.draw(st.booleans()):
            walk = Walk.of(json.loads(json.dumps(walk.data())), choices)
    events += at_once(town, walk)

    whole = Walk(target, START, choices)
    assert events == at_once(town, whole)
    assert (walk.ending, walk.ended) == (whole.ending, whole.ended)


@given(towns(), TARGETS, CHOICES)
def test_events_are_in_time_order_and_the_plan_ends_after_the_last_one(
    town: Town, target: str, choices: Choices
) -> None:
    walk = Walk(target, START, choices)

    times = [event.at for event in at_once(town, walk)]

    assert times == sorted(times)
    assert walk.ended is not None
    assert walk.ended >= max(times, default=START)


@given(towns(), TARGETS, CHOICES, INSTANTS)
def test_after_a_stop_there_is_nothing(town: Town, target: str, choices: Choices, at: datetime) -> None:
    walk = Walk(target, START, choices)
    walk.advance(town, at)

    walk.stop(at)

    assert walk.due is None
    assert at_once(town, walk) == []


@st.composite
def said(draw: st.DrawFn, town: Town, target: str, choices: Choices) -> list[Answer]:
    """Answers of people who have been notified; none where nobody is."""
    notices = timeline(town, target, START, choices=choices).notices
    chosen = draw(st.lists(st.sampled_from(notices), min_size=1, max_size=3)) if notices else []
    return [Answer(notice.contact, notice.at + timedelta(seconds=draw(st.integers(0, 600)))) for notice in chosen]


@given(towns(), CHOICES, st.data())
def test_no_stage_of_an_escalation_begins_after_the_answer_that_ended_it(
    town: Town, choices: Choices, data: st.DataObject
) -> None:
    line = timeline(town, "wake", START, data.draw(said(town, "wake", choices)), choices)

    starts = [START]
    for stage in town.contacts["wake"].stages:
        starts.append(starts[-1] + timedelta(minutes=stage.minutes))
    own = [notice.escalated for notice in line.notices if notice.via == ("wake",)]
    begun = len(starts) if line.ending == "plan_end" else sum(start <= line.ended for start in starts)
    assert all(stage is not None and stage < begun for stage in own)


@given(towns(), TARGETS, CHOICES, st.data())
def test_whoever_has_answered_is_not_notified_again(
    town: Town, target: str, choices: Choices, data: st.DataObject
) -> None:
    answers = data.draw(said(town, target, choices))

    line = timeline(town, target, START, answers, choices)

    assert [notice.at for notice in line.notices] == sorted(notice.at for notice in line.notices)
    last_first = sorted(answers, key=lambda answer: answer.at, reverse=True)
    heard = {answer.contact: answer.at for answer in last_first if answer not in line.idle}
    if not choices.engaged_after_answer:
        assert all(n.at <= heard[n.contact] for n in line.notices if n.contact in heard)


@given(towns(), st.sampled_from(PEOPLE), st.sampled_from(("stage", "plan")))
def test_attempts_are_their_retry_apart_and_before_their_stage_or_plan_ends(
    town: Town, name: str, until: Literal["stage", "plan"]
) -> None:
    line = timeline(town, name, START, choices=Choices(retries_until=until))

    happened = [((n.at - START) // timedelta(minutes=1), n.channel, n.attempt, n.stage) for n in line.notices]
    assert sorted(happened) == sorted(attempts(town.contacts[name], until))


def attempts(person: Contact, until: Literal["stage", "plan"]) -> Iterator[tuple[int, str, int, int]]:
    """Summed up from the plan, without a walk: minute, channel, attempt, stage."""
    begin, whole = 0, sum(stage.minutes for stage in person.stages)
    for index, stage in enumerate(person.stages):
        end = whole if until == "plan" else begin + stage.minutes
        for target in stage.targets:
            assert isinstance(target, ChannelTarget)
            channel = person.channels.get(target.channel)
            if channel and channel.active:
                again = range(begin + target.retry, end, target.retry) if target.retry else ()
                yield from ((at, channel.name, k, index) for k, at in enumerate([begin, *again], 1))
        begin += stage.minutes
