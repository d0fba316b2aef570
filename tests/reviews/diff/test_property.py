"""Whatever alert tells two random policy sets apart is in their diff; where none does, the diff is empty.

The sets speak of few labels with few values, so that every alert they can tell apart is one of some hundreds. All of
these are put to both sides by the functions that page, at instants on either side of every boundary of a window.
"""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sets
from reviews.diff.kept import open_kept
from tocsin.errors import InvalidPolicies
from tocsin.match import decide
from tocsin.pipeline import rendering
from tocsin.reviews.diff import Opened, review
from tocsin.reviews.simulate import Acknowledgement, simulate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.decision import Decision, Rendering
    from tocsin.model import Alert, Page

VALUES = ("a", "ab", "b", "z", None)
SEVERITIES = ("critical", "warning", "info", None)
TYPES = ("disk", "net", "other")
NAMES = ("ann", "ben", "cat", "plan")

BY_SEVERITY = "{% if alert.severity == 'critical' %}now{% else %}soon{% endif %}"

CONDITIONS = st.sampled_from(
    [
        ["a"],
        ["a", "b"],
        [{"prefix": "a"}],
        [{"anything-but": ["a"]}],
        [{"exists": True}],
        [{"exists": False}],
        ["b"],
        ["ab"],
    ]
)
MATCH = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from([["disk"], ["net"], ["disk", "net"], [{"anything-but": ["disk"]}]]),
        "severity": st.sampled_from([["critical"], ["critical", "warning"], ["warning"], [None]]),
        "labels": st.fixed_dictionaries({}, optional={"k": CONDITIONS, "l": CONDITIONS}).filter(bool),
    },
).filter(bool)
POLICY = st.fixed_dictionaries(
    {
        "match": MATCH,
        "page": st.one_of(
            st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True)
        ),
    },
    optional={
        "when": st.sampled_from(["day", "week"]),
        "unless": st.sampled_from(["day", "week"]),
        "continue": st.just(True),
        "template": st.sampled_from(["one", "two"]),
        "repeat": st.just("1h"),
    },
)
WORLD = st.fixed_dictionaries(
    {
        "files": st.lists(st.lists(POLICY, min_size=1, max_size=4), min_size=1, max_size=2),
        "day": st.sampled_from(["09:00-17:00", "08:30-16:00"]),
        "days": st.sampled_from([["mon", "tue", "wed", "thu", "fri"], ["mon", "sat"]]),
        "essential": st.booleans(),
        "ben": st.sampled_from(["5m", "9m"]),
        "text": st.sampled_from(["{{ alert.type }}", "{{ alert.labels.k }}", BY_SEVERITY]),
        "fallback": st.sampled_from([None, "ann", "cat"]),
        "silence": st.none() | MATCH,
    }
)  # fmt: skip
World = dict[str, Any]


def texts(world: World) -> dict[str, str]:
    """The world as the files of a set."""
    plan_of = {"ann": "5m", "ben": world["ben"], "cat": "5m"}
    contacts = {
        name: {"channels": {"mail": {"email": f"{name}@example.com"}}, "plan": [{"notify": "mail", "for": length}]}
        for name, length in plan_of.items()
    }
    stages = [
        {"page": [{"contact": "ann", "essential": world["essential"]}, "cat"], "for": "5m"},
        {"page": ["ben"], "for": "5m"},
    ]
    head: World = {
        "version": 1,
        "settings": {"account": "111122223333", "region": "us-east-2"},
        "contacts": contacts,
        "escalations": {"plan": {"stages": stages}},
        "windows": {"day": {"hours": world["day"]}, "week": {"days": world["days"]}},
    }
    if world["fallback"]:
        head["settings"]["fallback"] = {"page": world["fallback"]}
    if world["silence"]:
        head["silences"] = [
            {
                "name": "quiet",
                "match": world["silence"],
                "from": "2026-01-05T12:00Z",
                "until": "2026-01-05T16:30Z",
                "reason": "r",
            }
        ]
    found = {"policies/head.yaml": json.dumps(head)}
    for number, rows in enumerate(world["files"]):
        named = [{"name": f"p{number}{place}", **row} for place, row in enumerate(rows)]
        found[f"policies/z{number}.yaml"] = json.dumps({"version": 1, "policies": named})
    for name, text in (("one", world["text"]), ("two", "fixed")):
        blocks = ("subject", "content", "public_subject", "public_content")
        parts = (text if not block.startswith("public") else "{{ alert.type }}" for block in blocks)
        found[f"templates/{name}.j2"] = "".join(
            f"{{% block {block} %}}{part}x{{% endblock %}}" for block, part in zip(blocks, parts, strict=True)
        )
    return found


@st.composite
def pairs(draw: st.DrawFn) -> tuple[World, World]:
    """A world, and the same after a few edits."""
    before = draw(WORLD)
    after = copy.deepcopy(before)
    for _ in range(draw(st.integers(0, 3))):
        edit(draw, after)
    return before, after


def edit(draw: st.DrawFn, world: World) -> None:
    rows = draw(st.sampled_from(world["files"]))
    place = draw(st.integers(0, len(rows) - 1))
    match draw(st.sampled_from(["policy", "match", "swap", "remove", "add", "target", "continue", "world"])):
        case "policy":
            rows[place] = draw(POLICY)
        case "match":
            rows[place] = {**rows[place], "match": draw(MATCH)}
        case "swap":
            rows.append(rows.pop(place))
        case "remove" if len(rows) > 1:
            rows.pop(place)
        case "add":
            rows.insert(place, draw(POLICY))
        case "target":
            rows[place] = {**rows[place], "page": draw(st.sampled_from(NAMES))}
        case "continue":
            rows[place] = {**rows[place], "continue": not rows[place].get("continue", False)}
        case _:
            key = draw(st.sampled_from([key for key in world if key != "files"]))
            world[key] = draw(WORLD)[key]


def alerts() -> Iterator[Alert]:
    for kind, severity, k, label in product(TYPES, SEVERITIES, VALUES, VALUES):
        labels = {name: value for name, value in (("k", k), ("l", label)) if value is not None}
        yield sets.alert(type=kind, severity=severity, labels=labels, starts_at="2026-01-05T12:00:00Z")


ALERTS = list(alerts())
CLOCK = ((8, 40), (10, 0), (12, 0), (16, 15), (16, 30), (23, 0))
INSTANTS = [datetime(2026, 1, day, *time, tzinfo=UTC) for day, time in product((5, 6, 10, 11), CLOCK)]
"""On a Monday, a Tuesday, a Saturday and a Sunday: within and outside each span of hours, and the silence of Monday."""


class Oracle:
    """Every kind of difference that some alert shows at some instant, found by asking about all of them."""

    def __init__(self, base: Opened, head: Opened) -> None:
        self.sides = base, head
        self.found: set[str] = set()
        for alert in ALERTS:
            told = set()
            for at in INSTANTS:
                before, after = (decide(side.engine.policies, alert, at) for side in self.sides)
                self._routing(before, after)
                if (before.routes, after.routes) not in told:
                    told.add((before.routes, after.routes))
                    self._pages(before, after)

    def _routing(self, before: Decision, after: Decision) -> None:
        ours, theirs = ({route.target.name for route in side.routes} for side in (before, after))
        if ours and not theirs:
            self.found.add(after.kind.value)
        elif ours - theirs and theirs - ours:
            self.found.add("moved")
        elif ours != theirs:
            self.found.add("removed" if ours - theirs else "added")
        elif ours and before.kind is not after.kind:  # what pages nobody on either side is no change
            self.found.add("moved")

    def _pages(self, before: Decision, after: Decision) -> None:
        old, new = (rendering(side.engine, each) for side, each in zip(self.sides, (before, after), strict=True))
        for ours, theirs in product(old.pages, new.pages):
            if ours.target == theirs.target:
                self._text(ours, theirs)
                if self._called(0, old, ours.target) != self._called(1, new, theirs.target):
                    self.found.add("timeline")
        for one, other in product(before.routes, after.routes):
            if one.target.name == other.target.name and one.policy.repeat != other.policy.repeat:
                self.found.add("timeline")

    def _text(self, ours: Page, theirs: Page) -> None:
        for key in ("Subject", "Content", "PublicSubject", "PublicContent"):
            if ours.request.parameters[key] != theirs.request.parameters[key].replace(theirs.policy, ours.policy):
                self.found.add("message")

    def _called(self, side: int, rendered: Rendering, target: str) -> object:
        """Who is called when behind a target: if nobody answers, and if each does as soon as they are called."""
        pages = tuple(page for page in rendered.pages if page.target == target)
        alone, roster = rendered._replace(pages=pages), self.sides[side].roster
        quiet = simulate(alone, roster)
        answers = [()] + [
            (Acknowledgement(each.contact, each.at - quiet.start),)
            for each in quiet.notified
            if quiet.start and each.attempt == 1
        ]
        return [
            (said, walked.ends, [(walked.minute(each.at), each.contact) for each in walked.notified])
            for said in answers
            for walked in [simulate(alone, roster, said)]
        ]


@pytest.mark.slow
@given(pairs())
@settings(max_examples=40)
def test_the_diff_has_every_kind_of_difference_that_any_alert_shows_and_no_other(pair: tuple[World, World]) -> None:
    before, after = texts(pair[0]), texts(pair[1])
    try:
        sides = open_kept("base", before), open_kept("head", after)
    except InvalidPolicies:
        assume(False)
    assert set(review(*sides).summary) == Oracle(*sides).found
