"""TOC310: rotations of one schedule on clocks that differ.

Where clocks change on different days, hours that meet in one season overlap or leave a gap in another. Around the
world that is meant (TOC309 finds the gaps); a forgotten `time_zone` looks the same.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from functools import cache
from typing import TYPE_CHECKING

from tocsin.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from tocsin.checks.subject import Subject
    from tocsin.document import Entry

RULE = "TOC310"

Distance = tuple["date", timedelta]
"""By how much two clocks differ from a day on."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each such schedule, at its first rotation on another clock than the first one's."""
    distances = cache(_distances)
    for schedule in subject.section("schedules"):
        rotations, (start, _end) = subject.rotations(schedule), subject.year(schedule)
        zones = [rotation.time_zone for rotation in rotations]
        for index, zone in enumerate(zones):
            apart = distances(zones[0], zone, start) if zone != zones[0] else ()
            if any(distance for _, distance in apart):
                yield _finding(schedule, index, zones, apart)
                break


def _distances(one: str, other: str, start: datetime) -> Sequence[Distance]:
    """How far apart two time zones are at `start`, and each day of the year after it on which that changes."""
    from zoneinfo import ZoneInfo

    first, second, start = ZoneInfo(one), ZoneInfo(other), start.astimezone(UTC)

    def distance(hour: int) -> timedelta:
        instant = start + timedelta(hours=hour)
        return instant.astimezone(first).replace(tzinfo=None) - instant.astimezone(second).replace(tzinfo=None)

    found = [(start.astimezone(first).date(), distance(0))]
    for hour in range(24, 364 * 24, 24):
        if (apart := distance(hour)) != found[-1][1]:
            change = next(each for each in range(hour - 23, hour + 1) if distance(each) == apart)
            found.append(((start + timedelta(hours=change)).astimezone(first).date(), apart))
    return found


def _finding(schedule: Entry, index: int, zones: Sequence[str], apart: Sequence[Distance]) -> Finding:
    one, other = schedule.value["rotations"][0], schedule.value["rotations"][index]
    lengths = [_length(distance) for _, distance in apart]
    when = f"{lengths[0]} apart, and {lengths[1]} from {apart[1][0]} on" if apart[1:] else f"always {lengths[0]} apart"
    message = f"`{other}` is on the clock of {zones[index]}, `{one}` of {zones[0]}: {when}"
    help_ = "If both are meant to hand off together, say one `time_zone` for them (default: `settings.time_zone`, UTC)."
    return Finding(RULE, "note", message, schedule.span("rotations", index), help_)


def _length(distance: timedelta) -> str:
    hours, minutes = divmod(int(abs(distance).total_seconds()) // 60, 60)
    return f"{hours}h{minutes}m" if hours and minutes else f"{hours}h" if hours else f"{minutes}m"
