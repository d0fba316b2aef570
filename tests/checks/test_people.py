"""Advice on people and escalations: what it is given for, and what it is not (the words: tests/bad)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.advising import findings, subject
from tocsin.timeline import timeline

WHERE = {"account": "111122223333", "region": "us-east-2"}
CHANNELS = {"mail": {"email": "someone@example.com"}, "phone": {"sms": "+12065550100"}}
TURNS = {"start": "2026-01-05T09:00", "repeat": {"weekly": [{"day": "mon", "at": "09:00"}]}}


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ({"policies": [{"name": "disk", "page": "chen"}]}, "`chen` is paged by `disk` and never"),
        ({"policies": [{"name": "disk", "page": "wake"}]}, "`chen` is paged by `disk` and never"),
        ({"policies": [{"name": "disk", "page": "bob"}]}, "`chen` is never"),
        ({"settings": WHERE | {"fallback": {"page": "wake"}}}, "`chen` is paged by `settings.fallback` and never"),
    ],
)
def test_toc306_says_who_leads_there(pages: dict[str, Any], told: str) -> None:
    people = {
        "version": 1,
        "settings": WHERE,
        "contacts": {"chen": {}, "bob": {"arn": "arn:aws:ssm-contacts:us-east-2:111122223333:contact/bob"}},
        "rotations": {"weekly": {"contacts": ["chen"], **TURNS}},
        "schedules": {"oncall": {"rotations": ["weekly"]}},
        "escalations": {"wake": {"stages": [{"page": "oncall", "for": "5m"}]}},
    }
    (found,) = findings("TOC306", json.dumps(people | pages), beside="version: 1\n")
    assert found.message.startswith(told)


def test_toc308_is_about_people_with_a_plan() -> None:
    stage = {"notify": ["mail"], "for": "5m"}
    people = {"chen": {"channels": CHANNELS, "plan": [stage, stage]}, "dora": {"channels": CHANNELS}}
    found = findings("TOC308", json.dumps({"version": 1, "contacts": people}))
    assert [each.message for each in found] == ["no stage of the plan of `chen` notifies `phone`"]


# TOC312 --------------------------------------------------------------------------------------------------------------


def plan(*minutes: int) -> dict[str, Any]:
    return {"channels": CHANNELS, "plan": [{"notify": ["mail", "phone"], "for": f"{each}m"} for each in minutes]}


def town(*stages: tuple[list[str], int]) -> str:
    """A file with people of several kinds and one escalation."""
    office = {"cover": {"mon": ["09:00-17:00"]}}
    far = "arn:aws:ssm-contacts:us-east-2:444455556666:contact/far"
    names = ("turns", "one", "office")
    return json.dumps({
        "version": 1,
        "contacts": {"long": plan(10, 10), "short": plan(5), "none": plan(0), "far": {"arn": far}},
        "rotations": {
            "turns": {"contacts": ["long", "short"], **TURNS},
            "one": {"contacts": ["long"], **TURNS},
            "office": {"contacts": ["long"], **office, **TURNS},
        },
        "schedules": {f"{name}-oncall": {"rotations": [name]} for name in names},
        "escalations": {"wake": {"stages": [{"page": page, "for": f"{minutes}m"} for page, minutes in stages]}},
    })  # fmt: skip


def told_of(text: str) -> list[int]:
    """The stages (from 0) that TOC312 speaks of, found by their columns."""
    columns, place = [], text.index('"stages"')
    while (place := text.find('"page": ', place + 1)) > 0:
        columns.append(place + len('"page": ') + 1)
    return [columns.index(each.span.column) for each in findings("TOC312", text)]


@pytest.mark.parametrize(
    ("stages", "told"),
    [
        ("long 5, long 5", [1]),
        ("long 19, long 5", [1]),
        ("long 20, long 5", []),  # over by then: started again
        ("short 4, long 5, short 5", []),
        ("long 5, long+short 5", []),
        ("long 5, far 5, far 5", []),  # nobody here knows that plan
        ("none 1, none 1", []),
        ("long 0, long 5", [1]),
        ("turns-oncall 4, turns-oncall 5", [1]),
        ("turns-oncall 5, turns-oncall 5", []),  # whoever has the short plan is woken again
        ("long+short 4, turns-oncall 5", [1]),
        ("long 4, turns-oncall 5", []),
        ("turns-oncall 4, long 5", []),  # it may be the other one's turn
        ("one-oncall 5, long 5", [1]),
        ("office-oncall 5, long 5", []),  # nobody may be on call
        ("long 2, turns-oncall 3, turns-oncall 5, long 5", [2, 3]),
        ("long 12, one-oncall 6, one-oncall 5, long 5", [1, 2]),
    ],
)
def test_toc312_who_is_certainly_being_notified(stages: str, told: list[int]) -> None:
    rows = [row.split() for row in stages.split(",")]
    assert told_of(town(*((names.split("+"), int(minutes)) for names, minutes in rows))) == told


TARGETS = st.lists(st.sampled_from(("long", "short", "one-oncall")), min_size=1, max_size=2, unique=True)


@given(st.lists(st.tuples(TARGETS, st.integers(1, 12)), min_size=2, max_size=5))
def test_toc312_says_what_the_timeline_does(stages: list[tuple[list[str], int]]) -> None:
    """Where it is certain who is on call: a stage is told of if, and only if, it wakes nobody."""
    text, start = town(*stages), datetime(2026, 3, 12, 3, tzinfo=UTC)
    walked = timeline(subject(text).roster, "wake", start)
    woken = {notice.escalated for notice in walked.notices}
    assert told_of(text) == [index for index in range(len(stages)) if index not in woken]
