"""Whatever a walk shows as paged before a change and not after it is refused, with new channels counted as inactive.

The walks know nothing of resources: they go through two rosters, made of the policies alone.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sets
from provision.changes.deployed import export
from tocsin.pipeline import open_whole
from tocsin.provision.changes.refusals import refusals
from tocsin.provision.changes.states import read_state
from tocsin.provision.configuration import Configuration
from tocsin.provision.plan import plan
from tocsin.timeline import timeline

if TYPE_CHECKING:
    from pathlib import Path

    from tocsin.pipeline import Whole
    from tocsin.roster import Contact, Roster

pytestmark = pytest.mark.slow

PEOPLE = ("akuam", "bob", "chen", "dora")
ADDRESSES = {
    "phone": [{"sms": "+12065550100"}, {"sms": "+12065550177"}],
    "mail": [{"email": "a@example.com"}, {"voice": "+12065550100"}],
}
INSTANTS = [datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(weeks=week) for week in range(12)]
"""A shift is a week: twelve are every member's, whether a rotation has two, three or four."""


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    """Somebody, at times without a plan; a channel has the one address or the other."""
    names = draw(st.lists(st.sampled_from(list(ADDRESSES)), unique=True, min_size=1))
    channels = {name: draw(st.sampled_from(ADDRESSES[name])) for name in names}
    used = draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
    return {"channels": channels} | ({"plan": [{"notify": used, "for": "5m"}]} if draw(st.integers(0, 9)) else {})


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """Sets that have much in common."""
    names = draw(st.lists(st.sampled_from(PEOPLE), unique=True, min_size=2))
    some = st.lists(st.sampled_from(names), unique=True, min_size=1, max_size=3)
    engaged = st.lists(st.sampled_from([*names, "oncall"]), unique=True, min_size=1, max_size=2)
    stages = draw(st.lists(engaged, min_size=1, max_size=2))
    targets = st.lists(st.sampled_from([*names, "oncall", "wake"]), unique=True, min_size=1, max_size=2)
    return {
        "version": 1,
        "settings": {"account": "111122223333", "region": "us-east-2", "fallback": {"page": draw(targets)}},
        "contacts": {name: draw(people()) for name in names},
        "rotations": {
            "weekly": {
                "contacts": draw(some),
                "start": "2026-01-05T09:00",
                "repeat": {"weekly": [{"day": "mon", "at": "09:00"}]},
            }
        },
        "schedules": {"oncall": {"rotations": ["weekly"]}},
        "escalations": {"wake": {"stages": [{"page": stage, "for": "5m"} for stage in stages]}},
        "policies": [
            {"name": name, "alert": name, "page": draw(targets)}
            for name in draw(st.lists(st.sampled_from(("checkout", "disk")), unique=True))
        ],
    }


def opened(folder: Path, content: dict[str, Any]) -> Whole:
    return open_whole(str(sets.write(folder, {"people.yaml": json.dumps(content)})))


def of_old_channels(new: Roster, old: Roster) -> Roster:
    """The new people with those channels active that the old ones have, by name, kind and address."""

    def known(contact: Contact) -> Contact:
        before = old.contacts.get(contact.key)
        channels = {
            name: channel._replace(active=before is not None and before.channels.get(name) == channel)
            for name, channel in contact.channels.items()
        }
        return replace(contact, channels=channels)

    return replace(new, contacts={key: known(contact) for key, contact in new.contacts.items()})


def heard(whole: Whole, roster: Roster) -> dict[str, list[bool]]:
    """Whether a page of each policy notifies anybody, at each instant."""
    policies = whole.engine.policies
    everything = (*policies.policies, *((policies.fallback,) if policies.fallback else ()))
    return {
        policy.name: [any(timeline(roster, each.name, at).notices for each in policy.targets) for at in INSTANTS]
        for policy in everything
    }


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents(), contents())
def test_whatever_policy_loses_its_people_is_named_in_a_refusal(
    tmp_path: Path, first: dict[str, Any], second: dict[str, Any]
) -> None:
    old, new = opened(tmp_path / "old", first), opened(tmp_path / "new", second)
    state = read_state(export(old, Configuration(), shown=True), "state.json")

    refused = refusals(plan(new, Configuration()), state, new.engine.policies, Configuration())

    before, after = heard(old, old.roster), heard(new, of_old_channels(new.roster, old.roster))
    lost = {name for name in before.keys() & after.keys() if all(before[name]) and not all(after[name])}
    assert all(any(f"`{name}`" in finding.message for finding in refused) for name in lost), (lost, refused)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents())
def test_no_change_is_never_refused(tmp_path: Path, content: dict[str, Any]) -> None:
    whole = opened(tmp_path / "set", content)
    state = read_state(export(whole, Configuration(), shown=True), "state.json")

    assert refusals(plan(whole, Configuration()), state, whole.engine.policies, Configuration()) == ()
