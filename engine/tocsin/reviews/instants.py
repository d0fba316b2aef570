"""When to ask: the instants at which a window, a silence or a shift may make an answer differ.

Nothing changes between two boundaries, so that a boundary, which begins what comes after it, and the minute before it
stand for all the time around. Of what is the same on all sides of a comparison, once inside and once outside will do.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

from tocsin.reviews.boundaries import boundaries, clock_changes
from tocsin.roster import ContactTarget
from tocsin.rotations.wallclock import within_calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tocsin.model import Alert
    from tocsin.policyset import Policy, Silence
    from tocsin.reviews.questions import Side
    from tocsin.roster import Roster
    from tocsin.rotations import Rotation
    from tocsin.windows import Window

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""A Monday: the reference of sides of which no rotation starts later."""

MINUTE, WEEK, YEAR = timedelta(minutes=1), timedelta(days=8), timedelta(days=366)
"""WEEK holds every hour of a week on the wall clock, whatever is done to the clock."""

MAX_STARTS = 64
"""Of a rule that does not start every week, in the year from the reference on."""

MAX_SHIFTS = 24
"""Of one rotation from the reference on; MAX_SHIFTS_THEN from each change of its clock on."""

MAX_SHIFTS_THEN = 3

Thing = TypeVar("Thing")


def instants(sides: Sequence[Side], reference: datetime | None = None) -> list[datetime]:
    """Every instant that matters to any alert, in order."""
    asked = Instants(sides, reference)
    policies = [policy for side in sides for policy in side.policies.policies]
    silences = [silence for side in sides for silence in side.policies.silences]
    return sorted(asked.about(policies, silences))


def reference_of(sides: Sequence[Side]) -> datetime:
    """An instant at which all rotations of the sides run: NOON, or when the last one starts.

    Alerts that are made start then, so that nobody is missed in them only because a schedule has not begun.
    """
    rotations = (rotation for side in sides for rotation in side.roster.rotations.values())
    return max((NOON, *(within_calendar(rotation.start) for rotation in rotations)))


class Instants:
    """The instants that matter to an alert, on any of some sides.

    `reference` is where it all starts (see `reference_of`). `closely`: what is the same on all sides
    is asked about at each of its boundaries as well (for one side alone).
    """

    def __init__(self, sides: Sequence[Side], reference: datetime | None = None, *, closely: bool = False) -> None:
        self._sides, self._closely = sides, closely
        self.reference = within_calendar(reference or reference_of(sides))
        self._window, self._silence = cache(self._of_window), cache(self._of_silence)
        self._rotation, self._rotations = cache(self._of_rotation), cache(self._rotations_of)

    def of(self, alert: Alert) -> tuple[datetime, ...]:
        """The instants that matter to one alert: the reference, then those of whatever it matches on any side."""
        view = alert.view()
        policies: list[Policy] = []
        silences: list[Silence] = []
        for side in self._sides:
            policies += (side.policies.policies[position] for position in side.policies.index.matching(view))
            silences += (silence for silence in side.policies.silences if silence.pattern.matches(view))
        return self.about(policies, silences)

    def about(self, policies: Iterable[Policy], silences: Iterable[Silence] = ()) -> tuple[datetime, ...]:
        """The reference, then the instants of these policies' windows, of these silences and of who is on call."""
        policies = (*policies, *(side.policies.fallback for side in self._sides if side.policies.fallback))
        windows = dict.fromkeys(name for policy in policies for name in (*policy.when, *policy.unless))
        targets = dict.fromkeys(target.name for policy in policies for target in policy.targets)
        rotations = dict.fromkeys(chain.from_iterable(map(self._rotations, targets)))
        found = chain(
            chain.from_iterable(map(self._window, windows)),
            chain.from_iterable(map(self._silence, dict.fromkeys(silence.name for silence in silences))),
            chain.from_iterable(map(self._rotation, rotations)),
        )
        return tuple(dict.fromkeys((self.reference, *found)))

    def _of_window(self, name: str) -> tuple[datetime, ...]:
        windows = _each(side.policies.windows.get(name) for side in self._sides)
        if not self._differ(windows):
            return tuple(_inside_and_outside(windows[0], self.reference))
        weeks = _weeks((window.time_zone for window in windows), self.reference)
        ends = {end for window in windows if (end := window.end())}
        found = (chain(_opened(window, self.reference, weeks), _beside(window, ends)) for window in windows)
        return _around(chain.from_iterable(found))

    def _of_silence(self, name: str) -> tuple[datetime, ...]:
        silences = _each(
            next((each for each in side.policies.silences if each.name == name), None) for side in self._sides
        )
        ends = [end for silence in silences for end in (silence.start, silence.end) if end]
        return _around(within_calendar(datetime.fromisoformat(end)) for end in ends)

    def _of_rotation(self, name: str) -> tuple[datetime, ...]:
        rotations = _each(side.roster.rotations.get(name) for side in self._sides)
        differ = self._differ(rotations)
        if not differ and rotations[0].cover is None:
            return ()
        weeks = _weeks((rotation.time_zone for rotation in rotations), self.reference)
        hand_offs = (_hand_offs(rotation, self.reference, weeks) for rotation in rotations)
        if not differ:
            return _around(chain.from_iterable(islice(each, 2) for each in hand_offs))
        return _around(chain(*hand_offs, _starts_apart(rotations)))

    def _rotations_of(self, target: str) -> tuple[str, ...]:
        """The rotations by which a target finds who is on call, on any side."""
        found = chain.from_iterable(_rotations(side.roster, target) for side in self._sides)
        return tuple(dict.fromkeys(found))

    def _differ(self, things: Sequence[object]) -> bool:
        """Whether the sides have different things by one name, or not all of them have one."""
        return self._closely or len(things) < len(self._sides) or any(thing != things[0] for thing in things)


def _each(things: Iterable[Thing | None]) -> list[Thing]:
    return [thing for thing in things if thing is not None]


def _around(boundaries: Iterable[datetime]) -> tuple[datetime, ...]:
    """Each instant and the minute before it, in order."""
    return tuple(sorted({at for boundary in boundaries for at in (boundary - MINUTE, boundary)}))


def _weeks(zones: Iterable[str], reference: datetime) -> list[tuple[datetime, datetime]]:
    """The week from the reference on, and that of each change of the clocks in the year to come."""
    end = reference + YEAR
    changes = sorted({change for zone in set(zones) for change in clock_changes(zone, reference, end)})
    return [(reference, reference + WEEK), *((change - timedelta(days=1), change + WEEK) for change in changes)]


def _inside_and_outside(window: Window, reference: datetime) -> Iterator[datetime]:
    """The next instant at which the window is open, if it is closed at the reference, or closed if it is open."""
    soon = boundaries(window, reference + MINUTE, reference + WEEK)
    yield from (soon or boundaries(window, reference + MINUTE, reference + YEAR) or _starts(window, reference))[:1]


def _opened(window: Window, reference: datetime, weeks: Iterable[tuple[datetime, datetime]]) -> Iterator[datetime]:
    """When the window opens and closes in these weeks; of a rule that is rarer also its next starts."""
    for since, until in weeks:
        yield from boundaries(window, since, until)
    yield from _spans(window, _starts(window, reference)[:MAX_STARTS])


def _beside(window: Window, ends: Iterable[datetime]) -> Iterator[datetime]:
    """When the window last opens and closes before rules end, and first after that."""
    spans = (WEEK, YEAR, 8 * YEAR)
    for end in (end + MINUTE for end in ends):  # at which it may start itself
        before = next(filter(None, (window.starts(end - span, end) for span in spans)), [])
        after = next(filter(None, (window.starts(end, end + span) for span in spans)), [])
        yield from _spans(window, (*before[-1:], *after[:1]))


def _spans(window: Window, starts: Iterable[datetime]) -> Iterator[datetime]:
    length = timedelta(seconds=window.seconds)
    return chain.from_iterable((start, start + length) for start in starts)


def _starts(window: Window, reference: datetime) -> list[datetime]:
    """The starts of a rule in the year to come, or of one that begins later those of the years after it."""
    return window.starts(reference, reference + YEAR) or window.starts(reference, reference + 8 * YEAR)


def _hand_offs(
    rotation: Rotation, reference: datetime, weeks: Iterable[tuple[datetime, datetime]]
) -> Iterator[datetime]:
    """When shifts begin and end from the reference on, in the weeks in which clocks change, and around overrides."""
    for shift in islice(rotation.shifts_in_utc(reference, reference + 3 * YEAR), MAX_SHIFTS):
        yield from (shift.start, shift.end)
    for since, until in weeks:
        for shift in islice(rotation.shifts_in_utc(since, until), MAX_SHIFTS_THEN):
            yield from (shift.start, shift.end)
    for override in rotation.overrides[:MAX_SHIFTS]:
        yield from (override.start, override.end)


def _starts_apart(rotations: Sequence[Rotation]) -> Iterable[datetime]:
    """When the versions of a rotation start, if not together: until the later one does, nobody is on call in it."""
    starts = {within_calendar(rotation.start) for rotation in rotations}
    return starts if len(starts) > 1 else ()


def _rotations(roster: Roster, target: str) -> Iterator[str]:
    """The rotations of a schedule, or of those that an escalation plan engages."""
    contact = roster.contact(target)
    if contact is None:
        return
    yield from contact.rotations
    for stage in contact.stages:
        for engaged in stage.targets:
            if isinstance(engaged, ContactTarget):
                yield from _rotations(roster, engaged.contact)
