"""Events made from patterns: such as match, such as just do not, such as two patterns share or tell apart.

Every event is checked with the patterns before it is handed out: what comes is always right, and what may be missed is
said. Events hold what the patterns speak of and nothing else, one value to a field, and are in one order on every run.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, islice, product
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.patterns.operators import Absent, AnythingBut, Present, Scalar, Test, Truth
from tocsin.patterns.representatives import ABSENT, PLAIN, Value, allows, in_order, named, representatives, unnamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tocsin.patterns.condition import Condition
    from tocsin.patterns.pattern import Pattern

Event = dict[str, Any]

MAX_EVENTS = 64
"""Events made of one pattern."""

MAX_STEPS = 1_024
"""Attempts of `meeting` to choose values: one for each way to combine alternatives, and for each way to break one."""

Content = Value | list[Scalar]
"""What stands in a field: one value or, where only that can match, an array."""

Fields = dict[str, tuple["Condition", ...]]
"""The conditions of an alternative by path."""


class Choice(NamedTuple):
    """What satisfies a field: `wanted` has a value for each entry of its lists, `further` those at bounds."""

    path: str
    wanted: tuple[Content, ...]
    further: tuple[Content, ...] = ()


def witnesses(pattern: Pattern) -> Iterator[Event]:
    """Events that match: one for each branch of $or, then one for each entry of each list, then those at bounds.

    There is one if any event matches, unless only texts match that `representatives` does not think of.
    """
    rows = [row for row in map(_choices, pattern.alternatives) if row is not None]
    wanted = (_varied(row, [choice.wanted[1:] for choice in row]) for row in rows)
    further = (_varied(row, [choice.further for choice in row]) for row in rows)
    made = chain(map(_plainest, rows), chain.from_iterable(wanted), chain.from_iterable(further))
    return _events(made, pattern.matches)


def near(pattern: Pattern) -> Iterator[Event]:
    """Events that do not match for one field only: first each field's nearest miss, then all others.

    Bounds of numbers are missed by 1 and by as little as there is, prefixes by their last letter; a field is missing.
    """
    rows = [(row, _misses(alternative)) for alternative in pattern.alternatives if (row := _choices(alternative))]
    nearest = (_varied(row, [missed[:1] for missed in misses]) for row, misses in rows)
    others = (_varied(row, [missed[1:] for missed in misses]) for row, misses in rows)
    made = chain(chain.from_iterable(nearest), chain.from_iterable(others))
    return _events(made, lambda event: not pattern.matches(event))


def together(one: Pattern, other: Pattern) -> Event | None:
    """An event that both match; None if none was found. What it may miss: `meeting`."""
    return meeting([one, other])


def apart(one: Pattern, other: Pattern) -> Event | None:
    """An event that `one` matches and `other` does not; None if none was found. What it may miss: `meeting`."""
    return meeting([one], [other])


def meeting(wanted: Sequence[Pattern], unwanted: Sequence[Pattern] = ()) -> Event | None:
    """An event that all of `wanted` match and none of `unwanted`; None if none was found.

    What it may miss: arrays as values; texts that `representatives` does not think of (several wildcards, letters in a
    case that is neither a pattern's nor all lower or upper); what takes more than MAX_STEPS attempts to find.
    """
    avoided = [conditions for pattern in unwanted for conditions in pattern.alternatives]
    steps = iter(range(MAX_STEPS))
    rows = map(chain.from_iterable, product(*(pattern.alternatives for pattern in wanted)))
    made = chain.from_iterable(_escaping(_fields(row), avoided, steps) for row in islice(rows, MAX_STEPS))
    return next(_events(made, lambda event: _meets(event, wanted, unwanted)), None)


def _meets(event: Event, wanted: Iterable[Pattern], unwanted: Iterable[Pattern]) -> bool:
    return all(one.matches(event) for one in wanted) and not any(one.matches(event) for one in unwanted)


def _events(made: Iterable[Mapping[str, Content]], right: Callable[[Event], bool]) -> Iterator[Event]:
    """Those that are right, each once."""
    return islice(filter(right, map(_event, _different(made))), MAX_EVENTS)


def _different(made: Iterable[Mapping[str, Content]]) -> Iterator[Mapping[str, Content]]:
    seen: set[str] = set()
    for values in made:
        if (spelled := repr(values)) not in seen:
            seen.add(spelled)
            yield values


def _fields(conditions: Iterable[Condition]) -> Fields:
    fields: Fields = {}
    for condition in conditions:
        fields[condition.path] = (*fields.get(condition.path, ()), condition)
    return fields


def _choices(conditions: Sequence[Condition]) -> list[Choice] | None:
    """What satisfies each field of an alternative; None where one cannot be satisfied."""
    choices = [_choice(path, together) for path, together in _fields(conditions).items()]
    return choices if all(choice.wanted for choice in choices) else None


@lru_cache(maxsize=8192)
def _choice(path: str, conditions: tuple[Condition, ...]) -> Choice:
    good = [value for value in named(conditions) if _all_allow(conditions, value)]
    spare = [value for value in unnamed(conditions) if _all_allow(conditions, value)]
    if not good and not spare:
        return Choice(path, _array(conditions))
    wanted = dict.fromkeys(_entries(conditions, good, spare))
    return Choice(path, tuple(wanted), tuple(value for value in good if value not in wanted))


def _entries(conditions: Iterable[Condition], good: Sequence[Value], spare: Sequence[Value]) -> Iterator[Value]:
    """The first value that satisfies each entry of the conditions' lists, if any does."""
    for condition in conditions:
        yield from (value for value in in_order(condition.exact) if value in good)
        for test in condition.tests:
            unspecific = isinstance(test, AnythingBut | Present | Absent)
            values = (*spare, *good) if unspecific else (*good, *spare)
            yield from islice((value for value in values if _passes(test, value)), 1)


def _passes(test: Test, value: Value) -> bool:
    return isinstance(test, Absent) if value is ABSENT else test.accepts(value)


def _array(conditions: Iterable[Condition]) -> tuple[Content, ...]:
    """An array with a value for each condition, since no one value satisfies them all; () if some want none."""
    values: list[Scalar] = []
    for condition in conditions:
        fitting = (value for value in representatives((condition,)) if value is not ABSENT)
        values += islice((value for value in fitting if condition.accepts(value)), 1)
    return (values,) if len(values) == len(tuple(conditions)) else ()


def _misses(conditions: Iterable[Condition]) -> list[tuple[Value, ...]]:
    """What does not satisfy each field of an alternative, the nearest first."""
    return [_missed(each) for each in _fields(conditions).values()]


@lru_cache(maxsize=8192)
def _missed(conditions: tuple[Condition, ...]) -> tuple[Value, ...]:
    close = [value for value in named(conditions) if not _all_allow(conditions, value)]
    far = [value for value in unnamed(conditions) if not _all_allow(conditions, value)]
    return (*close, *far[:1], *far[-1:])


def _all_allow(conditions: Iterable[Condition], value: Value) -> bool:
    return all(allows(condition, value) for condition in conditions)


def _plainest(row: Iterable[Choice]) -> dict[str, Content]:
    return {choice.path: choice.wanted[0] for choice in row}


def _varied(row: Sequence[Choice], values: Iterable[Sequence[Content]]) -> Iterator[dict[str, Content]]:
    """The plainest event with each of these values of each field in its place."""
    plainest = _plainest(row)
    for choice, others in zip(row, values, strict=True):
        yield from ({**plainest, choice.path: value} for value in others)


def _agreed(wanted: Fields, refused: Fields) -> dict[str, Value] | None:
    """A value for each field that satisfies all conditions wanted and none refused; None where a field has none."""
    agreed: dict[str, Value] = {}
    for path in dict.fromkeys((*wanted, *refused)):
        fitting = _fitting(wanted.get(path, ()), refused.get(path, ()))
        if not fitting:
            return None
        (agreed[path],) = fitting
    return agreed


@lru_cache(maxsize=8192)
def _fitting(good: tuple[Condition, ...], bad: tuple[Condition, ...]) -> tuple[Value] | tuple[()]:
    """The first value that satisfies all conditions of the one kind and none of the other; () if there is none."""
    if not set(good).isdisjoint(bad):
        return ()
    for value in (PLAIN, *representatives((*good, *bad))):
        if _all_allow(good, value) and not any(allows(condition, value) for condition in bad):
            return (value,)
    return ()


def _escaping(
    wanted: Fields, avoided: Sequence[Sequence[Condition]], steps: Iterator[int]
) -> Iterator[dict[str, Value]]:
    """Events that satisfy the fields and no alternative that is to be avoided: whichever holds is broken at one of its
    conditions and, where that leads nowhere, at the next."""
    waiting: list[Fields] = [{}]
    while waiting and next(steps, None) is not None:
        refused = waiting.pop()
        if (values := _agreed(wanted, refused)) is None:
            continue
        held = next((each for each in avoided if _holds(each, values)), None)
        if held is None:
            yield values
        else:
            ways = ({**refused, one.path: (*refused.get(one.path, ()), one)} for one in reversed(held))
            waiting.extend(ways)


def _holds(conditions: Iterable[Condition], values: Mapping[str, Value]) -> bool:
    return all(allows(condition, values.get(condition.path, ABSENT)) for condition in conditions)


def _event(values: Mapping[str, Content]) -> Event:
    """The object with these values at these paths."""
    return _object({tuple(path.split(".")): value for path, value in values.items()})


def _object(values: Mapping[tuple[str, ...], Content]) -> Event:
    below: dict[str, dict[tuple[str, ...], Content]] = {}
    for (name, *rest), value in values.items():
        below.setdefault(name, {})[tuple(rest)] = value
    nodes = {name: _node(part) for name, part in below.items()}
    return {name: node for name, node in nodes.items() if node is not ABSENT}


def _node(values: dict[tuple[str, ...], Content]) -> Any:
    """A value, an object, or an array of both where a path leads through a field that has a value itself."""
    here = values.pop((), ABSENT)
    inner = _object(values) if values else {}
    if here is ABSENT:
        return inner or ABSENT
    plain = list(map(_plain, here)) if isinstance(here, list) else _plain(here)
    return [*(plain if isinstance(here, list) else [plain]), inner] if inner else plain


def _plain(value: Value) -> Any:
    return value.value if isinstance(value, Truth) else value
