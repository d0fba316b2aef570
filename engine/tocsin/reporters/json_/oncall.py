"""`oncall`, and with it how shifts are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.model import SCHEMA_VERSION
from tocsin.reporters.json_.values import text

if TYPE_CHECKING:
    from datetime import timedelta

    from tocsin.reviews.oncall import Calendar, OnCall, Turn
    from tocsin.reviews.quality import Quality


def oncall(answer: OnCall) -> str:
    """The result of `oncall -o json`. Times carry the offset of the rotation at that instant; lengths are in hours."""
    schedules = [_calendar(calendar) for calendar in answer.calendars]
    for schedule, quality in zip(schedules, answer.qualities, strict=False):
        schedule["quality"] = _quality(quality)
    return text({
        "schema_version": SCHEMA_VERSION,
        "from": answer.start.isoformat(),
        "to": answer.end.isoformat(),
        "schedules": schedules,
        "asked": {"kind": answer.asked.kind, "name": answer.asked.name} if answer.asked else None,
    })  # fmt: skip


def _calendar(calendar: Calendar) -> dict[str, Any]:
    return {
        "name": calendar.name,
        "shifts": [_turn(turn) for turn in calendar.turns],
        "gaps": [{"start": gap.start.isoformat(), "end": gap.end.isoformat()} for gap in calendar.gaps],
        "hand_offs": [instant.isoformat() for instant in calendar.hand_offs],
        "time_zones": dict(calendar.zones),
        "now": [
            {
                "rotation": watch.rotation,
                "shift": _turn(watch.now) if watch.now else None,
                "next": _turn(watch.then) if watch.then else None,
            }
            for watch in calendar.watches
        ],
    }


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "rotation": turn.rotation,
        "contacts": list(turn.members),
        "start": turn.start.isoformat(),
        "end": turn.end.isoformat(),
        "override": turn.replaced is not None,
        "replaced": list(turn.replaced or ()),
    }


def _quality(quality: Quality) -> dict[str, Any]:
    return {
        "gaps": quality.gaps,
        "gap_hours": _hours(quality.uncovered),
        "hand_offs": quality.hand_offs,
        "people": [
            {
                "contact": load.contact,
                "hours": _hours(load.on_call),
                "share": round(load.share, 4),
                "night_hours": _hours(load.night),
                "weekend_hours": _hours(load.weekend),
                "shifts": load.shifts,
                "hand_offs": load.hand_offs,
                "longest_hours": _hours(load.longest),
            }
            for load in quality.loads
        ],
        "fairness": {
            name: None if ratio is None else round(ratio, 4)
            for name, ratio in zip(("hours", "night_hours", "weekend_hours"), quality.fairness, strict=True)
        },
    }


def _hours(length: timedelta) -> float:
    return round(length.total_seconds() / 3600, 2)
