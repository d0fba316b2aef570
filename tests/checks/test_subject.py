"""What checks ask of people on call."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tocsin.checks.subject import always_on_call
from tocsin.rotations import HandOff, Override, Rotation

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
TWO = Rotation("both", ("akuam", "bob"), START, "UTC", "daily", (HandOff(0, 540),), people=2)
ALL_DAY = ((0, 1440),)
REST = Override((), START, START + timedelta(days=1))


@pytest.mark.parametrize(
    ("rotation", "people"),
    [
        (TWO, {"akuam", "bob"}),
        (replace(TWO, people=3), {"akuam", "bob"}),
        (replace(TWO, people=1), set()),
        (replace(TWO, cover=dict.fromkeys(range(7), ALL_DAY)), {"akuam", "bob"}),
        (replace(TWO, cover=dict.fromkeys(range(6), ALL_DAY)), set()),
        (replace(TWO, cover=dict.fromkeys(range(6), ALL_DAY) | {5: ((0, 2880),)}), {"akuam", "bob"}),
        (replace(TWO, overrides=(REST,)), set()),
    ],
)
def test_who_is_on_call_at_any_time(rotation: Rotation, people: set[str]) -> None:
    assert always_on_call(rotation) == people
