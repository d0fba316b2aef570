"""When nobody is on call in any of several rotations, as those of a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.choices import CHOICES, Choices
from tocsin.rotations.spans import Span, free
from tocsin.rotations.wallclock import within_calendar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tocsin.rotations.rotation import Rotation


def gaps(rotations: Sequence[Rotation], start: datetime, end: datetime, choices: Choices = CHOICES) -> list[Span]:
    """The gaps between two instants, in order, in UTC, and no longer than the span asked for."""
    start, end = within_calendar(start), within_calendar(end)
    shifts = (shift for rotation in rotations for shift in rotation.shifts_in_utc(start, end, choices))
    return free(sorted(Span(shift.start, shift.end) for shift in shifts if shift.members), start, end)
