"""TOC309: hours in which a schedule has nobody on call, so that paging it notifies nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.finding import Finding
from tocsin.validate.names import name_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tocsin.checks.subject import Subject
    from tocsin.document import Entry
    from tocsin.rotations import Rotation, Span

RULE = "TOC309"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each schedule with gaps in a year; a note where it is paged inside windows only."""
    for schedule in subject.section("schedules"):
        rotations, (start, end) = subject.rotations(schedule), subject.year(schedule)
        if gaps := _gaps(rotations, start, end):
            message = f"nobody is on call in `{schedule.name}` {_when(gaps, rotations[0])}"
            if _in_windows_only(subject, schedule):
                help_ = "It is paged inside windows only (`when`): see that they keep to the hours covered."
                yield Finding(RULE, "note", message, name_span(schedule), help_)
            else:
                help_ = "Add a rotation for these hours, or widen `cover`: paged then, the schedule wakes nobody."
                yield Finding(RULE, "warning", message, name_span(schedule), help_)


def _gaps(rotations: Sequence[Rotation], start: datetime, end: datetime) -> Sequence[Span]:
    from tocsin.choices import CHOICES
    from tocsin.rotations import gaps

    on_call_at_once = CHOICES.before_first_hand_off == "on_call"
    if on_call_at_once and any(each.start <= start and _always_somebody(each) for each in rotations):
        return ()  # as with most schedules: no need to go through the year
    return gaps(rotations, start, end, CHOICES)


def _always_somebody(rotation: Rotation) -> bool:
    """Whether somebody is on call at all hours, once the rotation runs."""
    return rotation.cover is None and all(override.members for override in rotation.overrides)


def _when(gaps: Sequence[Span], first: Rotation) -> str:
    """The first gap, on the wall clock of the first rotation, and how much there is of them."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(first.time_zone)
    start, end = (instant.astimezone(zone).isoformat(timespec="minutes") for instant in gaps[0])
    more = f", and {len(gaps) - 1} times more within 52 weeks" if len(gaps) > 1 else ""
    hours = sum((gap.end - gap.start).total_seconds() for gap in gaps) / 3600
    return f"from {start} to {end}{more} ({hours:,.10g} h in all)"


def _in_windows_only(subject: Subject, schedule: Entry) -> bool:
    """Whether something pages the schedule, and nothing does so at any hour."""
    pagers = list(subject.references.pagers(schedule))
    return bool(pagers) and all("when" in pager.value for pager in pagers)
