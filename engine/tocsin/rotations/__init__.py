"""Who is on call when: the shifts of a rotation, in its own time zone.

Hand-offs are wall-clock times (daily, weekly or monthly; several are allowed). Each begins the shift of the next
people in the order of `members`; with `every` above 1 hand-offs happen in every so-many-th day, week or month, counted
from the first one at or after `start`. Shift coverage cuts shifts to the hours covered, overrides put others in place.

    wallclock    minutes that a clock shows, as instants
    handoffs     the hand-offs in such minutes, each by arithmetic
    turns        from one to the next, as instants
    stretches    all time, cut into stretches that have a value:
    coverage       whether an hour is covered
    overrides      which override holds
    rotation     shifts: turns, cut at the ends of these stretches
    spans        what lies between two instants, joined or left free
    gaps         when nobody is on call in any of several rotations

Rules: Incident Manager user guide, "Working with on-call schedules"; CreateRotation of the API reference. What they
leave open is a switch in `tocsin.choices`; hours that a clock change skips or repeats are those of `wallclock`.
"""

from __future__ import annotations

from tocsin.rotations.gaps import gaps
from tocsin.rotations.handoffs import HandOff, Unit
from tocsin.rotations.overrides import Override
from tocsin.rotations.rotation import Rotation
from tocsin.rotations.shift import Shift
from tocsin.rotations.spans import Span, free, joined

__all__ = ["HandOff", "Override", "Rotation", "Shift", "Span", "Unit", "free", "gaps", "joined"]
