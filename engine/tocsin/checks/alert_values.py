"""What the fields of alerts can hold (docs/alerts.md, "The normal form"), and which conditions no alert satisfies.

All fields but labels, annotations and event are there in every alert and hold one text, or null where it is unknown.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tocsin.catalogue import ALERT_FIELDS
from tocsin.finding import nearest
from tocsin.patterns.operators import Absent, AnythingBut, Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tocsin.patterns import Pattern
    from tocsin.patterns.condition import Condition
    from tocsin.patterns.operators import Scalar

_MAPPINGS = ("labels", "annotations")
_TEXTS = frozenset(ALERT_FIELDS).difference(_MAPPINGS, ["event"])
_NEVER_NULL = ("type", "status", "source", "id", "summary")


class Hopeless(NamedTuple):
    """Why no alert that pages satisfies a condition on `field`, and what was probably meant."""

    field: str
    why: str
    help: str


def hopeless(pattern: Pattern) -> Iterator[Hopeless | None]:
    """For each alternative, why no alert that pages satisfies all its conditions; None where one might."""
    forked = len(pattern.alternatives) > 1
    for row in pattern.alternatives:
        found = None
        for condition in row:
            if not condition.path.startswith("labels.") and (found := _hopeless(condition)) is not None:
                break
        yield _contradiction(row) if forked and found is None else found


@lru_cache(maxsize=4096)
def _hopeless(condition: Condition) -> Hopeless | None:
    field, dot, _ = condition.path.partition(".")
    if field not in ALERT_FIELDS:
        return None if condition.absent else _no_such_field(field)
    if field == "status" and not dot and not condition.accepts("firing"):
        return Hopeless(field, "only firing alerts page", "`resolve` says what happens when an alert is resolved.")
    if field in _TEXTS:
        return _of_text(field, condition) if not dot else _below_text(field, condition)
    if field in _MAPPINGS and not dot and not condition.absent:
        return Hopeless(field, f"`{field}` has no value of its own", f"Say which: `{field}: {{NAME: [VALUE]}}`.")
    return None


def _no_such_field(field: str) -> Hopeless:
    meant = nearest(field, ALERT_FIELDS)
    help_ = f"Did you mean `{meant}`?\n" if meant else ""
    help_ += "A rule copied from EventBridge, or any field of the source's own event, stands below `event`."
    return Hopeless(field, f"alerts have no field `{field}`", help_)


def _below_text(field: str, condition: Condition) -> Hopeless | None:
    if condition.absent:
        return None
    help_ = f"Below `event` stands what the source says: `event: {{{field}: ...}}`."
    return Hopeless(field, f"`{field}` is one value: it has no fields", help_)


def _of_text(field: str, condition: Condition) -> Hopeless | None:
    """Whether neither a text nor null can satisfy the condition."""
    tests = [test for test in condition.tests if not isinstance(test, Absent)]
    nullable = None in condition.exact and field not in _NEVER_NULL
    if nullable or any(isinstance(value, str) for value in condition.exact):
        return None
    if not all(isinstance(test, Range) for test in tests):
        return None
    if condition.exact or tests:
        return Hopeless(field, f"`{field}` is always a text", 'Quote the value, as in ["2"].')
    help_ = f"Where it is unknown it is null: write `{field}: [null]`."
    return Hopeless(field, f"every alert has the field `{field}`", "" if field in _NEVER_NULL else help_)


def _contradiction(conditions: Sequence[Condition]) -> Hopeless | None:
    """Two conditions that no one value satisfies, on a field that holds one value; `$or` beside others makes them."""
    for index, one in enumerate(conditions):
        for other in conditions[:index]:
            if one.path == other.path and one.path in _TEXTS and (_excludes(one, other) or _excludes(other, one)):
                return Hopeless(one.path, f"two conditions on `{one.path}` exclude each other", "")
    return None


def _excludes(one: Condition, other: Condition) -> bool:
    """Whether `other` accepts none of the values that `one` lists, and `one` accepts no others."""
    return not one.tests and not any(map(other.accepts, one.exact))


def named(condition: Condition) -> list[Scalar]:
    """The values that a condition lists, wanted or excluded."""
    excluded = (test.values for test in condition.tests if isinstance(test, AnythingBut))
    return [*condition.exact, *(value for values in excluded for value in values)]
